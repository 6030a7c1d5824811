import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { mean } from "../../../lib/numerics/stats.ts";
import { gridPath } from "../../../lib/samplers/noise_path.ts";
import type { TrainingProgress } from "../../../lib/training/options.ts";
import { DivergenceError } from "../../../lib/training/runs/divergence.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { makeTreatment, type TreatmentOptions } from "../../../lib/treatments/treatment_config.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "../../assert.ts";
import { testOnBackends } from "../../backend/backends.ts";
import { corners, grid, pictureRun, pointRun } from "../fixtures.ts";

// A software adapter takes seconds to compile the many programs of a U-Net.
const runsFor = (backend: string) => backend === "webgpu" ? [pointRun()] : [pointRun(), pictureRun()];

testOnBackends("train() gives the same bytes twice", async (backend) => {
  for (const run of runsFor(backend)) {
    const one = await train(run), two = await train(run);
    assertEquals(one.lastWeights, two.lastWeights);
    assertEquals(one.weights, two.weights);
    assertEquals(one.history.losses, two.history.losses);
  }
});

testOnBackends("train() keeps the number of tensors", async (backend) => {
  const reports: TrainingProgress[] = [], run = runsFor(backend).at(-1)!;
  // What a backend makes once, it keeps.
  await train({ ...run, steps: 1 });
  const before = tf.memory().numTensors;
  await train({ ...run, steps: 7, every: 3, onProgress: (progress) => void reports.push(progress) });
  assertEquals(reports.map(({ step }) => step), [3, 6, 7]);
  assertEquals(new Set(reports.map(({ tensors }) => tensors)).size, 1);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("train() learns a mixture in the plane", async () => {
  await startBackend("wasm");
  const network = makeMlp({ shape: [2], hidden: [64, 64], embedding: 32 });
  const run = pointRun({ network, data: corners(2000), steps: 800, batch: 128, learningRate: 4e-3, every: 50 });
  const { history } = await train(run);
  // The trivial prediction is zero, with a loss of 1. The best linear one leaves α² v / (α² v + σ²) at each step, where v
  // is the variance of a coordinate; below it is what only the corners explain.
  const linear = mean(
    [...grid.alpha.subarray(0, 20)].map((alpha, k) => 1.01 * alpha ** 2 / (1.01 * alpha ** 2 + grid.sigma[k] ** 2)),
  );
  assertAlmostEquals(history.losses[0], 1, 0.3);
  assertLess(history.mean(700), 0.25);
  const [first, second] = history.byInterval(700);
  assertLess((first + second) / 2, 0.8 * linear);
});

Deno.test("train() with other seeds gives other weights, with the same seed the same start", async () => {
  await startBackend("wasm");
  const one = await train(pointRun({ steps: 1 })), other = await train(pointRun({ steps: 1, seed: 4 }));
  assert(one.lastWeights[0] !== other.lastWeights[0]);
  const told = await train(pointRun({ steps: 1, condition: (step) => step >> 3 }));
  assertEquals(told.history.losses, one.history.losses);
});

Deno.test("train() does not depend on how often losses are read", async () => {
  await startBackend("wasm");
  const one = await train(pointRun({ every: 1 })), other = await train(pointRun({ every: 100 }));
  assertEquals(one.lastWeights, other.lastWeights);
  assertEquals(one.history.losses, other.history.losses);
});

Deno.test("train() takes data that arrive later", async () => {
  await startBackend("wasm");
  const run = pointRun();
  const later = {
    ...run.data,
    batch: async (indices: Uint32Array) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return run.data.batch(indices);
    },
  };
  assertEquals((await train({ ...run, data: later })).lastWeights, (await train(run)).lastWeights);
});

Deno.test("train() stops where the loss is not finite, with the last good state", async () => {
  await startBackend("wasm");
  const run = pointRun({ steps: 10, every: 2 });
  const broken = {
    ...run.data,
    batch: (indices: Uint32Array) => ++asked === 6 ? new Float32Array(32).fill(NaN) : run.data.batch(indices),
  };
  let asked = 0;
  const before = tf.memory().numTensors;
  const error = await assertRejects(() => train({ ...run, data: broken }), DivergenceError, "not finite at step 5");
  assertEquals((error as DivergenceError).step, 5);
  assertEquals((error as DivergenceError).last.lastWeights, (await train({ ...run, steps: 4 })).lastWeights);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("train() stops where the last update is not finite", async () => {
  await startBackend("wasm");
  const run = pointRun({ steps: 3, learningRate: 1e300, warmup: 0 });
  const error = await assertRejects(() => train(run), DivergenceError) as DivergenceError;
  assert(error.last.lastWeights.every(Number.isFinite));
});

Deno.test("train() hands on what the data throw, and frees its tensors", async () => {
  await startBackend("wasm");
  const run = pointRun();
  const before = tf.memory().numTensors;
  const torn = {
    ...run.data,
    batch: (indices: Uint32Array) => {
      if (++asked > 3) throw new RangeError("torn picture");
      return run.data.batch(indices);
    },
  };
  let asked = 0;
  await assertRejects(() => train({ ...run, data: torn }), RangeError, "torn picture");
  await assertRejects(
    () => train({ ...run, data: { ...run.data, batch: () => new Float32Array(3) } }),
    TypeError,
    "corners",
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("train() keeps the number of tensors over a thousand steps of every treatment", async () => {
  await startBackend("wasm");
  const path = gridPath(grid), network = makeMlp({ shape: [2], hidden: [4], embedding: 4 });
  const kinds = ["ddpm", "e-tsdm", "remap", "log-snr", "sigma", "quantised", "regularised", "mod-ns"] as const;
  const treatments: TreatmentOptions[] = [...kinds.map((kind) => ({ kind })), {
    kind: "regularised",
    estimator: "exact",
  }];
  const before = tf.memory().numTensors;
  for (const options of treatments) {
    const seen: number[] = [], treatment = makeTreatment(options, path);
    const onProgress = ({ tensors }: TrainingProgress) => void seen.push(tensors);
    await train(pointRun({ network, treatment, steps: 1000, batch: 2, every: 100, onProgress }));
    assertEquals([seen.length, new Set(seen).size], [10, 1]);
  }
  assertEquals(tf.memory().numTensors, before);
});
