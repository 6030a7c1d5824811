import { Random } from "../../../lib/numerics/random.ts";
import { fitSlope } from "../../../lib/numerics/stats.ts";
import { ddim } from "../../../lib/samplers/methods/ddim.ts";
import { dpmSolverMultistep, type MultistepOptions } from "../../../lib/samplers/methods/dpm_solver_multistep.ts";
import { spacedLevels } from "../../../lib/samplers/levels.ts";
import type { Plan } from "../../../lib/samplers/plan.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { idealPredictor, linearSpace, marginal, startAt, varianceOf } from "../linear_world.ts";
import { exactEnd, path, predict, rootMeanSquare, space, start, walk } from "../mixture_world.ts";

const levelsOf = (steps: number, end: "data" | "stop" = "stop") =>
  spacedLevels(path, steps, { ...walk, spacing: "logSnr", end });
/** How many predictions the last combination of every step uses. */
const used = (plan: Plan) =>
  plan.steps.map(({ operations }) => {
    const combine = operations.at(-1)!;
    assert(combine.kind === "combine");
    return combine.terms.length - 1;
  });

Deno.test("dpmSolverMultistep() of order 1 is DDIM, and with noise DDIM with η = 1", async () => {
  const { steps } = dpmSolverMultistep(levelsOf(3), { order: 1, stochastic: true }),
    reference = ddim(levelsOf(3), { eta: 1 });
  steps.forEach(({ operations }, i) => {
    const [own, other] = [operations.at(-1)!, reference.steps[i].operations.at(-1)!];
    assert(own.kind === "combine" && other.kind === "combine");
    assertAlmostEquals(own.terms.at(-1)![0], other.terms.at(-1)![0], 1e-12);
  });
  const [a, b] = [dpmSolverMultistep(levelsOf(5), { order: 1 }), ddim(levelsOf(5))];
  const ends = [await sample(a, predict, { space, start }), await sample(b, predict, { space, start })];
  ends[0].forEach((value, i) => assertAlmostEquals(value, ends[1][i], 1e-12));
});

Deno.test("dpmSolverMultistep() begins and ends with the orders asked for", () => {
  const plan = (options: MultistepOptions, end?: "data") =>
    used(dpmSolverMultistep(levelsOf(6, end), { order: 3, ...options }));
  assertEquals(plan({ begin: "lower" }), [1, 2, 3, 3, 3, 3]);
  assertEquals(plan({}), [1, 2, 3, 3, 3, 3]);
  assertEquals(plan({ begin: "lower", lowerOrderFinal: true }), [1, 2, 3, 3, 2, 1]);
  assertEquals(plan({ begin: "lower", lowerOrderFinal: "euler" }), [1, 2, 3, 3, 3, 1]);
  // The step to the data is the estimate of it: x and one prediction.
  assertEquals(plan({ begin: "lower" }, "data"), [1, 2, 3, 3, 3, 1]);
  for (const steps of [1, 2, 3, 4, 5]) {
    for (const end of ["data", "stop"] as const) {
      assertEquals(dpmSolverMultistep(levelsOf(steps, end), { order: 3 }).evaluations, steps);
    }
  }
});

Deno.test("dpmSolverMultistep() of order 3 as published, or begun as published, is of order 2", async () => {
  const exact = await exactEnd();
  const fitted = async (options: MultistepOptions) => {
    const counts = [96, 192, 384], errors = [];
    for (const count of counts) {
      const plan = dpmSolverMultistep(levelsOf(count), { order: 3, ...options });
      errors.push(Math.log(rootMeanSquare(await sample(plan, predict, { space, start }), exact)));
    }
    return -fitSlope(counts.map(Math.log), errors).slope.value;
  };
  const declared = (options: MultistepOptions) => dpmSolverMultistep(levelsOf(9), { order: 3, ...options }).order;
  for (const options of [{}, { begin: "lower" }, { weights: "heun" }, { weights: "midpoint" }] as MultistepOptions[]) {
    const order = await fitted(options);
    assert(Math.abs(order - declared(options)) < 0.15, `${JSON.stringify(options)}: ${order}`);
  }
  assertEquals([declared({}), declared({ begin: "lower" }), declared({ weights: "heun" })], [3, 2, 2]);
});

Deno.test("dpmSolverMultistep() of the SDE reaches the exact variance with weak order 1, then 2", async () => {
  const dataVariance = 2, random = new Random(1, "sampler");
  for (const order of [1, 2, 3]) {
    for (const prediction of ["noise", "data"] as const) {
      const counts = [192, 384, 768], errors = [];
      for (const count of counts) {
        const levels = levelsOf(count), plan = dpmSolverMultistep(levels, { order, prediction, stochastic: true });
        assertEquals([plan.stochastic, plan.order], [true, Math.min(order, 2)]);
        const options = { space: linearSpace, start: startAt(levels[0], dataVariance), random };
        const end = await sample(plan, idealPredictor(path, dataVariance), options);
        errors.push(Math.log(Math.abs(varianceOf(end) - marginal(levels[count], dataVariance))));
      }
      const fitted = -fitSlope(counts.map(Math.log), errors).slope.value;
      assert(Math.abs(fitted - Math.min(order, 2)) < 0.15, `${order} ${prediction}: ${fitted}`);
    }
  }
});

Deno.test("dpmSolverMultistep() refuses orders and names that do not exist", () => {
  assertThrows(() => dpmSolverMultistep(levelsOf(4), { order: 0 }), RangeError, "order must be in [1, 3], got 0");
  assertThrows(() => dpmSolverMultistep(levelsOf(4), { begin: "slow" as "single" }), RangeError, 'no begin "slow"');
});
