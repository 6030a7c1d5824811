import { canonicalJson } from "../../../lib/io/content_id.ts";
import { LeaseHeldError } from "../../../lib/io/lease.ts";
import { readSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { sha256 } from "../../../lib/io/sha256.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../lib/training/checkpoints/checkpoint.ts";
import { listCheckpoints, readCheckpoint } from "../../../lib/training/checkpoints/checkpoint_files.ts";
import { planTraining, type TrainOptions } from "../../../lib/training/options.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { DivergenceError } from "../../../lib/training/runs/divergence.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { testOnBackends } from "../../backend/backends.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";
import { failingWrites } from "../../io/failing_writes.ts";
import { learned, pointRun, shared } from "../fixtures.ts";

await startBackend("wasm");

/** A short run with checkpoints after 5, 10 and 12 steps in a folder. */
const checkpointed = (folder: string, changes: Partial<TrainOptions> = {}) =>
  pointRun({ checkpoint: { folder, every: 5 }, ...changes });

const state = async (folder: string, changes: Partial<TrainOptions> = {}) =>
  (await loadCheckpoint(folder, planTraining(pointRun(changes))))!;

Deno.test("loadCheckpoint() gives back what saveCheckpoint() wrote, byte for byte", async () => {
  await using dir = await tempDir();
  const run = pointRun(), plan = planTraining(run), { history } = await train(run);
  const random = new Random(1, "state"), size = plan.network.parameters.size;
  const vector = (name: string) => Float32Array.from(random.fork(name).normals(size));
  const optimiser = { step: 7, parameters: vector("p"), m: vector("m"), v: vector("v"), average: vector("a") };
  await saveCheckpoint(dir.file("a/b"), plan, { optimiser, history });
  const loaded = (await loadCheckpoint(dir.file("a/b"), plan))!;
  assertEquals(loaded.optimiser, optimiser);
  assertEquals(loaded.history.toJSON(), history.toJSON());
  assertEquals(await namesIn(dir.file("a/b")), ["step-0000000007.json", "step-0000000007.safetensors"]);
  assertEquals(await loadCheckpoint(dir.file("nowhere"), plan), undefined);
});

Deno.test("a checkpoint's manifest says step, seed, draws, configuration and the SHA-256 of every array", async () => {
  await using dir = await tempDir();
  await train(checkpointed(dir.path, { clip: Infinity }));
  const manifest = JSON.parse(await Deno.readTextFile(dir.file("step-0000000012.json")));
  assertEquals([manifest.step, manifest.backend], [12, "wasm"]);
  assertEquals(manifest.generator, { kind: "Philox4x32-10", seed: 3, samples: 12 * 16 });
  assertEquals([manifest.config.batch, manifest.config.optimiser.clip], [16, "Infinity"]);
  const { parameters } = pointRun().network;
  assertEquals(Object.keys(manifest.arrays).length, 4 * parameters.list.length + 5);
  assert(
    parameters.list.every(({ name }) => ["", "last/", "m/", "v/"].every((prefix) => manifest.arrays[prefix + name])),
  );
});

Deno.test("train() goes on from its checkpoint and keeps the one before it", async () => {
  await using dir = await tempDir();
  const whole = await train(pointRun());
  const stopped = new AbortController();
  const options = checkpointed(dir.path, {
    signal: stopped.signal,
    onProgress: ({ step }) => step === 10 ? stopped.abort(new Error("enough")) : undefined,
  });
  await assertRejects(() => train(options), Error, "enough");
  assertEquals(await listCheckpoints(dir.path), [11, 10]);
  const steps: number[] = [];
  const resumed = await train(checkpointed(dir.path, { onProgress: ({ step, loss }) => void steps.push(step, loss) }));
  assertEquals(learned(resumed), learned(whole));
  assertEquals(steps, [12, whole.history.mean(10, 12)]);
  assertEquals(await listCheckpoints(dir.path), [12, 11]);
  assertEquals(learned(await train(checkpointed(dir.path, { onProgress: () => assert(false) }))), learned(whole));
});

testOnBackends("train() stopped and resumed gives the bytes of an unbroken run", async () => {
  await using dir = await tempDir();
  const whole = await train(pointRun());
  for (const stopAt of [3, 7]) {
    let asked = 0;
    const stop = new AbortController(), { data } = pointRun();
    const batch = (indices: Uint32Array) => {
      if (++asked === stopAt) stop.abort(new Error("enough"));
      return data.batch(indices);
    };
    const stopping = checkpointed(dir.file(`${stopAt}`), { data: { ...data, batch }, signal: stop.signal });
    await assertRejects(() => train(stopping), Error, "enough");
    assertEquals(learned(await train(checkpointed(dir.file(`${stopAt}`)))), learned(whole));
  }
});

Deno.test("train() refuses checkpoints after no steps", async () => {
  await startBackend("wasm");
  const checkpoint = { folder: "nowhere", every: 0 };
  await assertRejects(() => train(pointRun({ checkpoint })), RangeError, "checkpoint.every must be at least 1, got 0");
});

Deno.test("a damaged checkpoint is refused by name and byte, and the one before it taken", async () => {
  await using dir = await tempDir();
  const whole = await train(checkpointed(dir.path)), refused: string[] = [];
  const onDamaged = ({ message }: Error) => void refused.push(message);
  const again = async (name: string, change: (bytes: Uint8Array) => Uint8Array): Promise<string> => {
    const path = dir.file(name);
    await Deno.writeFile(path, change(await Deno.readFile(path)));
    refused.length = 0;
    const trained = await train(checkpointed(dir.path, { checkpoint: { folder: dir.path, every: 5, onDamaged } }));
    assertEquals(learned(trained), learned(whole));
    assertEquals(await listCheckpoints(dir.path), [12, 10]);
    assertEquals(refused.length, 1);
    assert(refused[0].startsWith(`Cannot read ${path}: `), refused[0]);
    return refused[0].slice(`Cannot read ${path}: `.length);
  };
  const flip = (at: number) => (bytes: Uint8Array) => bytes.with(at < 0 ? bytes.length + at : at, 1 ^ bytes.at(at)!);
  const cut = (length: number) => (bytes: Uint8Array) => bytes.slice(0, length);
  const [arrays, manifest] = ["step-0000000012.safetensors", "step-0000000012.json"];
  const { size } = await Deno.stat(dir.file(arrays));
  const last = [...pointRun().network.parameters.list].map(({ name }) => `v/${name}`).sort().at(-1)!;
  const lastSize = 4 * pointRun().network.parameters.find(last.slice(2)).size;
  assertEquals(
    await again(arrays, flip(-1)),
    `${last} does not have its SHA-256, its values begin at byte ${size - lastSize}`,
  );
  assert((await again(arrays, cut(size - 1))).endsWith(`the file at byte ${size - 1}`));
  assertEquals(await again(arrays, cut(3)), "header length of 8 bytes ends at byte 3");
  assert(/^it is not JSON \(.*\) at byte 100$/.test(await again(manifest, cut(100))));
  assert((await again(manifest, flip(0))).endsWith("at byte 0"));
  const seed = (await Deno.readTextFile(dir.file(manifest))).indexOf('"seed": 3') + 8;
  assertEquals(await again(manifest, flip(seed)), "it does not have its own SHA-256, it begins at byte 0");
  // The same bytes under another shape or type are other numbers.
  const header = (from: string, to: string) => (bytes: Uint8Array) => {
    const text = new TextDecoder("latin1").decode(bytes), changed = text.replace(from, to);
    assert(changed !== text && changed.length === text.length, from);
    return Uint8Array.from(changed, (letter) => letter.charCodeAt(0));
  };
  assert((await again(arrays, header("[32,2]", "[2,32]"))).includes("does not have its SHA-256"));
  assert(
    (await again(arrays, header('"history/sums":{"dtype":"F64"', '"history/sums":{"dtype":"I64"'))).includes("SHA"),
  );
  for (const name of [arrays, manifest]) {
    await Deno.remove(dir.file(name));
    await Deno.symlink(name, dir.file(name)); // Cannot be opened.
    refused.length = 0;
    const trained = await train(checkpointed(dir.path, { checkpoint: { folder: dir.path, every: 5, onDamaged } }));
    assertEquals([learned(trained), refused.length], [learned(whole), 1]);
  }
  await Deno.remove(dir.file(arrays));
  const gone = train(checkpointed(dir.path, { checkpoint: { folder: dir.path, every: 5, onDamaged } }));
  assertEquals(learned(await gone), learned(whole));
});

Deno.test("train() that diverges leaves its last good state as the newest checkpoint", async () => {
  await using dir = await tempDir();
  const times = { kind: "importance", intervals: 2, history: 2 } as const, run = pointRun({ times });
  for (const [bad, good] of [[5, 0], [7, 5], [11, 10]]) {
    let asked = 0;
    const batch = (indices: Uint32Array) => asked++ === bad ? new Float32Array(32).fill(NaN) : run.data.batch(indices);
    const folder = dir.file(`${bad}`);
    const error = await assertRejects(
      () => train(checkpointed(folder, { times, data: { ...run.data, batch } })),
      DivergenceError,
      `not finite at step ${bad}`,
    ) as DivergenceError;
    assertEquals((await listCheckpoints(folder))[0], good);
    const { optimiser, history } = await state(folder, { times });
    assertEquals([optimiser.average, optimiser.parameters], [error.last.weights, error.last.lastWeights]);
    assertEquals(history.losses.findIndex(Number.isNaN), good);
    assertEquals(learned(await train(checkpointed(folder, { times }))), learned(await train(run)));
  }
});

Deno.test("readCheckpoint() reads the layout that vouched for bytes alone", async () => {
  await using dir = await tempDir();
  await train(checkpointed(dir.path));
  const path = dir.file("step-0000000012.json"), { sha256: _, ...now } = JSON.parse(await Deno.readTextFile(path));
  const { tensors } = await readSafetensors(dir.file("step-0000000012.safetensors"));
  const arrays = Object.fromEntries(
    [...tensors].map(([name, { values }]) => [name, sha256(new Uint8Array(values.buffer, 0, values.byteLength))]),
  );
  const before = { ...now, layout: 1, arrays };
  await Deno.writeTextFile(path, JSON.stringify({ ...before, sha256: sha256(canonicalJson(before)) }));
  assertEquals((await readCheckpoint(dir.path, 12)).manifest.layout, 1);
});

Deno.test("readCheckpoint() refuses a manifest that vouches for itself and describes no run", async () => {
  await using dir = await tempDir();
  await train(checkpointed(dir.path));
  const path = dir.file("step-0000000012.json");
  const { sha256: _, ...manifest } = JSON.parse(await Deno.readTextFile(path));
  for (
    const config of [null, [], "run", {}, { ...manifest.config, every: "often" }, { ...manifest.config, steps: 0 }]
  ) {
    const content = { ...manifest, config };
    await Deno.writeTextFile(path, JSON.stringify({ ...content, sha256: sha256(canonicalJson(content)) }));
    await assertRejects(() => readCheckpoint(dir.path, 12), SyntaxError, `Cannot read ${path}: `);
  }
});

Deno.test("train() in a folder in which another run trains is refused, and spoils nothing", async () => {
  await using dir = await tempDir();
  const runs = await Promise.allSettled([1, 2].map(() => train(checkpointed(dir.path))));
  assertEquals(runs.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  for (const run of runs) {
    if (run.status === "fulfilled") assertEquals(learned(run.value), learned(await train(pointRun())));
    else assert(run.reason instanceof LeaseHeldError, String(run.reason));
  }
  assertEquals((await namesIn(dir.path)).filter((name) => !name.startsWith("step-")), []);
});

Deno.test("train() stops where every checkpoint is damaged, and leaves them", async () => {
  await using dir = await tempDir();
  await train(checkpointed(dir.path));
  for (const step of await listCheckpoints(dir.path)) {
    await Deno.truncate(dir.file(`step-${String(step).padStart(10, "0")}.safetensors`), 20);
  }
  const names = await namesIn(dir.path);
  await assertRejects(() => train(checkpointed(dir.path)), SyntaxError, "step-0000000012.safetensors: header of");
  assertEquals(await namesIn(dir.path), names);
});

Deno.test("a checkpoint of another run or network is refused by the first difference, and nothing is overwritten", async () => {
  await using dir = await tempDir();
  await train(checkpointed(dir.path));
  const network = (hidden: number[]) => makeMlp({ shape: [2], hidden, embedding: 16 });
  const cases: [Partial<TrainOptions>, typeof TypeError | typeof RangeError, string][] = [
    [{ learningRate: 1e-3 }, RangeError, "optimiser.learningRate is 0.001 here and 0.002 in the checkpoint"],
    [{ ema: { halfLife: 7 } }, RangeError, "optimiser.ema.halfLife is 7 here and 500 in"],
    [{ steps: 13, seed: 4 }, RangeError, "seed is 4 here and 3 in"],
    [{ condition: shared }, RangeError, 'treatment is "own condition" here and "DDPM" in'],
    [{ network: makeMlp({ shape: [2], hidden: [32, 32], embedding: 16, timeScale: 2 }) }, RangeError, "timeScale is 2"],
    [{ network: network([32, 64]) }, TypeError, "of shape [32, 32], the network has "],
    [{ network: network([32, 32, 32]) }, TypeError, "it has no "],
  ];
  const before = await state(dir.path);
  for (const [changes, type, message] of cases) {
    await assertRejects(() => train(checkpointed(dir.path, changes)), type, message);
  }
  assertEquals(await listCheckpoints(dir.path), [12, 10]);
  assertEquals(await state(dir.path), before);
  const folder = dir.file("told");
  await train(checkpointed(folder, { condition: (step) => step }));
  await assertRejects(
    () => train(checkpointed(folder, { condition: shared })),
    RangeError,
    "conditions[1] is 1, not 0",
  );
});

Deno.test("train() that cannot write a checkpoint says where, and the one before it is still good", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("file"), "kept");
  await assertRejects(() => train(checkpointed(dir.file("file"))), Error, `Cannot lease ${dir.file("file")}/`);
  await assertRejects(() => train(checkpointed(dir.file("file/below"))), Error, "Cannot ");
  assertEquals(await Deno.readTextFile(dir.file("file")), "kept");
  const folder = dir.file("run");
  let full: Disposable | undefined;
  const onProgress = ({ step }: { step: number }) => void (step === 10 && (full = failingWrites(1000)));
  await assertRejects(
    () => train(checkpointed(folder, { onProgress })).finally(() => full?.[Symbol.dispose]()),
    Error,
    `Cannot write ${folder}/step-0000000010.safetensors: No space left on device`,
  );
  assertEquals(await namesIn(folder), ["step-0000000005.json", "step-0000000005.safetensors"]);
  assertEquals((await state(folder)).optimiser.step, 5);
  assertEquals(learned(await train(checkpointed(folder))), learned(await train(pointRun())));
});

Deno.test("train() by importance goes on from a checkpoint to the same bytes, also where it was stopped within a window", async () => {
  const run = pointRun({ times: { kind: "importance", intervals: 4, history: 2 }, steps: 40, every: 5 });
  const whole = await train(run);
  for (const stop of [20, 23]) {
    await using dir = await tempDir();
    const stopped = new AbortController(), checkpoint = { folder: dir.path, every: 10 };
    let asked = 0;
    const data = {
      ...run.data,
      batch: (indices: Uint32Array) => {
        if (++asked === stop) stopped.abort(new Error("enough"));
        return run.data.batch(indices);
      },
    };
    await assertRejects(() => train({ ...run, data, checkpoint, signal: stopped.signal }), Error, "enough");
    const end = await train({ ...run, checkpoint });
    assertEquals(end.lastWeights, whole.lastWeights);
    assertEquals(end.history.toJSON(), whole.history.toJSON());
  }
});
