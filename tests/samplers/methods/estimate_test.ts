import { estimateAt, planWalk, stepsOf } from "../../../lib/samplers/methods/estimate.ts";
import { gridLevels, spacedLevels } from "../../../lib/samplers/levels.ts";
import { PlanBuilder } from "../../../lib/samplers/plan.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { path } from "../mixture_world.ts";

const [level] = gridLevels(ddpmLinearGrid(), [300]);
const { alpha, sigma } = level;

/** The operations that an estimate puts into a plan. */
function operations(clip?: Parameters<typeof estimateAt>[3]) {
  const plan = new PlanBuilder(), estimate = estimateAt(plan, "start", level, clip);
  const names = [estimate.data(), estimate.noise(), estimate.data(), estimate.noise()];
  plan.endStep(0, 0, "start");
  return { names, operations: plan.build("test", 1).steps[0].operations };
}

Deno.test("estimateAt() asks once and makes each face once", () => {
  const { names, operations: made } = operations();
  assertEquals(made.map(({ kind }) => kind), ["predict", "combine"]);
  assertEquals(names, [made[1].into, made[0].into, made[1].into, made[0].into]);
  assertEquals(made[1], { kind: "combine", terms: [[1 / alpha, "start"], [-sigma / alpha, "eps0"]], into: "x1" });
});

Deno.test("estimateAt() derives the noise from data that was cut", () => {
  const { operations: made } = operations({ clip: 2 });
  assertEquals(made.map(({ kind }) => kind), ["predict", "combine", "clip", "combine"]);
  assertEquals(made[3], { kind: "combine", terms: [[1 / sigma, "start"], [-alpha / sigma, made[2].into]], into: "x3" });
  const [, , dynamic] = operations({ clip: { quantile: 0.9 } }).operations;
  assertEquals(dynamic, { kind: "threshold", of: "x1", quantile: 0.9, most: 1, into: "cut2" });
});

Deno.test("estimateAt() asks for the data in pure noise, and where the network says x0 or v and σ > α", () => {
  const noise = { time: 1, alpha: 0, sigma: 1, logSnr: -Infinity, dLogSnr: -Infinity };
  const asked = (at: typeof level, options?: Parameters<typeof estimateAt>[3]) => {
    const plan = new PlanBuilder(), estimate = estimateAt(plan, "start", at, options);
    const names = [estimate.data(), estimate.noise()];
    plan.endStep(1, 0, "start");
    return { asked: estimate.asked, names, operations: plan.build("test", 1).steps[0].operations };
  };
  // Pure noise is its own noise.
  assertEquals(asked(noise), {
    asked: "x0",
    names: ["data0", "start"],
    operations: [{ kind: "predict", quantity: "x0", at: "start", time: 1, into: "data0" }],
  });
  const far = { ...level, alpha: Math.min(alpha, sigma), sigma: Math.max(alpha, sigma) };
  const near = { ...level, alpha: far.sigma, sigma: far.alpha };
  assertEquals(
    [asked(far), asked(near, { predicts: "v" }), asked(near, { predicts: "x0" })].map(({ asked }) => asked),
    [
      "eps",
      "eps",
      "eps",
    ],
  );
  for (const predicts of ["v", "x0"] as const) {
    const { operations: made } = asked(far, { predicts });
    const terms = [[1 / far.sigma, "start"], [-far.alpha / far.sigma, "data0"]];
    assertEquals<unknown>(made[1], { kind: "combine", terms, into: "x1" });
  }
  assertEquals(asked(far, { predicts: "v", clip: 1 }).operations.map(({ kind }) => kind), [
    "predict",
    "clip",
    "combine",
  ]);
});

Deno.test("estimateAt() and stepsOf() refuse what makes no sense", () => {
  assertThrows(() => operations({ clip: 0 }), RangeError, "clip must be greater than 0, got 0");
  assertThrows(() => operations({ clip: { quantile: 1.5 } }), RangeError, "clip.quantile must be in [0, 1], got 1.5");
  assertThrows(() => operations({ clip: { quantile: 0.9, most: 0.5 } }), RangeError, "clip.most must be at least 1");
  assertThrows(() => stepsOf([level]), RangeError, "at least 2");
  assertThrows(() => stepsOf([level, level]), RangeError, "logSnr must rise from level 0");
});

Deno.test("planWalk() asks at the beginning of every step, advances, and takes x̂0 for the data", () => {
  const levels = spacedLevels(path, 3), met: number[][] = [];
  const plan = planWalk(levels, {}, "walk", 1, ({ plan, x, t, s, estimate }) => {
    met.push([t.time, s.time]);
    return plan.combine([2, x], [3, estimate.noise()]);
  });
  assertEquals(met, [[levels[0].time, levels[1].time], [levels[1].time, levels[2].time]]);
  assertEquals([plan.name, plan.order, plan.evaluations, plan.steps.length], ["walk", 1, 3, 3]);
  assertEquals(plan.steps[0].operations.map(({ kind }) => kind), ["predict", "combine"]);
  const [, last] = plan.steps[2].operations, { alpha, sigma } = levels[2];
  assertEquals(last.kind === "combine" && last.terms.map(([c]) => c), [1 / alpha, -sigma / alpha]);
  assertThrows(() => planWalk(levels.slice(3), {}, "walk", 1, ({ x }) => x), RangeError, "at least 2");
});
