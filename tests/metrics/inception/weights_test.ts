import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../../assert.ts";
import { writeNpz } from "../../../lib/io/formats/npz.ts";
import { writeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { sha256File } from "../../../lib/io/sha256.ts";
import { foldWeights, OFFICIAL_SHA256, readInceptionWeights } from "../../../lib/metrics/inception/weights.ts";
import { madeUpArrays } from "../../peers/inception_weights.ts";
import { tempDir } from "../../io/temp_dir.ts";

const arrays = madeUpArrays();

Deno.test("foldWeights() folds batch normalisation and turns the filters", () => {
  const { convolutions, official } = foldWeights(arrays, OFFICIAL_SHA256, "file");
  assert(official);
  const name = "Mixed_6b.branch7x7_2", at = (part: string) => arrays.get(`${name}.${part}`)!.values;
  const { filter, bias } = convolutions.get(name)!;
  const o = 5, i = 7, k = 3, scale = at("bn.weight")[o] / Math.sqrt(at("bn.running_var")[o] + 0.001);
  assertAlmostEquals(filter[(k * 128 + i) * 128 + o], scale * at("conv.weight")[(o * 128 + i) * 7 + k], 1e-7);
  assertAlmostEquals(bias[o], at("bn.bias")[o] - scale * at("bn.running_mean")[o], 1e-7);
});

Deno.test("foldWeights() names the first array that does not belong", () => {
  const refuse = (
    change: (copy: Map<string, { shape: readonly number[]; values: Float32Array }>) => void,
    why: string,
  ) => {
    const copy = new Map(arrays);
    change(copy);
    assertThrows(() => foldWeights(copy, "", "a.npz"), SyntaxError, `Cannot read a.npz: ${why}`);
  };
  refuse((copy) => copy.delete("fc.weight"), "weights of another architecture: fc.weight is missing");
  const other = { shape: [64, 288, 1, 1], values: new Float32Array(64 * 288) }, name = "Mixed_5c.branch1x1.conv.weight";
  const shapes = "must have shape (64, 256, 1, 1), got (64, 288, 1, 1)";
  refuse((copy) => copy.set(name, other), `weights of another architecture: ${name} ${shapes}`);
  refuse(
    (copy) => copy.set("AuxLogits.fc.weight", other),
    "weights of another architecture: AuxLogits.fc.weight is not",
  );
  const broken = { shape: [1008], values: new Float32Array(1008).fill(NaN, 3) };
  refuse((copy) => copy.set("fc.bias", broken), "fc.bias must be finite, got NaN at index 3");
});

Deno.test("readInceptionWeights() reads safetensors with the source's checksum, and npz", async () => {
  await using dir = await tempDir();
  const [st, npz] = [dir.file("a.safetensors"), dir.file("a.npz")];
  await writeSafetensors(st, Object.fromEntries(arrays), { source_sha256: "feed" });
  const weights = await readInceptionWeights(st);
  assertEquals([weights.checksum, weights.official], ["feed", false]);
  await writeNpz(npz, [...arrays].map(([name, { shape, values }]) => [name, { type: "f4", shape, data: values }]));
  const same = await readInceptionWeights(npz);
  assertEquals(same.checksum, await sha256File(npz));
  assert(same.classifier.every((value, k) => value === weights.classifier[k]));
  await writeNpz(npz, [["fc.bias", { type: "f8", shape: [1], data: Float64Array.of(1) }]]);
  await assertRejects(() => readInceptionWeights(npz), SyntaxError, "fc.bias must be float32");
});
