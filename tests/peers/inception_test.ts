/** The kit's Inception network beside pytorch-fid's with the same made-up weights (record_inception.py). */
import { assert, assertEquals } from "../assert.ts";
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { readNpz } from "../../lib/io/formats/npz.ts";
import { writeSafetensors } from "../../lib/io/formats/safetensors.ts";
import { sha256File } from "../../lib/io/sha256.ts";
import { inceptionFeatures } from "../../lib/metrics/inception/extractor.ts";
import { readInceptionWeights } from "../../lib/metrics/inception/weights.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { tempDir } from "../io/temp_dir.ts";
import { madeUpArrays, madeUpWeights } from "./inception_weights.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url)), python = await peersPython();
const arrays = await readNpz(here("./metrics/inception.npz"));

/** assertEquals takes seconds for 24 million numbers. */
const sameBytes = (a: Float32Array, b: Float32Array) =>
  Buffer.compare(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), new Uint8Array(b.buffer)) === 0;

Deno.test("inceptionFeatures() agrees with pytorch-fid's network to 1e-3, for small, wide and exact pictures", async () => {
  using extractor = await inceptionFeatures(madeUpWeights());
  assertEquals(extractor.distanceName, "Fréchet distance (Inception, not FID's)");
  for (const name of ["small", "wide", "exact"]) {
    const { shape, data } = arrays.get(`${name}_picture`)!,
      expected = arrays.get(`${name}_features`)!.data as Float32Array;
    const picture = Float32Array.from(data as Uint8Array, (value) => value / 127.5 - 1);
    const features = await extractor.extract(picture, shape as [number, number, number]);
    const largest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    let worst = 0;
    features.forEach((value, k) => worst = Math.max(worst, Math.abs(value - expected[k]) / largest));
    assert(worst < 1e-3, `${name}: ${worst}`);
  }
});

Deno.test({
  name: "convert_inception.py keeps every weight, and shows both checksums, where the peers are installed",
  ignore: python === undefined,
  fn: async () => {
    await using dir = await tempDir();
    const [made, source, target] = ["made.safetensors", "random.pth", "random.safetensors"].map((name) =>
      dir.file(name)
    );
    await writeSafetensors(made, Object.fromEntries(madeUpArrays()));
    // One process for all, because importing PyTorch takes seconds: without and with --any.
    const script = `import runpy, sys, torch
from safetensors.torch import load_file
made, source, target, convert = sys.argv[1:]
torch.save(load_file(made), source)
for options in ([], ["--any"]):
    sys.argv = [convert, source, target, *options]
    try:
        runpy.run_path(convert)
    except SystemExit as refusal:
        print(refusal)`;
    const args = ["-c", script, made, source, target, here("convert_inception.py")];
    const { success, stdout, stderr } = await new Deno.Command(python!, { args }).output();
    assert(success, new TextDecoder().decode(stderr));
    const [shown, refusal, again, written] = new TextDecoder().decode(stdout).trim().split("\n");
    const weights = await readInceptionWeights(target), expected = madeUpWeights();
    assertEquals([shown, again], [`${weights.checksum}  ${source}`, shown]);
    assert(refusal.startsWith(`Cannot convert ${source}: its SHA-256 is not 6726825d`) && !weights.official);
    assertEquals(written, `${await sha256File(target)}  ${target}, 472 arrays`);
    assert(sameBytes(weights.classifier, expected.classifier));
    for (const [name, { filter, bias }] of expected.convolutions) {
      const read = weights.convolutions.get(name)!;
      assert(sameBytes(read.filter, filter) && sameBytes(read.bias, bias), name);
    }
  },
});
