import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { quantiseNoise, remap, shareTimesteps } from "../../lib/conditioning/mod.ts";
import { Random } from "../../lib/numerics/random.ts";
import {
  gaussian,
  isotropicMixture,
  midpoints,
  type Oracle,
  predictionError,
  sharedOptimum,
  subspaceGaussian,
} from "../../lib/oracle/mod.ts";
import { ddpmLinearGrid, gridLevel } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";

const grid = ddpmLinearGrid(), levelAt = (step: number) => gridLevel(grid, step);
const times = Array.from({ length: 1000 }, (_, k) => k);
const oracle = isotropicMixture({ dimension: 1, means: Float64Array.of(-1, 1), variance: 0.01 });

function shared(data: Oracle) {
  return sharedOptimum({ oracle: data, levelAt, condition: shareTimesteps(), times });
}

Deno.test("sharedOptimum() is the regression on (x, condition): least squares on draws agrees", () => {
  // Bin the draws of the first interval by x and average ε there: the definition of a conditional mean.
  const random = new Random(0, "draws"), n = 40_000, sums = new Float64Array(2), width = 0.02, at = [1.05, 0.9];
  const counts = new Float64Array(2);
  for (let step = 0; step < 20; step++) {
    const { x, eps } = oracle.samplePath(n, levelAt(step), random.fork(step));
    for (let i = 0; i < n; i++) {
      at.forEach((centre, j) => {
        if (Math.abs(x[i] - centre) < width / 2) [sums[j], counts[j]] = [sums[j] + eps[i], counts[j] + 1];
      });
    }
  }
  const exact = shared(oracle).predict(Float64Array.from(at), 7);
  exact.forEach((value, j) => assertAlmostEquals(sums[j] / counts[j], value, 5 / Math.sqrt(counts[j])));
});

Deno.test("sharedOptimum() is ε* above t̃ and constant within a bin", () => {
  const { predict, bin, ends } = shared(oracle), x = Float64Array.of(0.3, 1.2);
  assertEquals(predict(x, 100), oracle.eps(x, levelAt(100)));
  assertEquals(predict(x, 3), predict(x, 19));
  assertEquals(bin(25), times.slice(20, 40));
  assertEquals(bin(555), [555]);
  assertEquals(ends.slice(0, 7), [20, 40, 60, 80, 100, 101, 102]);
});

Deno.test("sharedOptimum() knows other targets, and that x = α x0 + σ ε no longer ties them", () => {
  const { predict } = shared(oracle), x = Float64Array.of(1.1);
  const x0 = predict(x, 5, "x0")[0], eps = predict(x, 5, "eps")[0], { alpha, sigma } = levelAt(5);
  assert(Math.abs(x0 - 1) < 0.1);
  assert(Math.abs(alpha * x0 + sigma * eps - x[0]) > 1e-3);
});

Deno.test("sharedOptimum() weighs times as told", () => {
  const condition = shareTimesteps({ until: 2, intervals: 1 }), x = Float64Array.of(0.99);
  const only = (kept: number) =>
    sharedOptimum({ oracle, levelAt, condition, times: [0, 1], weight: (t) => t === kept ? 3 : 0 }).predict(x, 0);
  assertEquals(only(1), oracle.eps(x, levelAt(1)));
  assertEquals(only(0), oracle.eps(x, levelAt(0)));
  const negative = () => sharedOptimum({ oracle, levelAt, condition, times, weight: () => -1 });
  assertThrows(negative, RangeError, "the weight of time 0 must be at least 0, got -1");
});

Deno.test("sharedOptimum() is ε* under a condition that is one-to-one", () => {
  const told = sharedOptimum({ oracle, levelAt, condition: remap({ scale: 1000 }), times });
  const x = Float64Array.of(0.7, -1.2);
  for (const step of [0, 50, 999]) assertEquals(told.predict(x, step), oracle.eps(x, levelAt(step)));
  assertEquals(told.ends.length, 999);
});

Deno.test("sharedOptimum() of quantised noise is ε* at the quantised level", () => {
  const noise = quantiseNoise(), quantised = (step: number) => levelAt(noise(step)), x = Float64Array.of(0.95);
  const told = sharedOptimum({ oracle, levelAt: quantised, condition: noise, times });
  assertAlmostEquals(told.predict(x, 3)[0], oracle.eps(x, levelAt(9))[0], 1e-14);
});

Deno.test("sharedOptimum() converges with the nodes of continuous time", () => {
  const data = gaussian({ mean: new Float64Array(1) }), schedule = linear(), x = Float64Array.of(1.5);
  const at = (count: number) =>
    sharedOptimum({
      oracle: data,
      levelAt: schedule.at,
      condition: shareTimesteps({ until: 0.1, intervals: 1 }),
      times: midpoints(0.1, count),
    }).predict(x, 0.05)[0];
  // q_t = N(0, 1) at every t: the optimum is x times the mean of σ over the bin.
  assertAlmostEquals(at(4000), at(1000), 1e-5);
  const mean = midpoints(0.1, 4000).reduce((sum, t) => sum + schedule.at(t).sigma, 0) / 4000;
  assertAlmostEquals(at(4000), 1.5 * mean, 1e-12);
});

Deno.test("sharedOptimum() loses half a unit of squared error on a manifold, whatever its codimension", () => {
  // Continuous time, one bin over a 30-fold range of σ: well inside it, only x tells σ.
  for (const dimension of [65, 257]) {
    const data = subspaceGaussian({ dimension, basis: new Float64Array(dimension).fill(1), variance: 0.01 });
    const schedule = trigonometric(), condition = shareTimesteps({ until: 0.3, intervals: 1 });
    const optimum = sharedOptimum({ oracle: data, levelAt: schedule.at, condition, times: midpoints(0.3, 300) });
    const predict = (x: Float64Array) => optimum.predict(x, 0);
    const { error } = predictionError({ oracle: data, level: schedule.at(0.15), predict, samples: 400 });
    assert(error.low < 0.55 && error.high > 0.45, `${error.low} … ${error.high} in ${dimension} dimensions`);
  }
});
