import { startBackend } from "../../../lib/backend/choice/start.ts";
import { listCheckpoints } from "../../../lib/training/checkpoints/checkpoint_files.ts";
import { DivergenceError } from "../../../lib/training/runs/divergence.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { gridPath } from "../../../lib/samplers/noise_path.ts";
import type { TrainOptions } from "../../../lib/training/options.ts";
import { makeTreatment } from "../../../lib/treatments/treatment_config.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { trainTogether } from "../../../lib/training/runs/together.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { grid, learned, pictureRun, pointRun, shared } from "../fixtures.ts";

await startBackend("wasm");

Deno.test("trainTogether() gives each run the bytes it gives alone, and its own reports", async () => {
  const reported: number[][] = [[], [], []];
  const runs = [pointRun(), pointRun({ condition: shared }), pictureRun()].map((run, i) => ({
    ...run,
    onProgress: ({ step }: { step: number }) => void reported[i].push(step),
  }));
  const together = await trainTogether(runs, { workers: 2 });
  for (const [i, run] of runs.entries()) {
    const alone = await train({ ...run, onProgress: undefined });
    assertEquals(together[i].weights, alone.weights);
    assertEquals(together[i].lastWeights, alone.lastWeights);
    assertEquals(together[i].history.toJSON(), alone.history.toJSON());
    assertEquals(together[i].condition(35), alone.condition(35));
  }
  assertEquals(reported, [[5, 10, 12], [5, 10, 12], [3, 6]]);
});

Deno.test("trainTogether() one after another gives the same", async () => {
  const runs = [pointRun(), pointRun({ seed: 8 })];
  const [one, two] = [await trainTogether(runs, { workers: 1 }), await trainTogether(runs)];
  assertEquals(one.map(({ weights }) => weights), two.map(({ weights }) => weights));
  assertEquals(await trainTogether([]), []);
});

Deno.test("trainTogether() hands on a worker's divergence with its last good state", async () => {
  const runs = [pointRun(), pointRun({ learningRate: 1e300, warmup: 0 })];
  const error = await assertRejects(() => trainTogether(runs, { workers: 2 }), DivergenceError) as DivergenceError;
  assertEquals(error.last.weights.every(Number.isFinite), true);
});

Deno.test("trainTogether() hands on what the data or a report throw, and refuses a bad run before it starts", async () => {
  const torn = { ...pointRun().data, batch: () => Promise.reject(new RangeError("torn picture")) };
  const cases = [
    pointRun({ data: torn }),
    pointRun({ onProgress: () => Promise.reject(new RangeError("torn picture")) }),
  ];
  for (const bad of cases) {
    await assertRejects(() => trainTogether([pointRun(), bad], { workers: 2 }), RangeError, "torn picture");
  }
  const short = { ...pointRun().data, batch: () => new Float32Array(1) };
  await assertRejects(() => trainTogether([pointRun(), pointRun({ data: short })]), TypeError, "batch of corners");
  await assertRejects(() => trainTogether([pointRun({ steps: 0 })]), RangeError, "steps");
  await assertRejects(() => trainTogether([pointRun()], { workers: 0 }), RangeError, "workers");
});

Deno.test("trainTogether() keeps each run's checkpoints, stops by its signal and goes on from them", async () => {
  await using dir = await tempDir();
  const runs = (changes: Partial<TrainOptions> = {}) =>
    ["a", "b"].map((name, i) =>
      pointRun({ steps: 40, seed: i + 1, checkpoint: { folder: dir.file(name), every: 5 }, ...changes })
    );
  const alone = await Promise.all(runs({ checkpoint: undefined }).map(train));
  const stop = new AbortController();
  const onProgress = ({ step }: { step: number }) => step === 10 ? stop.abort(new Error("enough")) : undefined;
  await assertRejects(() => trainTogether(runs({ signal: stop.signal, onProgress }), { workers: 2 }), Error, "enough");
  const newest = await Promise.all(["a", "b"].map(async (name) => (await listCheckpoints(dir.file(name)))[0]));
  assert(newest.some((step) => step >= 10) && newest.every((step) => step < 40), `${newest}`);
  const resumed = await trainTogether(runs(), { workers: 2 });
  assertEquals(resumed.map(learned), alone.map(learned));
});

Deno.test("trainTogether() draws times by importance, labels, penalties and parts of a batch as one run alone does", async () => {
  const network = makeMlp({ shape: [2], hidden: [16], embedding: 8, classes: 3, dropout: 0.1 });
  const data = { ...pointRun().data, labels: Uint8Array.from({ length: 500 }, (_, i) => i % 3) };
  const treatment = makeTreatment({ kind: "regularised", until: 50 }, gridPath(grid));
  const times = { kind: "importance", intervals: 4, history: 2 } as const,
    loss = { prediction: "x0", weight: { kind: "edm" } };
  const run = { ...pointRun({ network, data, treatment, times, steps: 25, accumulate: 4 }), loss } as TrainOptions;
  const [one, two] = await trainTogether([run, run], { workers: 2 }), alone = await train(run);
  for (const each of [one, two]) {
    assertEquals(each.lastWeights, alone.lastWeights);
    assertEquals(each.history.toJSON(), alone.history.toJSON());
    assertEquals(each.prediction, "x0");
  }
});
