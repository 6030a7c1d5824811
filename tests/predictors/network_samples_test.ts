import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { Random } from "../../lib/numerics/random.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { ddpm } from "../../lib/samplers/methods/ddpm.ts";
import { gridLevels, respacedSteps, spacedLevels } from "../../lib/samplers/levels.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { planFor } from "../../lib/samplers/methods/budget.ts";
import { samplers } from "../../lib/samplers/methods/registry.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { pointData } from "../../lib/training/data.ts";
import { drawSamples } from "../../lib/predictors/network_samples.ts";
import { train } from "../../lib/training/runs/train.ts";
import type { Trained } from "../../lib/predictors/trained.ts";
import { grid, pointRun } from "../training/fixtures.ts";

const plan = ddpm(gridLevels(grid, respacedSteps(grid.steps, 8)));

Deno.test("drawSamples() gives the same samples however they are cut into batches", async () => {
  await startBackend("wasm");
  const trained = await train(pointRun());
  const whole = await drawSamples(trained, plan, { count: 7, seed: 1 });
  const before = tf.memory().numTensors;
  const cut = await drawSamples(trained, plan, { count: 7, seed: 1, batch: 3 });
  assertEquals(whole.length, 14);
  whole.forEach((value, i) => assertAlmostEquals(cut[i], value, 1e-6 * Math.max(10, Math.abs(value))));
  assertEquals(tf.memory().numTensors, before);
  const other = await drawSamples(trained, plan, { count: 7, seed: 2 });
  assert(whole.some((value, i) => Math.abs(value - other[i]) > 0.1));
  trained.dispose();
});

Deno.test("drawSamples() reports every step of every batch, and cuts batches itself where they are large", async () => {
  await startBackend("wasm");
  const trained = await train(pointRun()), seen: string[] = [];
  const onStep = (done: number, total: number) => void seen.push(`${done}/${total}`);
  await drawSamples(trained, plan, { count: 3, batch: 2, onStep });
  assertEquals([seen.length, seen[0], seen.at(-1)], [16, "1/16", "16/16"]);
  const [short, many] = [ddpm(gridLevels(grid, [99])), 2 ** 17 + 1], batches: string[] = [];
  const own = (done: number, total: number) => void batches.push(`${done}/${total}`);
  await drawSamples(trained, short, { count: many, onStep: own });
  assertEquals(batches, ["1/2", "2/2"]);
  await assertRejects(() => drawSamples(trained, plan, { count: 0 }), RangeError, "count must be at least 1, got 0");
  trained.dispose();
});

Deno.test("drawSamples() gives the same samples with workers, of networks that say x0 and with guidance too", async () => {
  await startBackend("wasm");
  for (const trained of [await train(pointRun({ loss: { prediction: "x0" } })), await trainedOnClasses()]) {
    const labels = trained.network.config.classes > 0 ? { labels: [0, 1, 1, 0, 1], guidance: 2 } : {};
    const options = { count: 5, seed: 1, batch: 3, ...labels }, alone = await drawSamples(trained, plan, options);
    const before = tf.memory().numTensors;
    assertEquals(await drawSamples(trained, plan, { ...options, workers: 2 }), alone);
    assertEquals(tf.memory().numTensors, before);
    trained.dispose();
  }
  await startBackend("wasm");
});

/** Two classes at −1 and 1, and a network that is told them. */
async function trainedOnClasses(): Promise<Trained> {
  const values = new Random(7, "classes").normals(400).map((z, i) => (i % 2 === 0 ? -1 : 1) + 0.2 * z);
  const data = { ...pointData("two classes", values, 1), labels: Uint8Array.from(values, (_, i) => i % 2) };
  const network = makeMlp({ shape: [1], hidden: [32, 32], embedding: 16, classes: 2 });
  return await train({
    network,
    data,
    grid,
    steps: 300,
    batch: 64,
    every: 300,
    warmup: 20,
    learningRate: 5e-3,
    seed: 3,
  });
}

