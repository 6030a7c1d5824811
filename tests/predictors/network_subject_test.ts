import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { lipschitzConstant } from "../../lib/lipschitz/lipschitz_constant.ts";
import { Random } from "../../lib/numerics/random.ts";
import { networkSubject } from "../../lib/predictors/network_subject.ts";
import { train } from "../../lib/training/runs/train.ts";
import { grid, pointRun, shared } from "../training/fixtures.ts";

Deno.test("networkSubject() draws x_t = α x0 + σ ε with pairs that do not depend on the step", async () => {
  await startBackend("cpu");
  const run = pointRun(), trained = await train(run);
  const subject = networkSubject(trained, run.data);
  const draw = async (step: number) => {
    const x = await subject.draw(5, step, new Random(3, "draw"));
    const values = await x.data();
    x.dispose();
    return values;
  };
  const [early, late] = [await draw(0), await draw(60)];
  const { alpha, sigma } = grid;
  // Two equations for (x0, ε); both must give the same pair at a third step.
  const third = await draw(20);
  const det = alpha[0] * sigma[60] - alpha[60] * sigma[0];
  third.forEach((value, i) => {
    const x0 = (early[i] * sigma[60] - late[i] * sigma[0]) / det,
      eps = (alpha[0] * late[i] - alpha[60] * early[i]) / det;
    assertAlmostEquals(value, alpha[20] * x0 + sigma[20] * eps, 1e-4);
  });
});

Deno.test("networkSubject() sees K = 0 within a shared interval and more than 0 across its end", async () => {
  await startBackend("cpu");
  const run = pointRun({ condition: shared }), trained = await train(run);
  const subject = networkSubject(trained, run.data);
  const k = async (time: number, other: number) =>
    (await lipschitzConstant(subject, { time, other, samples: 16, batch: 6 })).estimate.value;
  assertEquals(await k(10, 11), 0);
  const before = tf.memory().numTensors;
  assert(await k(9, 10) > 0);
  assert(await k(60, 61) > 0);
  assertEquals(tf.memory().numTensors, before);
  trained.dispose();
});
