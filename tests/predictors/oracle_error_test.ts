import { assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { gridLevel } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { oracleError } from "../../lib/predictors/oracle_error.ts";
import { train } from "../../lib/training/runs/train.ts";
import { grid, pointRun } from "../training/fixtures.ts";

const normal = gaussian({ mean: new Float64Array(2) });
const edges = [0, 10, 40, 100];

Deno.test("oracleError() of a network that predicts 0 is E‖ε*‖² = d σ² on standard normal data", async () => {
  await startBackend("cpu");
  // Untrained, the last layer is 0.
  const silent = await train(pointRun({ steps: 1, learningRate: 1e-30 }));
  const errors = await oracleError(silent, normal, { edges, points: 2000, stepsEach: 5 });
  const mean = (from: number, to: number) => {
    const width = (to - from) / 5;
    const steps = Array.from({ length: 5 }, (_, i) => from + Math.floor((i + 0.5) * width));
    return steps.reduce((sum, step) => sum + 2 * gridLevel(grid, step).sigma ** 2, 0) / 5;
  };
  assertEquals(errors.length, 3);
  errors.forEach((error, i) => assertAlmostEquals(error, mean(edges[i], edges[i + 1]), 0.06 * error));
  silent.dispose();
});

Deno.test("oracleError() compares with any reference", async () => {
  await startBackend("cpu");
  const silent = await train(pointRun({ steps: 1, learningRate: 1e-30 }));
  const reference = (x: Float64Array) => new Float64Array(x.length).fill(0.5);
  const errors = await oracleError(silent, normal, { edges: [0, 3], points: 4, reference });
  assertAlmostEquals(errors[0], 0.5, 1e-6);
  silent.dispose();
});

Deno.test("oracleError() takes intervals of continuous time", async () => {
  await startBackend("cpu");
  const silent = await train(
    pointRun({ grid: undefined, path: schedulePath(linear()), steps: 1, learningRate: 1e-30 }),
  );
  const [early, late] = await oracleError(silent, normal, { edges: [0, 0.1, 1], points: 2000, stepsEach: 4 });
  const mean = (times: number[]) => 2 * times.reduce((sum, t) => sum + linear().at(t).sigma ** 2, 0) / times.length;
  assertAlmostEquals(early, mean([0.0125, 0.0375, 0.0625, 0.0875]), 0.06 * early);
  assertAlmostEquals(late, mean([0.2125, 0.4375, 0.6625, 0.8875]), 0.06 * late);
  await assertRejects(() => oracleError(silent, normal, { edges: [0, 1.5] }), RangeError, "edges[1]");
  silent.dispose();
});

Deno.test("oracleError() names bad edges and shapes", async () => {
  await startBackend("cpu");
  const trained = await train(pointRun({ steps: 1 }));
  await assertRejects(
    () => oracleError(trained, normal, { edges: [0, 0] }),
    RangeError,
    "edges[1] must be in [1, 100]",
  );
  await assertRejects(() => oracleError(trained, normal, { edges: [0, 101] }), RangeError, "edges[1]");
  const wide = gaussian({ mean: new Float64Array(3) });
  await assertRejects(() => oracleError(trained, wide, { edges }), TypeError, "shape must be [3], got [2]");
  trained.dispose();
});