Deno.test("drawSamples() draws the classes it is told, beyond them with guidance, however they are cut", async () => {
  await startBackend("wasm");
  const trained = await trainedOnClasses(), labels = Array.from({ length: 80 }, (_, i) => i < 40 ? 0 : 1);
  const plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 10))), draw = { count: 80, seed: 1 };
  await drawSamples(trained, plan, draw);
  const before = tf.memory().numTensors;
  const whole = await drawSamples(trained, plan, { ...draw, labels }),
    middle = (x: Float32Array) => [
      mean(x.subarray(0, 40)),
      mean(x.subarray(40)),
    ];
  const [low, high] = middle(whole);
  assertAlmostEquals(low, -1, 0.15);
  assertAlmostEquals(high, 1, 0.15);
  const cut = await drawSamples(trained, plan, { ...draw, labels, batch: 30 });
  whole.forEach((value, i) => assertAlmostEquals(cut[i], value, 1e-4));
  const [lower, higher] = middle(await drawSamples(trained, plan, { ...draw, labels, guidance: 2 }));
  assert(lower < low - 0.02 && higher > high + 0.02, `${[low, high, lower, higher]}`);
  // Without a label, and with the scale 0, the samples are of both classes.
  const free = await drawSamples(trained, plan, { ...draw, labels, guidance: 0 });
  assertEquals(free, await drawSamples(trained, plan, { ...draw, labels: labels.map(() => -1) }));
  assert(free.some((value) => value > 0.5) && free.some((value) => value < -0.5));
  await assertRejects(
    () => drawSamples(trained, plan, { count: 1, labels: [2] }),
    RangeError,
    "labels[0] must be in [-1, 1], got 2",
  );
  assertEquals(tf.memory().numTensors, before);
  await assertRejects(() => drawSamples(trained, plan, { count: 1, labels: [0.5] }), RangeError, "labels[0] must be");
  await assertRejects(
    () => drawSamples(trained, plan, { count: 2, labels: [1] }),
    TypeError,
    "labels must have length 2",
  );
  await assertRejects(() => drawSamples(trained, plan, { count: 1, guidance: 2 }), TypeError, "guidance needs labels");
  trained.dispose();
});

Deno.test("drawSamples() does not guide a network without classes", async () => {
  await startBackend("wasm");
  const trained = await train(pointRun());
  const guiding = () => drawSamples(trained, plan, { count: 1, labels: [0], guidance: 2 });
  await assertRejects(guiding, TypeError, "Cannot guide: the predictor is unconditional, it takes no labels");
  trained.dispose();
});

Deno.test("drawSamples() begins in pure noise where the network says v or x0, and refuses one that says ε", async () => {
  await startBackend("wasm");
  const cases = [[gridPath(zeroTerminalSnrGrid(grid)), "v"], [schedulePath(flowMatching()), "x0"]] as const;
  for (const [path, prediction] of cases) {
    // Two points at ±1 in each coordinate, which a short training finds.
    const trained = await train(pointRun({
      grid: undefined,
      path,
      loss: { prediction, weight: { kind: "uniform", of: "v" } },
      steps: 300,
      batch: 64,
      learningRate: 5e-3,
      warmup: 20,
      every: 300,
    }));
    await drawSamples(trained, planFor(samplers[0], path, 2, prediction), { count: 1 });
    const before = tf.memory().numTensors;
    for (const sampler of samplers) {
      const plan = planFor(sampler, path, 30 * sampler.evaluationsPerStep, prediction);
      assertEquals([plan.steps[0].from, trained.prediction], [path.noisiest, prediction]);
      const samples = await drawSamples(trained, plan, { count: 60, seed: 1 });
      const sizes = samples.map(Math.abs), told = `${sampler.name} on the ${path.name}, ${prediction}`;
      assert(sizes.every((size) => size < 4) && Math.abs(mean(sizes) - 1) < 0.4, `${told}: ${mean(sizes)}`);
    }
    assertEquals(tf.memory().numTensors, before);
    trained.dispose();
    const told = await train(pointRun({ grid: undefined, path }));
    const refused = () => drawSamples(told, ddim(spacedLevels(path, 5)), { count: 2 });
    await assertRejects(
      refused,
      RangeError,
      "of which a predictor of ε says nothing in pure noise; begin the walk where",
    );
    told.dispose();
  }
});
