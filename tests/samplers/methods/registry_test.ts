import { Random } from "../../../lib/numerics/random.ts";
import { fitSlope } from "../../../lib/numerics/stats.ts";
import { gaussian } from "../../../lib/oracle/gaussian.ts";
import { drawExactSamples, oraclePredictor } from "../../../lib/samplers/exact_samples.ts";
import { spacedLevels } from "../../../lib/samplers/levels.ts";
import { planWithin } from "../../../lib/samplers/methods/budget.ts";
import { samplerNamed, samplers } from "../../../lib/samplers/methods/registry.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { assert, assertEquals, assertThrows } from "../../assert.ts";
import { idealPredictor, linearSpace, marginal, startAt, varianceOf } from "../linear_world.ts";
import { exactEnd, mixture, path, predict, rootMeanSquare, space, start, walk } from "../mixture_world.ts";

const random = new Random(2, "sampler");
const dataVariance = 2;
const exactMoments = moments(mixture.sample(100_000, path.at(walk.to), new Random(5, "exact")));

/** The slope of ln error against ln steps, less its sign. */
async function fittedOrder(counts: number[], error: (steps: number) => Promise<number>): Promise<number> {
  const errors = [];
  for (const count of counts) errors.push(Math.log(await error(count)));
  return -fitSlope(counts.map(Math.log), errors).slope.value;
}

for (const { name, order, make } of samplers.filter(({ stochastic }) => !stochastic)) {
  Deno.test(`${name} converges to the probability flow with the order it declares`, async () => {
    const exact = await exactEnd();
    for (const spacing of ["logSnr", "karras"] as const) {
      const fitted = await fittedOrder([96, 192, 384], async (steps) => {
        const plan = make(spacedLevels(path, steps, { ...walk, spacing }));
        assertEquals(plan.order, order);
        return rootMeanSquare(await sample(plan, predict, { space, start }), exact);
      });
      assert(Math.abs(fitted - order) < 0.15, `${spacing}: ${fitted}`);
    }
  });
}

Deno.test("every solver of the ODE agrees with every other in the limit of fine steps", async () => {
  const exact = await exactEnd();
  for (const { name, order, make } of samplers.filter(({ stochastic }) => !stochastic)) {
    // Romberg's table: halving the steps again and again, each column rids the error of one more power of the step.
    let row: Float64Array[] = [];
    for (let steps = 24; steps <= 384; steps *= 2) {
      const plan = make(spacedLevels(path, steps, { ...walk, spacing: "logSnr" }));
      const next = [await sample(plan, predict, { space, start })];
      row.forEach((coarse, k) => {
        const factor = 2 ** (order + k);
        next.push(next[k].map((fine, i) => fine + (fine - coarse[i]) / (factor - 1)));
      });
      row = next;
    }
    const error = Math.max(...row.at(-1)!.map((value, i) => Math.abs(value - exact[i])));
    assert(error < 1e-9, `${name}: ${error}`);
  }
});

for (const { name, order, make } of samplers.filter(({ stochastic }) => stochastic)) {
  Deno.test(`${name} converges to the exact variance with the weak order it declares`, async () => {
    const fitted = await fittedOrder([192, 384, 768], async (steps) => {
      const levels = spacedLevels(path, steps, { ...walk, spacing: "logSnr" });
      const plan = make(levels, { path });
      assertEquals(plan.order, order);
      const begin = startAt(levels[0], dataVariance);
      const end = await sample(plan, idealPredictor(path, dataVariance), { space: linearSpace, start: begin, random });
      return Math.abs(varianceOf(end) - marginal(levels[steps], dataVariance));
    });
    assert(Math.abs(fitted - order) < 0.15, `${fitted}`);
  });

  Deno.test(`${name} reaches the exact mean and covariance of a mixture`, async () => {
    const count = 4000, plan = make(spacedLevels(path, 60, { ...walk, spacing: "logSnr" }), { path });
    const begin = mixture.sample(count, path.at(walk.from), new Random(3, "begin"));
    const made = moments(await drawExactSamples(plan, predict, { count, dimension: 2, start: begin, seed: 4 }));
    // Five standard errors of a moment of 4000 samples with variance below 1, and the sampler's own error.
    made.forEach((value, i) =>
      assert(Math.abs(value - exactMoments[i]) < 0.09, `moment ${i}: ${value}, not ${exactMoments[i]}`)
    );
  });
}

function moments(x: Float64Array): number[] {
  const n = x.length / 2, sums = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i += 2) {
    [x[i], x[i + 1], x[i] ** 2, x[i] * x[i + 1], x[i + 1] ** 2].forEach((value, k) => sums[k] += value / n);
  }
  return sums;
}

Deno.test("every sampler ends at the data, near it, within its budget", async () => {
  const oracle = gaussian({ mean: Float64Array.of(0.5), covariance: 1e-4 });
  for (const sampler of samplers) {
    const plan = planWithin(sampler, path, 60, { spacing: "logSnr", from: 0.999, to: 0.001 });
    assert(plan.evaluations <= 60 && plan.evaluations > 60 - sampler.evaluationsPerStep, sampler.name);
    assertEquals([plan.name, plan.stochastic, plan.steps.at(-1)!.to], [sampler.name, sampler.stochastic, 0]);
    const x = await drawExactSamples(plan, oraclePredictor(oracle, path), { count: 20, dimension: 1, seed: 1 });
    assert(x.every((value) => Math.abs(value - 0.5) < 0.1), `${sampler.name}: ${x}`);
  }
});

Deno.test("every sampler draws the same samples whatever the batch size", async () => {
  for (const sampler of samplers) {
    const plan = planWithin(sampler, path, 12, { spacing: "logSnr" });
    const draw = (batch?: number) => drawExactSamples(plan, predict, { count: 7, dimension: 2, seed: 9, batch });
    assertEquals(await draw(3), await draw(), sampler.name);
  }
});

Deno.test("every sampler cuts the data to a range", async () => {
  for (const { name, make } of samplers) {
    const levels = spacedLevels(path, 8, { spacing: "logSnr" });
    const end = await sample(make(levels, { path, clip: 0.2 }), predict, { space, start, random });
    assert(end.every((value) => Math.abs(value) <= 0.2 + 1e-12), `${name}: ${end}`);
  }
});

Deno.test("samplerNamed() and planWithin() refuse what does not exist", () => {
  assertEquals(samplerNamed("DDIM").order, 1);
  assertThrows(() => samplerNamed("DIMM"), RangeError, 'no sampler "DIMM"');
  assertThrows(() => planWithin(samplerNamed("EDM Heun"), path, 1, { end: "stop" }), RangeError, "evaluations");
});
