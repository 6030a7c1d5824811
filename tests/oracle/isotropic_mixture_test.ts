import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import { Random } from "../../lib/numerics/random.ts";
import { gaussian, isotropicMixture } from "../../lib/oracle/mod.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";
import { Expansion, expansionError, innerProduct, TOLERABLE } from "../../lib/oracle/expansion.ts";
import { linear } from "../../lib/schedules/linear.ts";

const QUANTITIES = ["score", "eps", "x0", "v"] as const;

Deno.test("isotropicMixture() of one component is the Gaussian", () => {
  const mean = Float64Array.of(1, -1, 0.5), level = linear().at(0.3), x = new Random(1, "x").normals(9);
  const one = isotropicMixture({ dimension: 3, means: mean, variance: 0.7 });
  const other = gaussian({ mean, covariance: 0.7 });
  for (const quantity of QUANTITIES) {
    const a = one.evaluate(quantity, x, level, level).value, b = other.evaluate(quantity, x, level, level).value;
    a.forEach((value, i) => assertAlmostEquals(value, b[i], 1e-13));
  }
});

Deno.test("isotropicMixture() does not depend on the order of its components", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, count) => {
    const random = new Random(seed, "order"), order = random.permutation(count);
    const means = random.fork("m").normals(2 * count), variance = random.fork("v").uniforms(count);
    const moved = Float64Array.from({ length: 2 * count }, (_, i) => means[2 * order[i >> 1] + (i & 1)]);
    const a = isotropicMixture({ dimension: 2, means, variance });
    const b = isotropicMixture({ dimension: 2, means: moved, variance: Array.from(order, (k) => variance[k]) });
    const level = linear().at(0.2), x = random.fork("x").normals(6), other = b.dEps(x, level);
    a.dEps(x, level).forEach((value, i) => assertAlmostEquals(value, other[i], 1e-11 * (1 + Math.abs(value))));
  }));
});

Deno.test("isotropicMixture() is finite for any point and time", () => {
  const oracle = isotropicMixture({ dimension: 2, means: Float64Array.of(0, 0, 1, 1, 1, 1), variance: [0, 0.1, 0] });
  const coordinate = fc.double({ min: -1e100, max: 1e100, noNaN: true });
  fc.assert(fc.property(coordinate, coordinate, fc.double({ min: 1e-8, max: 1, noNaN: true }), (a, b, t) => {
    const x = Float64Array.of(a, b), level = linear().at(t);
    for (const quantity of QUANTITIES) {
      const { value, logDensity } = oracle.evaluate(quantity, x, level);
      const moved = oracle.evaluate(quantity, x, level, level);
      for (const part of [value, logDensity, moved.value, moved.logDensity]) {
        assert(part.every(Number.isFinite), `${quantity} at ${x}, t = ${t}`);
      }
    }
  }));
});

Deno.test("isotropicMixture() reads float32 and scaled bytes as it reads float64", () => {
  const bytes = Uint8Array.of(0, 255, 128, 3, 200, 90), level = linear().at(0.05), x = new Random(0, "x").normals(8);
  const make = (means: Float64Array | Float32Array | Uint8Array, scale?: number, shift?: number) =>
    isotropicMixture({ dimension: 2, means, variance: 0.01, scale, shift }).dEps(x, level);
  const plain = make(Float64Array.from(bytes, (value) => value * 0.5 - 1));
  assertEquals(make(bytes, 0.5, -1), plain);
  assertEquals(make(Float32Array.from(bytes), 0.5, -1), plain);
});

Deno.test("isotropicMixture() draws components by their weights", () => {
  const oracle = isotropicMixture({
    dimension: 1,
    means: Float64Array.of(0, 10),
    variance: [0, 1],
    weights: [0.25, 0.75],
  });
  const x = oracle.sampleData(20_000, new Random(7, "x"));
  assertAlmostEquals(x.filter((value) => value === 0).length / x.length, 0.25, 0.015);
  const far = x.filter((value) => value !== 0);
  assertAlmostEquals(far.reduce((a, b) => a + b) / far.length, 10, 0.05);
});

Deno.test("isotropicMixture() refuses what is no mixture", () => {
  const make = (variance: number | number[], weights?: number[], means = new Float64Array(4)) => () =>
    isotropicMixture({ dimension: 2, means, variance, weights });
  assertThrows(make(-1), RangeError, "variance[0] must be at least 0, got -1");
  assertThrows(make([1]), TypeError, "variance must have length 2, got 1");
  assertThrows(make(1, [0.5, 0.6]), RangeError, "weights must sum to 1, got 1.1");
  assertThrows(make(1, [1.5, -0.5]), RangeError, "weights[1] must be at least 0, got -0.5");
  assertThrows(make(1, [1]), TypeError, "weights must have length 2, got 1");
  assertThrows(make(1, undefined, Float64Array.of(0, NaN)), RangeError, "means[1] must be finite, got NaN");
});

Deno.test("isotropicMixture() agrees at the border of the expanded distance, where both ways are open", () => {
  const d = 40, count = 30, random = new Random(8, "border"), means = random.normals(count * d).map((z) => z / 4 + 1);
  for (const variance of [new Float64Array(count), random.fork("v").uniforms(count).map((v) => v / 1e3)]) {
    const oracle = isotropicMixture({ dimension: d, means, variance }),
      { centre, offset, largest } = new Expansion(
        new Atoms(means, d),
      );
    const x = random.fork("x").normals(d), dx = random.fork("dx").normals(3 * d);
    const expanded = (sigma: number, stretch: number) => {
      const alpha = Math.sqrt(1 - sigma * sigma), scales = variance.map((v) => alpha * alpha * v + sigma * sigma);
      const y = x.map((value, i) => stretch * value - alpha * centre[i]);
      const point = Math.sqrt(innerProduct(y, y)) + alpha * offset, range = [Math.min(...scales), Math.max(...scales)];
      const bound = { dimension: d, alpha, point, mean: largest, scales: [range[0], range[1]] as const };
      return expansionError(bound) <= TOLERABLE;
    };
    // The smallest σ at which this point is still expanded.
    let [low, high] = [1e-6, 1];
    for (let i = 0; i < 60; i++) {
      const middle = Math.sqrt(low * high);
      if (expanded(middle, 1)) high = middle;
      else low = middle;
    }
    const alphaOf = (sigma: number) => Math.sqrt(1 - sigma * sigma);
    const one = { sigma: high, alpha: alphaOf(high) }, other = { sigma: low, alpha: alphaOf(low) };
    assert(expanded(high, 1) && !expanded(low, 1));
    for (const quantity of QUANTITIES) {
      for (
        const motion of [undefined, { dAlpha: -0.3, dSigma: 0.8 }, { dAlpha: -0.3, dSigma: 0.8, dx: dx.slice(0, d) }]
      ) {
        const a = oracle.evaluate(quantity, x, one, motion), b = oracle.evaluate(quantity, x, other, motion);
        const size = b.value.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        a.value.forEach((value, i) => assertAlmostEquals(value, b.value[i], 1e-11 * size));
        assertAlmostEquals(a.logDensity[0], b.logDensity[0], 1e-11 * Math.abs(b.logDensity[0]));
      }
    }
  }
});
