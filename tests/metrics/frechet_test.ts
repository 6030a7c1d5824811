import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import { frechetDistance } from "../../lib/metrics/frechet.ts";
import { type Moments, momentsOf } from "../../lib/metrics/moments.ts";
import { eigenSymmetric, matmul, transpose } from "../../lib/numerics/linalg.ts";
import { Random } from "../../lib/numerics/random.ts";

const moments = (mean: Float64Array, covariance: Float64Array, n?: number): Moments => ({
  n,
  dimension: mean.length,
  mean,
  covariance,
});
const normals = (count: number, name: string) => new Random(6, name).normals(count);
const gram = (d: number, rank: number, name: string) => {
  const a = normals(d * rank, name);
  return matmul(a, transpose(a, d, rank), d, rank, d).map((value) => value / rank);
};
/** A random rotation: the eigenvectors of a random symmetric matrix. */
const rotation = (d: number, name: string) => eigenSymmetric(gram(d, d + 3, name), d).vectors;
const rotate = (q: Float64Array, a: Float64Array, d: number) => {
  const full = matmul(matmul(q, a, d, d, d), transpose(q, d, d), d, d, d);
  return full.map((value, k) => (value + full[k % d * d + Math.floor(k / d)]) / 2);
};
const diagonal = (values: Float64Array) => {
  const d = values.length;
  return Float64Array.from({ length: d * d }, (_, k) => k % (d + 1) === 0 ? values[k % d] : 0);
};
const identity = (d: number) => diagonal(new Float64Array(d).fill(1));
const trace = (a: Float64Array, d: number) => a.reduce((sum, v, k) => k % (d + 1) === 0 ? sum + v : sum, 0);
/** Within 1e-9 of the larger of the expected value and the traces that it is the difference of. */
const assertDistance = (a: Moments, b: Moments, expected: number) => {
  const d = a.dimension, scale = trace(a.covariance, d) + trace(b.covariance, d);
  for (const [x, y] of [[a, b], [b, a]]) {
    const { distance, rounding } = frechetDistance(x, y);
    assertAlmostEquals(distance, expected, 1e-9 * Math.max(expected, 1e-3 * scale));
    assert(rounding < 1e-11 * (scale + expected));
  }
};

for (const d of [1, 2, 7, 64, 130]) {
  const sigma = gram(d, d + 2, "sigma"), mean = normals(d, "mean"), shift = normals(d, "shift");
  const zero = new Float64Array(d), q = rotation(d, "q");

  Deno.test(`frechetDistance() is 0 for equal sets, ‖δ‖² for a shift and (s − 1)² tr Σ for a scale, d = ${d}`, () => {
    assertDistance(moments(mean, sigma), moments(mean, sigma), 0);
    const shifted = mean.map((value, j) => value + shift[j]);
    assertDistance(moments(mean, sigma), moments(shifted, sigma), shift.reduce((sum, value) => sum + value * value, 0));
    assertDistance(moments(mean, sigma), moments(mean, sigma.map((v) => 2.25 * v)), 0.25 * trace(sigma, d));
  });

  Deno.test(`frechetDistance() is Σ (σ₁ − σ₂)² for diagonal and for rotated commuting covariances, d = ${d}`, () => {
    // Standard deviations over six decades.
    const s1 = Float64Array.from({ length: d }, (_, j) => 10 ** (-6 * j / d)), s2 = s1.map((v) => v * 1.3).reverse();
    const expected = s1.reduce((sum, value, j) => sum + (value - s2[j]) ** 2, 0);
    const [a, b] = [diagonal(s1.map((v) => v * v)), diagonal(s2.map((v) => v * v))];
    assertDistance(moments(zero, a), moments(zero, b), expected);
    // A rotation mixes 1 with 1e-12 in float64: half the digits of the small deviations are gone before we see them.
    const mild = s1.map((v) => v ** 0.25), wild = s2.map((v) => v ** 0.25);
    const commuting = mild.reduce((sum, value, j) => sum + (value - wild[j]) ** 2, 0);
    const [ra, rb] = [mild, wild].map((s) => rotate(q, diagonal(s.map((v) => v * v)), d));
    assertDistance(moments(zero, ra), moments(zero, rb), commuting);
  });

  Deno.test(`frechetDistance() is tr Σ₁ + tr Σ₂ − 2 Σ √eig(Σ₁^½ Σ₂ Σ₁^½) for covariances that do not commute, d = ${d}`, () => {
    const other = gram(d, d + 5, "other"), { values, vectors } = eigenSymmetric(sigma, d);
    const root = rotate(transpose(vectors, d, d), diagonal(values.map(Math.sqrt)), d);
    const { values: squares } = eigenSymmetric(rotate(root, other, d), d);
    const overlap = squares.reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
    assertDistance(moments(mean, sigma), moments(mean, other), trace(sigma, d) + trace(other, d) - 2 * overlap);
  });

  Deno.test(`frechetDistance() handles rank-deficient Gaussians, d = ${d}`, () => {
    const rank = Math.ceil(d / 2), flat = gram(d, rank, "flat"), fat = flat.map((value) => 4 * value);
    assertDistance(moments(mean, flat), moments(mean, fat), trace(flat, d));
    assertEquals(frechetDistance(moments(mean, flat), moments(mean, fat)).rank, [rank, rank]);
    // Two flat Gaussians on orthogonal axes have nothing in common.
    if (d === 1) return;
    const on = (odd: number) => diagonal(Float64Array.from({ length: d }, (_, j) => j % 2 === odd ? 1 + j : 0));
    assertDistance(moments(zero, on(0)), moments(zero, on(1)), trace(on(0), d) + trace(on(1), d));
  });
}

