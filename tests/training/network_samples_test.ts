import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { startBackend } from "../../lib/backend/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { ddpm } from "../../lib/samplers/ddpm.ts";
import { gridLevels, respacedSteps } from "../../lib/samplers/levels.ts";
import { drawSamples } from "../../lib/training/network_samples.ts";
import { train } from "../../lib/training/train.ts";
import { grid, pointRun } from "./fixtures.ts";

const plan = ddpm(gridLevels(grid, respacedSteps(grid.steps, 8)));

Deno.test("drawSamples() gives the same samples however they are cut into batches", async () => {
  await startBackend("cpu");
  const trained = await train(pointRun());
  const whole = await drawSamples(trained, plan, { count: 7, seed: 1 });
  const before = tf.memory().numTensors;
  const cut = await drawSamples(trained, plan, { count: 7, seed: 1, batch: 3 });
  assertEquals(whole.length, 14);
  whole.forEach((value, i) => assertAlmostEquals(cut[i], value, 1e-5));
  assertEquals(tf.memory().numTensors, before);
  const other = await drawSamples(trained, plan, { count: 7, seed: 2 });
  assert(whole.some((value, i) => Math.abs(value - other[i]) > 0.1));
  trained.dispose();
});

Deno.test("drawSamples() reports every step of every batch, and cuts batches itself where they are large", async () => {
  await startBackend("cpu");
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
