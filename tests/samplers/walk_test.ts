import { spacedLevels } from "../../lib/samplers/levels.ts";
import { planWalk } from "../../lib/samplers/walk.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { path } from "./mixture_world.ts";

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
