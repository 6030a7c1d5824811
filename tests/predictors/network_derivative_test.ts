import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { differenceQuotient } from "../../lib/lipschitz/difference_quotient.ts";
import { lipschitzConstant } from "../../lib/lipschitz/lipschitz_constant.ts";
import { Random } from "../../lib/numerics/random.ts";
import { pointData } from "../../lib/training/data.ts";
import { networkDerivative } from "../../lib/predictors/network_derivative.ts";
import { networkSubject } from "../../lib/predictors/network_subject.ts";
import { train } from "../../lib/training/runs/train.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { pictureRun, pointRun, shared, trainRoughly } from "../training/fixtures.ts";

await startBackend("wasm");

Deno.test("networkDerivative() is the limit of difference quotients, point by point", async () => {
  for (const run of [pointRun(), pictureRun()]) {
    const trained = await trainRoughly(run), options = { time: 30, samples: 10, batch: 4, seed: 5 };
    const exact = await networkDerivative(trained, run.data, options);
    const near = { ...options, scheme: "richardson" as const, step: 0.3, range: [0, 99] as const };
    const { quotients } = await differenceQuotient(networkSubject(trained, run.data), near);
    const largest = Math.max(...quotients);
    assert(largest > 0.01);
    exact.quotients.forEach((value, i) => assertAlmostEquals(value, quotients[i], 1e-3 * largest));
    assertAlmostEquals(exact.estimate.value, quotients.reduce((sum, value) => sum + value, 0) / 10, 1e-3 * largest);
    assertEquals([exact.time, exact.span, exact.estimate.n, exact.seed], [30, 0, 10, 5]);
    trained.dispose();
  }
});

Deno.test("networkDerivative() is not 0 where K of shared steps is", async () => {
  const data = pointData("normal", new Random(4, "normal").normals(1000), 2);
  const trained = await train(pointRun({ data, condition: shared, steps: 150 }));
  const options = { time: 13, samples: 16 };
  const k = await lipschitzConstant(networkSubject(trained, data), { ...options, other: 14 });
  assertEquals(k.estimate.value, 0);
  const before = tf.memory().numTensors;
  assert((await networkDerivative(trained, data, options)).estimate.low > 1e-3);
  assertEquals(tf.memory().numTensors, before);
  trained.dispose();
});

Deno.test("networkDerivative() refuses steps off the grid and single points", async () => {
  const run = pointRun(), trained = await train(run);
  await assertRejects(() => networkDerivative(trained, run.data, { time: 100 }), RangeError, "step must be");
  await assertRejects(() => networkDerivative(trained, run.data, { time: 1, samples: 1 }), RangeError, "samples");
});
