import { advise } from "../../lib/advice/advise.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { networkAdvice } from "../../lib/predictors/network_advice.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { train } from "../../lib/training/runs/train.ts";
import { assert, assertAlmostEquals } from "../assert.ts";
import { checkAdvice } from "../advice/check_advice.ts";
import { corners, grid, pointRun } from "../training/fixtures.ts";

Deno.test("networkAdvice() differentiates a network whose derivatives are known", async () => {
  await startBackend("cpu");
  // ε̂ = σ x, the optimum of N(0, I): Jacobian σ, ∂ε̂/∂λ = −½ σ α² x.
  const path = schedulePath(linear());
  const network = { path, predict: (x: tf.Tensor, time: number) => tf.mul(x, path.levelAt(time).sigma) };
  const subject = await networkAdvice(network, corners(50), { batch: 3 });
  const x = Float64Array.of(0.3, -1, 0.7, 0.2, 1, 1, 0, 0.5), tangent = Float64Array.of(1, 0, 0, 1, 2, 2, -1, 0.5);
  for (const time of [0.05, 0.4]) {
    const level = path.at(time), { alpha, sigma } = level;
    const [moved, slope] = [await subject.jacobian(x, level, tangent), await subject.slope(x, level, path)];
    moved.forEach((value, i) => assertAlmostEquals(value, sigma * tangent[i], 1e-4));
    slope.forEach((value, i) => assertAlmostEquals(value, -sigma * alpha * alpha * x[i] / 2, 1e-3));
  }
});

Deno.test("networkAdvice() makes a trained network a subject of all advice, and frees what it made", async () => {
  await startBackend("cpu");
  const run = pointRun(), trained = await train(run);
  const subject = await networkAdvice(trained, run.data, { most: 100 });
  await subject.eps(new Float64Array(2), gridPath(grid).at(3));
  const before = tf.memory().numTensors, advice = await advise(subject, { points: 16, evaluations: 5 });
  assert(tf.memory().numTensors === before);
  assert(advice.map(({ topic }) => topic).join() === "stop,draw,tell,share,schedule");
  checkAdvice(advice, "network on corners", "DDPM linear grid", "DDIM, 5 evaluations");
  const share = advice.find(({ topic }) => topic === "share")!;
  assert(share.choice.includes("as it stands") && share.choice.includes("trained anew"), share.choice);
  assert(share.unsaid.includes("trained anew"));
  trained.dispose();
});
