import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { schedulePath } from "../../../lib/samplers/noise_path.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { DivergenceError } from "../../../lib/training/runs/divergence.ts";
import type { TrainingProgress, TrainOptions } from "../../../lib/training/options.ts";
import { type SeedsOptions, trainSeeds } from "../../../lib/training/runs/seeds.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { makeTreatment } from "../../../lib/treatments/treatment_config.ts";
import { assert, assertEquals, assertLess, assertRejects } from "../../assert.ts";
import { testOnBackends } from "../../backend/backends.ts";
import { difference } from "../../nn/gradients.ts";
import { corners, pictureRun, pointRun } from "../fixtures.ts";

/** A run whose seeds are given apart. */
function seedless({ seed: _, ...run }: TrainOptions): SeedsOptions {
  return run;
}

/** Everything that may differ between seeds at once: labels, dropout, importance, clipping, a penalty, parts of a batch. */
function fullRun(): TrainOptions {
  const path = schedulePath(linear()),
    treatment = makeTreatment({ kind: "regularised", estimator: "exact", weight: 10 }, path);
  const network = makeMlp({ shape: [2], hidden: [32, 32], embedding: 16, timeScale: 1000, classes: 4, dropout: 0.1 });
  const data = { ...corners(500), labels: Uint8Array.from({ length: 500 }, (_, i) => i % 4) };
  const times = { kind: "importance", intervals: 5, history: 2 } as const;
  return pointRun({ grid: undefined, path, treatment, network, data, times, accumulate: 2, clip: 0.3, steps: 20 });
}

testOnBackends("trainSeeds() gives each seed what it gives alone, up to rounding", async () => {
  const before = tf.memory().numTensors;
  for (const run of [pointRun({ steps: 20 }), fullRun()]) {
    const reports: TrainingProgress[] = [];
    const together = await trainSeeds({ ...seedless(run), onProgress: (report) => void reports.push(report) }, [
      3,
      8,
      5,
    ]);
    for (const [i, seed] of [3, 8, 5].entries()) {
      const alone = await train({ ...run, seed });
      assertLess(difference(alone.lastWeights, together[i].lastWeights), 1e-4);
      assertLess(difference(alone.weights, together[i].weights), 1e-4);
      assertLess(
        difference(Float32Array.from(alone.history.losses), Float32Array.from(together[i].history.losses)),
        1e-4,
      );
      assertEquals(together[i].history.toJSON().counts.length, alone.history.toJSON().counts.length);
    }
    assert(difference(together[0].lastWeights, together[1].lastWeights) > 0.1);
    const mean = together.reduce((sum, { history }) => sum + history.mean(15) / 3, 0);
    assertLess(Math.abs(reports.at(-1)!.loss - mean), 1e-5);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("trainSeeds() stops where one seed diverges, with that seed's last good state", async () => {
  await startBackend("cpu");
  const run = pointRun({ every: 1, learningRate: 1e300, warmup: 0 });
  const error = await assertRejects(() => trainSeeds(seedless(run), [3, 4]), DivergenceError) as DivergenceError;
  assert(error.last.lastWeights.every(Number.isFinite));
  assertEquals(error.last.lastWeights.length, run.network.parameters.size);
});

Deno.test("trainSeeds() names what is wrong", async () => {
  await startBackend("cpu");
  await assertRejects(() => trainSeeds(seedless(pointRun()), []), RangeError, "seeds.length must be at least 1, got 0");
  await assertRejects(() => trainSeeds(seedless(pointRun()), [4, 2, 4]), RangeError, "4 comes twice");
  await assertRejects(
    () => trainSeeds(seedless(pictureRun()), [1, 2]),
    TypeError,
    "the network must be an MLP, got a unet",
  );
  const stopped = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => trainSeeds(seedless(pointRun({ signal: stopped })), [1, 2]), Error, "enough");
});
