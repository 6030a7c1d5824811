import { startBackend } from "../../../lib/backend/choice/start.ts";
import { readSafetensors, writeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { readSignedSafetensors } from "../../../lib/io/formats/signed.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { schedulePath } from "../../../lib/samplers/noise_path.ts";
import { cosine } from "../../../lib/schedules/cosine.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { ddpmLinearGrid, type LinearGridOptions } from "../../../lib/schedules/grid.ts";
import { train } from "../../../lib/training/runs/train.ts";
import {
  loadWeights,
  type LoadWeightsOptions,
  networkFile,
  saveWeights,
} from "../../../lib/training/checkpoints/weights.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";
import { pictureRun, pointRun, shared } from "../fixtures.ts";

await startBackend("wasm");

/** What a file of weights does not hold. */
function described({ network, path, condition, prediction }: LoadWeightsOptions): LoadWeightsOptions {
  return { network, path, condition, prediction };
}

Deno.test("loadWeights() gives back what saveWeights() wrote, byte for byte", async () => {
  await using dir = await tempDir();
  for (const run of [pointRun({ condition: shared }), pictureRun()]) {
    const trained = await train(run), path = dir.file("networks/a.safetensors");
    await saveWeights(path, trained, { seed: "3" });
    assertEquals(await namesIn(dir.file("networks")), ["a.safetensors"]);
    const loaded = await loadWeights(path, described(trained));
    assertEquals(loaded.weights, trained.weights);
    assertEquals(loaded.lastWeights, trained.lastWeights);
    assertEquals(loaded.history.toJSON(), trained.history.toJSON());
    const bytes = await Deno.readFile(path);
    await saveWeights(path, loaded, { seed: "3" });
    assertEquals(await Deno.readFile(path), bytes);
  }
});

Deno.test("loadWeights() tells schedules apart where time is continuous", async () => {
  await using dir = await tempDir();
  // The cosine schedule ends in pure noise, where the log-SNR is −∞.
  const path = schedulePath(cosine()), file = dir.file("a.safetensors");
  const trained = await train(pointRun({ grid: undefined, path }));
  await saveWeights(file, trained);
  assertEquals((await loadWeights(file, described(trained))).weights, trained.weights);
  const other = { ...trained, path: schedulePath(linear()) };
  await assertRejects(() => loadWeights(file, described(other)), RangeError, "logSnr[0] is ");
});

Deno.test("saveWeights() names each array as the network does and keeps the metadata", async () => {
  await using dir = await tempDir();
  const trained = await train(pointRun()), path = dir.file("a.safetensors");
  await saveWeights(path, trained, { seed: "3" });
  const { tensors, metadata } = await readSafetensors(path);
  assertEquals(metadata.seed, "3");
  for (const { name, shape } of trained.network.parameters.list) {
    assertEquals(tensors.get(name), { shape, values: trained.network.parameters.slice(trained.weights, name).slice() });
    assert(tensors.has(`last/${name}`));
  }
  await assertRejects(() => saveWeights(path, trained, { losses: "" }), RangeError, '"losses" is taken');
});

Deno.test("loadWeights() refuses another network, naming the first array that differs", async () => {
  await using dir = await tempDir();
  const trained = await train(pointRun()), path = dir.file("a.safetensors");
  await saveWeights(path, trained);
  const [first] = trained.network.parameters.list;
  const other = (hidden: number[], embedding: number) => makeMlp({ shape: [2], hidden, embedding });
  const load = (network: ReturnType<typeof other>) => () => loadWeights(path, described({ ...trained, network }));
  await assertRejects(load(other([32, 32], 8)), TypeError, `it has ${first.name} of shape [${first.shape.join(", ")}]`);
  await assertRejects(load(other([32, 32, 32], 16)), TypeError, "it has no ");
  await assertRejects(load(other([32], 16)), TypeError, "the network has ");
});

Deno.test("loadWeights() refuses another grid and another condition, naming the step", async () => {
  await using dir = await tempDir();
  const trained = await train(pointRun({ condition: shared })), path = dir.file("a.safetensors");
  await saveWeights(path, trained);
  const told = (condition: (step: number) => number) => loadWeights(path, described({ ...trained, condition }));
  await assertRejects(() => told((step) => step), RangeError, "conditions[1] is 0, not 1");
  const { network, condition } = trained;
  const onGrid = (options: LinearGridOptions) =>
    loadWeights(path, { network, condition, grid: ddpmLinearGrid(options) });
  await assertRejects(() => onGrid({ steps: 100 }), RangeError, "logSnr[0] is ");
  await assertRejects(() => onGrid({ steps: 50 }), TypeError, "logSnr of shape [100]");
});

Deno.test("loadWeights() refuses weights that are not finite, of another dtype or without losses", async () => {
  await using dir = await tempDir();
  const trained = await train(pointRun()), path = dir.file("a.safetensors");
  await saveWeights(path, trained);
  const { tensors, metadata } = await readSignedSafetensors(path, "");
  const [{ name, shape, size }] = trained.network.parameters.list;
  const all = Object.fromEntries(tensors);
  const refused = async (values: Float32Array | Float64Array, text: Record<string, string>, message: string) => {
    await writeSafetensors(path, { ...all, [name]: { shape, values } }, text);
    await assertRejects(() => loadWeights(path, described(trained)), SyntaxError, message);
  };
  await refused(new Float32Array(size).fill(NaN), metadata, `${name}[0] must be finite, got NaN`);
  await refused(new Float64Array(size), metadata, `${name} is not of dtype F32`);
  await refused(new Float32Array(size), {}, "its metadata hold no losses");
  await refused(new Float32Array(size), { losses: '{"losses":[1]}' }, "its metadata hold no losses");
});

Deno.test("networkFile() is under the checkout's data/cache/networks", () => {
  assert(networkFile("051b", "ddpm").replaceAll("\\", "/").endsWith("/data/cache/networks/051b-ddpm.safetensors"));
});

Deno.test("loadWeights() refuses a network that says something else", async () => {
  await using dir = await tempDir();
  const trained = await train(pointRun({ loss: { prediction: "v" } })), file = dir.file("a.safetensors");
  await saveWeights(file, trained);
  assertEquals((await loadWeights(file, described(trained))).prediction, "v");
  await assertRejects(
    () => loadWeights(file, described({ ...trained, prediction: undefined })),
    RangeError,
    "it says v, not eps",
  );
});

Deno.test("loadWeights() refuses a file in which one exponent bit of a weight was flipped, and says what to do", async () => {
  await using dir = await tempDir();
  const trained = await train(pointRun()), path = dir.file("a.safetensors");
  await saveWeights(path, trained);
  const bytes = await Deno.readFile(path);
  // The last array is of float32 values: the byte before the end holds exponent bits, and the weight stays finite.
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assertRejects(
    () => loadWeights(path, described(trained)),
    SyntaxError,
    `Cannot read ${path}: its content does not have its`,
  );
  await assertRejects(() => loadWeights(path, described(trained)), SyntaxError, "remove it and train again");
});
