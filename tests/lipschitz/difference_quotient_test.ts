import { assert, assertEquals, assertRejects } from "../assert.ts";
import { chooseStep, differenceQuotient, type Scheme } from "../../lib/lipschitz/difference_quotient.ts";
import { exactDerivative, oracleSubject } from "../../lib/lipschitz/mod.ts";
import { fitSlope } from "../../lib/numerics/stats.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { CASES } from "../oracle/cases.ts";

const schedule = linear(), { oracle } = CASES[1], subject = oracleSubject(oracle, schedule.at);

/** Largest error relative to the largest derivative. */
async function error(time: number, scheme: Scheme, step?: number, float32 = false): Promise<number> {
  const exact = exactDerivative(oracle, schedule, { time, samples: 20 }).quotients;
  const rounded = {
    ...subject,
    predict: (x: Float64Array, t: number) => oracle.eps(x, schedule.at(t)).map(Math.fround),
  };
  const measured = float32 ? rounded : subject;
  const { quotients } = await differenceQuotient(measured, { time, scheme, step, samples: 20 });
  return Math.max(...quotients.map((value, i) => Math.abs(value - exact[i]))) / Math.max(...exact);
}

for (const [scheme, order] of [["forward", 1], ["central", 2], ["richardson", 6]] as const) {
  Deno.test(`differenceQuotient() with "${scheme}" is of order ${order}`, async () => {
    const steps = scheme === "richardson" ? [0.1, 0.07, 0.05] : [0.01, 0.007, 0.005];
    const errors = await Promise.all(steps.map((step) => error(0.3, scheme, step)));
    const { slope } = fitSlope(steps.map(Math.log), errors.map(Math.log));
    assert(Math.abs(slope.value - order) < 0.1 * order + 0.1, `order ${slope.value}`);
  });
}

Deno.test("chooseStep() finds a step that serves, in float64 and in float32, near 0 and far from it", async () => {
  for (const time of [1e-8, 1e-3, 0.4]) {
    for (const [scheme, good] of [["forward", 1e-5], ["central", 1e-7], ["richardson", 1e-8]] as const) {
      const reached = await error(time, scheme);
      assert(reached < good, `${scheme} at ${time}: ${reached}`);
    }
    const single = await error(time, "richardson", undefined, true);
    assert(single < 2e-4, `float32 at ${time}: ${single}`);
  }
  const step = await chooseStep(subject, { time: 0.3 });
  assert(step > 1e-7 && step < 0.1);
});

Deno.test("differenceQuotient() reports its step and its points", async () => {
  const { span, estimate, seed } = await differenceQuotient(subject, { time: 0.3, step: 1e-3, samples: 30, seed: 4 });
  assertEquals([span, estimate.n, seed], [1e-3, 30, 4]);
});

Deno.test("differenceQuotient() refuses steps out of range", async () => {
  const take = (options: { time: number; step?: number; range?: [number, number] }) => () =>
    differenceQuotient(subject, { ...options, samples: 4 });
  await assertRejects(take({ time: 0.3, step: 0 }), RangeError, "step must be greater than 0, got 0");
  await assertRejects(take({ time: 0.3, step: 0.4 }), RangeError, "leads to -0.1");
  await assertRejects(take({ time: 0.3, step: 0.1, range: [0.25, 1] }), RangeError, "outside [0.25, 1]");
  await assertRejects(take({ time: 0 }), RangeError, "the room around time must be greater than 0, got 0");
});
