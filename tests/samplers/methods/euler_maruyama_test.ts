import { eulerMaruyama } from "../../../lib/samplers/methods/euler_maruyama.ts";
import { gridLevels, scheduleLevels } from "../../../lib/samplers/levels.ts";
import { ddpm } from "../../../lib/samplers/methods/ddpm.ts";
import type { Plan } from "../../../lib/samplers/plan.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

/** The coefficients of the first step on x, ε̂ and z. */
function coefficients(plan: Plan): number[] {
  const combine = plan.steps[0].operations.at(-1)!;
  assert(combine.kind === "combine");
  return combine.terms.map(([coefficient]) => coefficient);
}

Deno.test("eulerMaruyama() takes the step of the reverse SDE with β(t)", () => {
  const t = 0.5, s = 0.49, schedule = linear(), { sigma } = schedule.at(t);
  // The linear schedule: β(t) = 0.1 + 19.9 t.
  const b = (0.1 + 19.9 * t) * (t - s), [x, eps, z] = coefficients(eulerMaruyama(scheduleLevels(schedule, [t, s])));
  assertAlmostEquals(x, 1 + b / 2, 1e-12);
  assertAlmostEquals(eps, -b / sigma, 1e-12);
  assertAlmostEquals(z, Math.sqrt(b), 1e-12);
});

Deno.test("eulerMaruyama() from one step of a grid to the next is DDPM up to the square of β", () => {
  const levels = gridLevels(ddpmLinearGrid(), [500, 499]);
  const [own, other] = [coefficients(eulerMaruyama(levels)), coefficients(ddpm(levels, { variance: "large" }))];
  own.forEach((value, i) => assertAlmostEquals(value / other[i], 1, 0.02));
});

Deno.test("eulerMaruyama() ends at the data by the estimate of it, without noise", () => {
  const plan = eulerMaruyama(scheduleLevels(linear(), [0.5]));
  assertEquals(plan.steps[0].operations.map(({ kind }) => kind), ["predict", "combine"]);
  assertEquals(plan.stochastic, false);
});

Deno.test("eulerMaruyama() refuses levels whose speed is not known", () => {
  const levels = gridLevels(ddpmLinearGrid(), [5, 4]).map((level) => ({ ...level, dLogSnr: NaN }));
  assertThrows(() => eulerMaruyama(levels), RangeError, "−dλ/dt at time 5");
});
