import { Random } from "../../../lib/numerics/random.ts";
import { ddim } from "../../../lib/samplers/methods/ddim.ts";
import { ddpm } from "../../../lib/samplers/methods/ddpm.ts";
import { gridLevels, respacedSteps, scheduleLevels } from "../../../lib/samplers/levels.ts";
import { schedulePath } from "../../../lib/samplers/noise_path.ts";
import type { Plan } from "../../../lib/samplers/plan.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { idealPredictor, linearSpace, startAt, varianceOf } from "../linear_world.ts";

const grid = ddpmLinearGrid();
const random = new Random(1, "sampler");

Deno.test("ddim() with η = 1 is ddpm() with the small variance", () => {
  const levels = gridLevels(grid, respacedSteps(1000, 25));
  const coefficients = (plan: Plan) =>
    plan.steps.flatMap(({ operations }) =>
      operations.flatMap((operation) => operation.kind === "combine" ? operation.terms.map(([c]) => c) : [])
    );
  const one = coefficients(ddim(levels, { eta: 1 })), other = coefficients(ddpm(levels));
  assertEquals(one.length, other.length);
  one.forEach((value, i) => assertAlmostEquals(value, other[i], 1e-12));
});

Deno.test("ddim() reaches the variance of Gaussian data for any η, with an error that halves", async () => {
  const dataVariance = 0.25;
  for (const eta of [0, 0.5, 1]) {
    const errors = [];
    for (const steps of [250, 500, 1000]) {
      const times = Array.from({ length: steps }, (_, i) => 1 - i / steps * (1 - 1e-3));
      const levels = scheduleLevels(linear(), times);
      const start = startAt(levels[0], dataVariance);
      const plan = ddim(levels, { eta });
      assertEquals([plan.stochastic, plan.evaluations], [eta > 0, steps]);
      const end = await sample(plan, idealPredictor(schedulePath(linear()), dataVariance), {
        space: linearSpace,
        start,
        random,
      });
      errors.push(Math.abs(varianceOf(end) - dataVariance));
    }
    assert(errors[2] < 0.005, `η = ${eta}: ${errors}`);
    for (const ratio of [errors[0] / errors[1], errors[1] / errors[2]]) {
      assert(ratio > 1.7 && ratio < 2.3, `η = ${eta}: ${errors}`);
    }
  }
});

Deno.test("ddim() with a clip keeps the direction as predicted", () => {
  const [step] = ddim(gridLevels(grid, [500, 100]), { clip: 1 }).steps;
  const [, data, clip, combine] = step.operations;
  assert(data.kind === "combine" && clip.kind === "clip" && combine.kind === "combine");
  assertEquals([clip.low, clip.high], [-1, 1]);
  assertEquals(combine.terms.map(([c]) => c), [grid.alpha[100], grid.sigma[100]]);
});

Deno.test("ddim() can derive the noise again from the cut data", () => {
  const [step] = ddim(gridLevels(grid, [500, 100]), { clip: 1, clipNoise: true }).steps;
  const [, , clip, noise, combine] = step.operations;
  assert(clip.kind === "clip" && noise.kind === "combine" && combine.kind === "combine");
  assertEquals(noise.terms, [[1 / grid.sigma[500], "start"], [-grid.alpha[500] / grid.sigma[500], clip.into]]);
  assertEquals(combine.terms, [[grid.alpha[100], clip.into], [grid.sigma[100], noise.into]]);
});

Deno.test("ddim() refuses an η outside [0, 1]", () => {
  for (const eta of [-0.1, 1.1, NaN]) assertThrows(() => ddim(gridLevels(grid), { eta }), RangeError, "eta");
});
