import { edmHeun } from "../../../lib/samplers/methods/edm_heun.ts";
import { spacedLevels } from "../../../lib/samplers/levels.ts";
import type { Plan } from "../../../lib/samplers/plan.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { path } from "../mixture_world.ts";

const levels = spacedLevels(path, 5, { spacing: "karras" });
const asked = (plan: Plan) =>
  plan.steps.map(({ operations }) => operations.flatMap((each) => each.kind === "predict" ? [each.time] : []));
const draws = (plan: Plan) =>
  plan.steps.map(({ operations }) => operations.filter(({ kind }) => kind === "noise").length);

Deno.test("edmHeun() without churn asks at both ends of a step and once in the last", () => {
  const plan = edmHeun(levels), times = levels.map(({ time }) => time);
  assertEquals(asked(plan), [0, 1, 2, 3, 4].map((i) => i < 4 ? [times[i], times[i + 1]] : [times[i]]));
  assertEquals([plan.stochastic, plan.evaluations], [false, 9]);
});

Deno.test("edmHeun() is the trapezoidal rule in σ/α", () => {
  const [step] = edmHeun(levels).steps, [s, t] = levels, combine = step.operations.at(-1)!;
  assert(combine.kind === "combine");
  const length = t.alpha * (t.sigma / t.alpha - s.sigma / s.alpha);
  [t.alpha / s.alpha, length / 2, length / 2].forEach((value, i) =>
    assertAlmostEquals(combine.terms[i][0] / value, 1, 1e-12)
  );
});

Deno.test("edmHeun() with churn raises the noise between its limits and never above the first level's", () => {
  const ratio = (i: number) => levels[i].sigma / levels[i].alpha;
  const plan = edmHeun(levels, { churn: 1, path });
  // The first level is the noisiest there is.
  assertEquals(draws(plan), [0, 1, 1, 1, 1]);
  const gamma = 0.2, raised = path.at(asked(plan)[2][0]);
  assertAlmostEquals(raised.sigma / raised.alpha / ratio(2), 1 + gamma, 1e-10);
  const [, combine] = plan.steps[2].operations;
  assert(combine.kind === "combine");
  // The law stays right: α̂²/α² σ² + added variance = σ̂².
  const [[kept], [deviation]] = combine.terms;
  assertAlmostEquals((kept * levels[2].sigma) ** 2 + deviation ** 2, raised.sigma ** 2, 1e-12);
  const limits = { churn: 1, path, churnFrom: 0.99 * ratio(3), churnTo: 1.01 * ratio(1) };
  assertEquals(draws(edmHeun(levels, limits)), [0, 1, 1, 1, 0]);
  // However much churn, γ is at most √2 − 1.
  const most = path.at(asked(edmHeun(levels, { churn: 1e6, path }))[2][0]);
  assertAlmostEquals(most.sigma / most.alpha / ratio(2), Math.SQRT2, 1e-10);
});

Deno.test("edmHeun() refuses churn without a path, and less than none", () => {
  assertThrows(() => edmHeun(levels, { churn: 1 }), TypeError, "churn needs a path");
  assertThrows(() => edmHeun(levels, { churn: -1 }), RangeError, "churn must be at least 0");
});
