import { ddim } from "../../../lib/samplers/methods/ddim.ts";
import { dpmSolver, singleStep } from "../../../lib/samplers/methods/dpm_solver.ts";
import { spacedLevels } from "../../../lib/samplers/levels.ts";
import type { SamplerLevel } from "../../../lib/samplers/noise_path.ts";
import { type Plan, PlanBuilder } from "../../../lib/samplers/plan.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { path, predict, space, start } from "../mixture_world.ts";

const walk = (steps: number, end: "data" | "stop" = "stop") =>
  spacedLevels(path, steps, { spacing: "logSnr", to: 0.02, end });

/** The size of every group of levels: how many combinations use the vector at its beginning. */
function groups(plan: Plan): number[] {
  const sizes: number[] = [];
  let begin = "";
  for (const { operations } of plan.steps) {
    const combine = operations.at(-1)!;
    assert(combine.kind === "combine");
    const [, from] = combine.terms[0];
    if (from === begin) sizes[sizes.length - 1]++;
    else [begin, sizes[sizes.length]] = [from, 1];
  }
  return sizes;
}

Deno.test("dpmSolver() of order 1 is DDIM, whatever it integrates", async () => {
  const end = await sample(ddim(walk(6)), predict, { space, start });
  for (const prediction of ["noise", "data"] as const) {
    const own = await sample(dpmSolver(walk(6), { order: 1, prediction }), predict, { space, start });
    own.forEach((value, i) => assertAlmostEquals(value, end[i], 1e-12));
  }
});

Deno.test("dpmSolver() takes as many levels a step as its order, and what remains at the end", () => {
  assertEquals(groups(dpmSolver(walk(6), { order: 3 })), [3, 3]);
  assertEquals(groups(dpmSolver(walk(7), { order: 3 })), [3, 3, 1]);
  assertEquals(groups(dpmSolver(walk(8), { order: 3 })), [3, 3, 2]);
  assertEquals(groups(dpmSolver(walk(6), { order: 3, lowerOrderFinal: true })), [3, 2, 1]);
  assertEquals(groups(dpmSolver(walk(4), { lowerOrderFinal: true })), [2, 1, 1]);
  assertEquals(groups(dpmSolver(walk(7, "data"), { order: 3 })), [3, 3, 1]);
  for (const steps of [1, 2, 5, 9]) assertEquals(dpmSolver(walk(steps, "data"), { order: 3 }).evaluations, steps);
});

Deno.test("dpmSolver() declares the order that its remainder leaves", () => {
  assertEquals([6, 7, 8].map((steps) => dpmSolver(walk(steps), { order: 3 }).order), [3, 2, 3]);
  assertEquals([6, 7].map((steps) => dpmSolver(walk(steps)).order), [2, 2]);
});

Deno.test("singleStep() has the paper's inner step of DPM-Solver-2 and its last of DPM-Solver-3", () => {
  // Lu et al. 2022, algorithms 1 and 2, on levels even in λ: r₁ = 1/2; r₁ = 1/3 and r₂ = 2/3.
  const terms = (levels: SamplerLevel[], weights: "midpoint") => {
    const plan = new PlanBuilder();
    singleStep(plan, "start", levels, { prediction: "noise", weights });
    return plan.build("step", 1).steps.map(({ operations }) => {
      const combine = operations.at(-1)!;
      assert(combine.kind === "combine");
      return combine.terms.map(([coefficient]) => coefficient);
    });
  };
  const two = walk(2), h2 = (two[2].logSnr - two[0].logSnr) / 2, [, last2] = terms(two, "midpoint");
  // x_t = α_t/α_s x − σ_t (e^h − 1) ε̂(s₁): the midpoint alone.
  assertAlmostEquals(last2[0], two[2].alpha / two[0].alpha, 1e-12);
  assertAlmostEquals(last2.at(-1)!, -two[2].sigma * Math.expm1(h2), 1e-10);
  assertAlmostEquals(last2.length === 2 ? 0 : last2[1], 0, 1e-10);
  const three = walk(3),
    h3 = (three[3].logSnr - three[0].logSnr) / 2,
    t = three[3],
    [, , last3] = terms(three, "midpoint");
  const phi = t.sigma * (Math.expm1(h3) / h3 - 1) / (2 / 3);
  assertAlmostEquals(last3[1], -t.sigma * Math.expm1(h3) + phi, 1e-9);
  assertAlmostEquals(last3[2], -phi, 1e-9);
});

Deno.test("dpmSolver() refuses orders and names that do not exist", () => {
  assertThrows(() => dpmSolver(walk(4), { order: 4 }), RangeError, "order must be in [1, 3], got 4");
  assertThrows(() => dpmSolver(walk(4), { weights: "euler" as "heun" }), RangeError, 'no weights "euler"');
  assertThrows(() => dpmSolver(walk(4), { prediction: "v" as "data" }), RangeError, 'no prediction "v"');
});
