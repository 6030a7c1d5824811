/**
 * Walks of every sampler from pure noise, α = 0: where zero-terminal SNR and flow matching begin.
 */
import { Random } from "../../lib/numerics/random.ts";
import { drawExactSamples, oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { spacedLevels } from "../../lib/samplers/levels.ts";
import { gridPath, type NoisePath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { planFor, planWithin } from "../../lib/samplers/methods/budget.ts";
import { samplers } from "../../lib/samplers/methods/registry.ts";
import { sample } from "../../lib/samplers/sample.ts";
import { sampleAdaptively } from "../../lib/samplers/sample_adaptively.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { edm } from "../../lib/schedules/edm.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { fromFormula } from "../../lib/schedules/from_formula.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import { zeroTerminalSnr, zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { idealPredictor, linearSpace, marginal, varianceOf } from "./linear_world.ts";
import { mixture, rootMeanSquare, space } from "./mixture_world.ts";

const schedules: NoisePath[] = [flowMatching(), cosine(), trigonometric(), zeroTerminalSnr(linear())].map(schedulePath);
const grid = gridPath(zeroTerminalSnrGrid(ddpmLinearGrid()));
const random = new Random(2, "sampler");
const start = new Random(1, "start").normals(12);
const dataVariance = 2;

/** Where the exact flow takes the start, found once for each path. */
const exactEnds = new Map<NoisePath, Promise<Float64Array>>();
const walk = { to: 0.3, end: "stop" } as const;

function exactEnd(path: NoisePath): Promise<Float64Array> {
  const options = { space, start, path, ...walk, relative: 1e-12, absolute: 1e-12 };
  const end = exactEnds.get(path) ?? sampleAdaptively(oraclePredictor(mixture, path), options).then(({ end }) => end);
  exactEnds.set(path, end);
  return end;
}

/** The power of two by which twice the steps divide the error. */
async function orderAt(steps: number, error: (steps: number) => Promise<number>): Promise<number> {
  return Math.log2(await error(steps) / await error(2 * steps));
}

for (const { name, order, make } of samplers.filter(({ stochastic }) => !stochastic)) {
  Deno.test(`${name} converges from pure noise with the order it declares`, async () => {
    for (const path of schedules) {
      const predict = oraclePredictor(mixture, path), exact = await exactEnd(path);
      const fitted = await orderAt(60, async (steps) => {
        const plan = make(spacedLevels(path, steps, walk), { path });
        assertEquals([plan.order, plan.steps[0].from], [order, 1]);
        return rootMeanSquare(await sample(plan, predict, { space, start }), exact);
      });
      // UniPC-3's fourth order shows, which its published start does not let it keep.
      assert(fitted > order - 0.2 && fitted < order + (name === "UniPC-3" ? 1.4 : 0.2), `${path.name}: ${fitted}`);
    }
  });
}

for (const { name, order, make } of samplers.filter(({ stochastic }) => stochastic)) {
  Deno.test(`${name} converges from pure noise to the exact variance with the weak order it declares`, async () => {
    for (const path of schedules) {
      const predict = idealPredictor(path, dataVariance);
      const fitted = await orderAt(128, async (steps) => {
        const levels = spacedLevels(path, steps, { to: 0.3, end: "stop" }), plan = make(levels, { path });
        assertEquals(plan.order, order);
        const end = await sample(plan, predict, { space: linearSpace, start: Float64Array.of(1), random });
        return Math.abs(varianceOf(end) - marginal(levels[steps], dataVariance));
      });
      assert(Math.abs(fitted - order) < 0.25, `${path.name}: ${fitted}`);
    }
  });
}

Deno.test("every sampler carries pure noise to the law of one point exactly, where its equation is linear", async () => {
  // With x0 = 0 known, x_t = σ_t z whatever the steps.
  for (const { name, stochastic, make } of samplers) {
    if (/^(ODE|Euler|Predictor)|large/.test(name)) continue;
    for (const path of [...schedules, grid]) {
      for (const steps of [1, 2, 3, 5]) {
        const to = 0.4 * path.noisiest, levels = spacedLevels(path, steps, { to, end: "stop" });
        const plan = make(levels, { path }), predict = idealPredictor(path, 0);
        const end = await sample(plan, predict, { space: linearSpace, start: Float64Array.of(1), random });
        assertAlmostEquals(varianceOf(end), path.at(to).sigma ** 2, 1e-12, `${name} on the ${path.name}, ${steps}`);
        if (!stochastic) assertEquals(end.length, 1);
      }
    }
  }
});

Deno.test("every sampler begins in pure noise by default and ends at the data, on schedules and grids", async () => {
  const exact = moments(mixture.sampleData(100_000, new Random(5, "exact")));
  for (const path of [schedules[0], grid]) {
    for (const sampler of samplers) {
      const plan = planWithin(sampler, path, sampler.evaluationsPerStep * 80);
      assertEquals(plan.steps[0].from, path.noisiest);
      const made = moments(await drawExactSamples(plan, oraclePredictor(mixture, path), { count: 2000, dimension: 2 }));
      // Five standard errors of a moment of 2000 samples with variance below 1, and the sampler's own error.
      made.forEach((value, i) =>
        assert(Math.abs(value - exact[i]) < 0.15, `${sampler.name} on the ${path.name}, moment ${i}: ${value}`)
      );
    }
  }
});

function moments(x: Float64Array): number[] {
  const n = x.length / 2, sums = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i += 2) {
    [x[i], x[i + 1], x[i] ** 2, x[i] * x[i + 1], x[i + 1] ** 2].forEach((value, k) => sums[k] += value / n);
  }
  return sums;
}

Deno.test("every sampler takes few steps from pure noise without growing, cut or not", async () => {
  for (const path of [...schedules, grid]) {
    const predict = oraclePredictor(mixture, path);
    for (const { name, make } of samplers) {
      for (const steps of [1, 2, 3, 4, 7]) {
        for (const spacing of ["time", "quadratic"] as const) {
          const levels = spacedLevels(path, steps, { spacing });
          const end = await sample(make(levels, { path }), predict, { space, start, random });
          assert(end.every((value) => Math.abs(value) < 8), `${name} on the ${path.name}, ${steps}: ${end}`);
          const cut = await sample(make(levels, { path, clip: 0.5 }), predict, { space, start, random });
          assert(cut.every((value) => Math.abs(value) <= 0.5 + 1e-12), `${name}: ${cut}`);
        }
      }
    }
  }
});

Deno.test("a walk planned for v or x0 is the walk planned for ε, asked otherwise", async () => {
  for (const path of [schedules[0], grid]) {
    const predict = oraclePredictor(mixture, path);
    for (const { name, make } of samplers) {
      const levels = spacedLevels(path, 12, { from: 0.9 * path.noisiest });
      const draw = (predicts: "eps" | "x0" | "v", clip?: number) =>
        sample(make(levels, { path, predicts, clip }), predict, { space, start, random });
      for (const clip of [undefined, 1]) {
        const usual = await draw("eps", clip);
        (await draw("v", clip)).forEach((value, i) => assertAlmostEquals(value, usual[i], 1e-11, name));
        assertEquals(await draw("v", clip), await draw("x0", clip));
      }
    }
  }
});

Deno.test("a predictor of ε alone is refused in pure noise before it is asked, with the remedy", async () => {
  const path = schedules[0];
  let asked = 0;
  const predict = (x: Float64Array) => (asked++, x.slice());
  for (const sampler of samplers) {
    const plan = planWithin(sampler, path, 20);
    const told =
      `Cannot sample by ${sampler.name}: at time 1 it needs the data, of which a predictor of ε says nothing`;
    const error = await assertRejects(() => sample(plan, predict, { space, start, random }), RangeError, told);
    assert(/from, such as 0\.99.*predict v or x0/.test(error.message), error.message);
    assertThrows(() => planFor(sampler, path, 20, "eps"), RangeError, told);
    assertEquals(planFor(sampler, path, 20, "v").steps[0].from, 1);
    assertEquals(planFor(sampler, path, 20, "eps", { from: 0.99 }).steps[0].from, 0.99);
  }
  await assertRejects(
    () => sampleAdaptively(predict, { space, start, path }),
    RangeError,
    "Cannot sample by RK45: time 1 is pure noise, of which a predictor of ε says nothing",
  );
  assertEquals(asked, 0);
});

Deno.test("the probability flow in time is refused where α falls without end in pure noise, other samplers are not", async () => {
  // α = √(1 − t): dα/dt is −∞ at t = 1; α = 1 − sin(πt/2): 0.
  const [steep, flat] = ["sqrt(1-t)", "1 - sin(pi*t/2)"].map((formula) => schedulePath(fromFormula(formula)));
  for (const sampler of samplers) {
    const levels = spacedLevels(steep, 20);
    if (sampler.name.startsWith("ODE")) {
      assertThrows(() => sampler.make(levels, { path: steep }), RangeError, "in pure noise, at time 1, too steep");
    }
    for (const path of sampler.name.startsWith("ODE") ? [flat] : [flat, steep, schedulePath(edm())]) {
      const plan = sampler.make(spacedLevels(path, 40), { path });
      const end = await sample(plan, oraclePredictor(mixture, path), { space, start, random });
      assert(end.every((value) => Math.abs(value) < 4), `${sampler.name} on the ${path.name}: ${end}`);
    }
  }
});

Deno.test("planFor() takes an α that float32 does not hold beside the noise for pure noise", async () => {
  const path = schedulePath(fromFormula("exp(-60t^2)")), predict = oraclePredictor(mixture, path);
  assert(path.at(1).alpha > 0 && path.at(1).alpha < 1e-25);
  for (const sampler of samplers) {
    assertThrows(
      () => planFor(sampler, path, 20, "eps"),
      RangeError,
      "is lost in a network's float32, and a prediction of ε says nothing of the data; begin the walk where there is some",
    );
    const plan = planFor(sampler, path, 40 * sampler.evaluationsPerStep, "x0");
    const end = await sample(plan, predict, { space, start, random });
    assert(end.every((value) => Math.abs(value) < 4), `${sampler.name}: ${end}`);
  }
});