Deno.test("frechetDistance() is invariant to a common rotation and to the order of the samples", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(1000), (d, seed) => {
      const [a, b, q] = [gram(d, d + 1, `a${seed}`), gram(d, d + 4, `b${seed}`), rotation(d, `q${seed}`)];
      const zero = new Float64Array(d), plain = frechetDistance(moments(zero, a), moments(zero, b)).distance;
      const turned = frechetDistance(moments(zero, rotate(q, a, d)), moments(zero, rotate(q, b, d))).distance;
      assertAlmostEquals(turned, plain, 1e-9 * plain);
    }),
    { numRuns: 20 },
  );
});

Deno.test("frechetDistance() of two sets does not depend on the order of their rows", async () => {
  const d = 5, n = 3000, x = normals(n * d, "x"), y = normals(n * d, "y").map((value) => 1.2 * value + 0.1);
  const order = new Random(1, "order").permutation(n), mixed = new Float64Array(n * d);
  order.forEach((from, to) => mixed.set(x.subarray(from * d, from * d + d), to * d));
  const [a, b, c] = [await momentsOf(x, d), await momentsOf(y, d), await momentsOf(mixed, d)];
  const { distance, n: counts } = frechetDistance(a, b);
  assertAlmostEquals(frechetDistance(c, b).distance, distance, 1e-12);
  assertEquals(counts, [n, n]);
});

Deno.test("frechetDistance() refuses too few samples unless a shrinkage is named", async () => {
  const d = 8, stretched = (n: number) => normals(n * d, "stretched").map((value, k) => value * 3 ** (k % d));
  const few = await momentsOf(stretched(5), d), many = await momentsOf(stretched(90), d);
  assertThrows(() => frechetDistance(many, few), RangeError, "second has 5 samples for 8 dimensions");
  const { shrinkage, rank } = frechetDistance(many, few, { shrinkage: "oas" });
  assertEquals(rank, [8, 4]);
  assert(shrinkage![1] > shrinkage![0] && shrinkage![1] <= 1);
});

Deno.test("frechetDistance() names what cannot be compared", async () => {
  const one = { ...moments(new Float64Array(2), identity(2)), features: "pixels" };
  const three = { ...moments(new Float64Array(3), identity(3)), features: "inception" };
  assertThrows(
    () => frechetDistance(one, three),
    TypeError,
    "first has dimension 2 (pixels), second has 3 (inception)",
  );
  const other = { ...one, features: "classifier" };
  assertThrows(() => frechetDistance(one, other), TypeError, "first has features pixels, second has classifier");
  const constant = await momentsOf(new Float64Array(20).fill(0.5), 2);
  assertThrows(() => frechetDistance(one, constant), RangeError, "second does not vary");
  const indefinite = moments(new Float64Array(2), Float64Array.of(1, 2, 2, 1));
  assertThrows(() => frechetDistance(indefinite, one), RangeError, "covariance of first is not positive");
  const infinite = moments(new Float64Array(2), Float64Array.of(1, Infinity, Infinity, 1));
  assertThrows(() => frechetDistance(infinite, one), RangeError, "finite");
});
