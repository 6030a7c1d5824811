import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Random } from "../../lib/numerics/random.ts";
import { gaussian, GaussianMixture, gaussianMixture, isotropicMixture } from "../../lib/oracle/mod.ts";
import { cosine } from "../../lib/schedules/cosine.ts";

const unit = Float64Array.of(1, 0, 0, 1);

Deno.test("gaussianMixture() of one component, or of one split in two, is the Gaussian", () => {
  const mean = Float64Array.of(1, 2), covariance = Float64Array.of(2, 0.5, 0.5, 1), level = cosine().at(0.4);
  const x = new Random(0, "x").normals(8), expected = gaussian({ mean, covariance }).evaluate("eps", x, level, level);
  const split = gaussianMixture({
    dimension: 2,
    means: Float64Array.of(...mean, ...mean),
    covariances: [covariance, covariance],
    weights: [0.3, 0.7],
  }).evaluate("eps", x, level, level);
  split.value.forEach((value, i) => assertAlmostEquals(value, expected.value[i], 1e-13));
  split.logDensity.forEach((value, i) => assertAlmostEquals(value, expected.logDensity[i], 1e-13));
});

Deno.test("gaussianMixture() with scalar covariances is the isotropic mixture", () => {
  const means = new Random(2, "m").normals(6), level = cosine().at(1e-6);
  const full = gaussianMixture({ dimension: 2, means, covariances: [unit, unit, unit] });
  const scalar = isotropicMixture({ dimension: 2, means, variance: 1 });
  const x = scalar.sample(5, level, new Random(3, "x"));
  assertAlmostEquals(
    Math.max(...full.sample(5, level, new Random(3, "x")).map((v, i) => Math.abs(v - x[i]))),
    0,
    1e-14,
  );
  for (const quantity of ["score", "eps", "x0", "v"] as const) {
    const a = full.evaluate(quantity, x, level, level).value, b = scalar.evaluate(quantity, x, level, level).value;
    a.forEach((value, i) => assertAlmostEquals(value, b[i], 1e-11 * (1 + Math.abs(b[i])), quantity));
  }
});

Deno.test("gaussianMixture() turns with its data", () => {
  const c = Math.cos(0.7), s = Math.sin(0.7), level = cosine().at(0.1);
  const turn = (x: Float64Array) => x.map((_, i) => i % 2 === 0 ? c * x[i] - s * x[i + 1] : s * x[i - 1] + c * x[i]);
  const means = Float64Array.of(1, 0, -1, 0.5), x = new Random(4, "x").normals(6);
  // R diag(2, 0.1) Rᵀ.
  const turned = Float64Array.of(2 * c * c + 0.1 * s * s, 1.9 * c * s, 1.9 * c * s, 2 * s * s + 0.1 * c * c);
  const plain = Float64Array.of(2, 0, 0, 0.1);
  const a = gaussianMixture({ dimension: 2, means, covariances: [plain, unit] });
  const b = gaussianMixture({ dimension: 2, means: turn(means), covariances: [turned, unit] });
  const expected = turn(a.dEps(x, level));
  b.dEps(turn(x), level).forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-13));
});

Deno.test("gaussianMixture() refuses mismatched parts", () => {
  const make = (means: Float64Array, covariances: Float64Array[], weights?: number[]) => () =>
    gaussianMixture({ dimension: 2, means, covariances, weights });
  assertThrows(make(new Float64Array(3), [unit]), TypeError, "means must hold rows of dimension 2, got a length of 3");
  assertThrows(make(new Float64Array(4), [unit]), TypeError, "covariances must have length 2, got 1");
  assertThrows(make(new Float64Array(2), [unit], [0.9]), RangeError, "weights must sum to 1, got 0.9");
  assertThrows(make(new Float64Array(0), []), RangeError, "the set of means is empty");
  assertThrows(make(new Float64Array(2), [Float64Array.of(1, 0, 0, -1)]), RangeError, "least eigenvalue is -1");
});

Deno.test("GaussianMixture says whether its data has a density", () => {
  const none = new Float64Array(0), mean = new Float64Array(2), one = Float64Array.of(1);
  assert(new GaussianMixture("a", [{ mean, basis: none, variances: none, rest: 0 }], one).singular);
  assertEquals(new GaussianMixture("a", [{ mean, basis: none, variances: none, rest: 1 }], one).singular, false);
});
