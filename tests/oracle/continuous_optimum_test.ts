import { Random } from "../../lib/numerics/random.ts";
import { continuousOptimum } from "../../lib/oracle/continuous_optimum.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { sharedOptimum } from "../../lib/oracle/shared_optimum.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const levelAt = (t: number) => ({ alpha: Math.sqrt(1 - t * t), sigma: t });

/** erfc(x) e^{x²} by its continued fraction, right to rounding from x = 2 on. */
function scaledErfc(x: number): number {
  let fraction = x;
  for (let k = 200; k > 0; k--) fraction = x + k / 2 / fraction;
  return 1 / (fraction * Math.sqrt(Math.PI));
}

Deno.test("continuousOptimum() agrees with the closed form of one atom in the plane under σ = t", () => {
  // With u = 1/t: ∫ q ε* dt = x e^{−r²/2w²}/r² and ∫ q dt = √(π/2)/r erfc(r/(w√2)), over [0, w).
  const oracle = empiricalSet({ dimension: 2, points: Float64Array.of(0, 0) }), until = 0.02;
  const { predict } = continuousOptimum({ oracle, levelAt, until, intervals: 1, tolerance: 1e-9 });
  for (const r of [0.2, 0.1, 0.06]) {
    const [value] = predict(Float64Array.of(r, 0), 0.01), z = r / (until * Math.SQRT2);
    assertAlmostEquals(value, 1 / (scaledErfc(z) * Math.sqrt(Math.PI / 2)), 1e-9 * value);
  }
});

Deno.test("continuousOptimum() near t = 0 agrees with a plain sum over many times", () => {
  const points = new Random(0, "points").normals(2 * 5), oracle = empiricalSet({ dimension: 2, points });
  const schedule = linear(), until = 0.1, intervals = 5;
  const { predict, ends } = continuousOptimum({ oracle, levelAt: schedule.at, until, intervals });
  assertEquals(ends, [0.02, 0.04, 0.06, 0.08, 0.1]);
  for (const time of [1e-8, 1e-4, 0.01, 0.03]) {
    const x = oracle.sample(2, schedule.at(time), new Random(1, "x")), got = predict(x, time);
    const [low, high] = time < 0.02 ? [Math.log(0.02e-12), Math.log(0.02)] : [Math.log(0.02), Math.log(0.04)];
    const count = 4000, sums = new Float64Array(6);
    const tops = [-Infinity, -Infinity];
    const nodes = Array.from({ length: count }, (_, i) => low + (i + 0.5) * (high - low) / count);
    const seen = nodes.map((u) => ({ u, ...oracle.evaluate("eps", x, schedule.at(Math.exp(u))) }));
    for (const { u, logDensity } of seen) logDensity.forEach((log, i) => tops[i] = Math.max(tops[i], log + u));
    for (const { u, logDensity, value } of seen) {
      logDensity.forEach((log, i) => {
        const weight = Math.exp(log + u - tops[i]);
        sums[3 * i] += weight;
        sums[3 * i + 1] += weight * value[2 * i];
        sums[3 * i + 2] += weight * value[2 * i + 1];
      });
    }
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 2; j++) assertAlmostEquals(got[2 * i + j], sums[3 * i + 1 + j] / sums[3 * i], 1e-5);
    }
  }
});

Deno.test("continuousOptimum() is what many steps come to, and the ideal predictor beyond t̃", () => {
  const oracle = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
  const schedule = linear(), x = oracle.sample(20, schedule.at(0.05), new Random(2, "x"));
  const options = { oracle, levelAt: schedule.at };
  const { predict } = continuousOptimum({ ...options, until: 0.1, intervals: 2 });
  const times = Float64Array.from({ length: 2000 }, (_, i) => 0.05 * (i + 0.5) / 2000);
  const summed = sharedOptimum({ ...options, condition: (t) => t < 0.05 ? 0 : t, times }).predict(x, 0.01);
  predict(x, 0.01).forEach((value, i) => assertAlmostEquals(value, summed[i], 1e-6));
  assertEquals(predict(x, 0.5), oracle.eps(x, schedule.at(0.5)));
  // The quantity is x0 on request: it lies between the components.
  assert(predict(x, 0.01, "x0").every((value) => Math.abs(value) < 3));
  assertThrows(() => continuousOptimum({ ...options, until: 0.1, intervals: 0 }), RangeError, "intervals");
});
