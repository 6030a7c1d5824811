import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { WEIGHTS_FILE } from "../../../lib/experiments/store/store.ts";
import { networkExecutor, SAMPLES_FILE } from "../../../lib/experiments/runs/network_executor.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { readSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { assert, assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { smallRun, smallSweep } from "../fixtures.ts";

await startBackend("wasm");

const planned = async (changes: Record<string, unknown>) => await planRun(runConfig({ ...smallRun, ...changes }));

/** A tiny U-Net on tiny pictures. */
const pictures = {
  data: { kind: "pictures", name: "procedural", size: 8, limit: 160 },
  training: {
    network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] },
    steps: 2,
    batch: 8,
  },
  sampler: { evaluations: 2, count: 96, clip: 1 },
};

Deno.test("networkExecutor() trains, samples and measures; the same run again gives the same bytes", async () => {
  await using dir = await tempDir();
  const measures = [
    { kind: "oracle-error", points: 4 },
    { kind: "lipschitz", pairs: 4, points: 8 },
    { kind: "lipschitz", until: 1, pairs: 10, points: 8, apart: 10 },
    { kind: "perturbed", scales: [0, 0.1], points: 16 },
    { kind: "sampler-states", share: 0.5, points: 16 },
    { kind: "loss-trend" },
  ];
  const run = await planned({ metrics: ["energy", "sliced-wasserstein"], measures });
  const stores = [await Store.open(dir.file("a")), await Store.open(dir.file("b"))];
  for (const store of stores) {
    assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
  }
  const [a, b] = await Promise.all(stores.map(async (store) => {
    const folder = store.runFolder(run.id);
    return await Promise.all(["scores.json", SAMPLES_FILE].map((name) => Deno.readFile(join(folder, name))));
  }));
  assertEquals(a, b);
  const { scores: { scores, curves }, provenance } = await stores[0].result(run.id);
  assertEquals(scores.map(({ metric, n, seed }) => [metric, n, seed]), [
    ["energy distance", 64, 0],
    ["sliced Wasserstein distance", 64, 0],
  ]);
  assertEquals(curves.map(({ curve, unit, n, points }) => [curve, unit, n, points.length]), [
    ["squared error against the ideal predictor", "step", 80, 8],
    ["K(t, t′)", "step", 8, 4],
    ["K(t, t + 10)", "step", 8, 10],
    ["squared error, input perturbed by 0", "step", 16, 8],
    ["squared error, input perturbed by 0.1", "step", 16, 8],
    ["excess variance of the sampler’s states, over σ²", "step", 16, 4],
    ["change of the loss over the last third of training", "step", 3, 10],
  ]);
  assertEquals([provenance.data.name, provenance.data.count], ["mixture", 256]);
  const { tensors } = await readSafetensors(join(stores[0].runFolder(run.id), SAMPLES_FILE));
  assertEquals(tensors.get("samples")!.shape, [64, 2]);
  const log = await Deno.readTextFile(join(stores[0].networkFolder(run.network), "metrics.jsonl"));
  assertEquals(JSON.parse(log.trimEnd().split("\n").at(-1)!).step, 20);
});

Deno.test("networkExecutor() trains the seeds of a perceptron as one stack and keeps each under its own identity", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), alone = await Store.open(dir.file("alone"));
  const { tasks, runs } = await planSweep(smallSweep({ axes: [], compare: undefined, together: true, seeds: [3, 4] }));
  assertEquals(tasks.length, 1);
  await executeTask(store, tasks[0], networkExecutor());
  await executeTask(alone, [runs[1]], networkExecutor());
  const [first, second] = await Promise.all(runs.map(({ id }) => store.result(id)));
  assertEquals(first.provenance.together, [3, 4]);
  assert(first.scores.scores[0].value !== second.scores.scores[0].value);
  const difference = second.scores.scores[0].value! - (await alone.result(runs[1].id)).scores.scores[0].value!;
  assert(Math.abs(difference) < 1e-4, `${difference}`);
});

Deno.test("networkExecutor() scores pictures by a classifier of their own, trained once", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), run = await planned({ ...pictures, metrics: ["fcd", "kcd", "energy"] });
  await executeTask(store, [run], networkExecutor());
  const { scores: { scores } } = await store.result(run.id);
  assertEquals(scores.map(({ metric, n }) => [metric, n]), [["FCD", 96], ["KCD", 96], ["energy distance", 96]]);
  assert(scores.every(({ value, low, high }) => low! <= value! && value! <= high!));
  const kept = await Array.fromAsync(Deno.readDir(store.sharedFolder), ({ name }) => name);
  assertEquals(kept.length, 1);
});

Deno.test("networkExecutor() tells networks labels and coarse pictures where they are made for them", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), network = pictures.training.network;
  const runs = [
    await planned({ ...pictures, training: { ...pictures.training, network: { ...network, classes: 6 } } }),
    await planned({
      ...pictures,
      data: { ...pictures.data, superResolution: 2 },
      training: { ...pictures.training, network: { ...network, imageChannels: 1 } },
    }),
  ];
  for (const run of runs) {
    assertEquals((await executeTask(store, [run], networkExecutor())).failed, []);
    assertEquals((await store.result(run.id)).scores.scores[0].metric, "energy distance");
  }
});

Deno.test("networkExecutor() says which metric does not suit the data, for good", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), run = await planned({ metrics: ["fcd"] });
  const outcome = await executeTask(store, [run], networkExecutor());
  assertEquals([outcome.failed, outcome.retry], [[run.id], false]);
  assertEquals((await store.failure(run.id))!.message, "Cannot measure fcd: it is for pictures, the data are mixture");
});

Deno.test("networkExecutor() makes damaged weights anew from the checkpoint, and damaged checkpoints from the start", async () => {
  await using dir = await tempDir();
  const run = await planned({}), store = await Store.open(dir.path);
  await executeTask(store, [run], networkExecutor());
  const folder = store.networkFolder(run.network), weights = join(folder, WEIGHTS_FILE);
  const scores = join(store.runFolder(run.id), "scores.json");
  const [whole, measured] = [await Deno.readFile(weights), await Deno.readFile(scores)];
  const again = async (): Promise<string[]> => {
    const said: string[] = [];
    await Deno.remove(scores);
    const { failed } = await executeTask(store, [run], networkExecutor(), { say: (line) => void said.push(line) });
    assertEquals([failed, await Deno.readFile(weights), await Deno.readFile(scores)], [[], whole, measured]);
    return said;
  };
  const last = whole.length - 2;
  for (const damaged of [whole.slice(0, 99), new Uint8Array(whole.length), whole.with(last, whole[last] ^ 64)]) {
    await Deno.writeFile(weights, damaged);
    const said = await again();
    assert(said.some((line) => line.includes(`${weights}: `) && line.includes("trained again")), said.join("\n"));
    assert(!said.some((line) => line.includes("step 20 of 20")), "the checkpoint was not used");
  }
  const checkpoints = join(folder, "checkpoint");
  for await (const { name } of Deno.readDir(checkpoints)) {
    if (name.endsWith(".safetensors")) await Deno.writeFile(join(checkpoints, name), new Uint8Array(8));
  }
  await Deno.remove(weights);
  const said = await again();
  assert(said.some((line) => line.includes("training begins anew")), said.join("\n"));
});
