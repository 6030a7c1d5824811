import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { slicedWasserstein } from "../../lib/metrics/sliced_wasserstein.ts";
import { Random } from "../../lib/numerics/random.ts";

const cloud = (seed: number, n: number, d: number) => new Random(seed, "cloud").normals(n * d);

Deno.test("slicedWasserstein() of a shift is its length over √d", () => {
  // E|u·s|² = ‖s‖²/d over unit directions u, however many points.
  const x = cloud(0, 20, 3), y = x.map((value, i) => value + [3, 0, 4][i % 3]);
  const { value } = slicedWasserstein(x, y, { dimension: 3, projections: 4000 });
  assertAlmostEquals(value, 5 / Math.sqrt(3), 0.06);
});

Deno.test("slicedWasserstein() in one dimension is exact, for any order and unequal sizes", () => {
  const ramp = (n: number) => Float64Array.from({ length: n }, (_, i) => i / n);
  const a = ramp(40), b = a.map((value) => value + 2);
  for (const order of [1, 2, 3]) assertAlmostEquals(slicedWasserstein(a, b, { dimension: 1, order }).value, 2, 1e-12);
  const twice = Float64Array.of(...a, ...a);
  assertAlmostEquals(slicedWasserstein(a, twice, { dimension: 1 }).value, 0, 1e-7);
  // Uniform steps of 1/40 and 1/100: ∫|F⁻¹ − G⁻¹| = 0.0085 by hand.
  assertAlmostEquals(slicedWasserstein(a, ramp(100), { dimension: 1, order: 1 }).value, 0.0085, 1e-12);
});

Deno.test("slicedWasserstein() covers itself and shrinks like n^−1/2 on one law", () => {
  const at = (n: number) => slicedWasserstein(cloud(1, n, 4), cloud(2, n, 4), { dimension: 4, projections: 32 });
  const small = at(400), large = at(6400);
  assert(large.value < small.value / 2.5, `${small.value} → ${large.value}`);
  assert(small.low <= small.value && small.value <= small.high);
  assertEquals([small.n, small.confidence], [400, 0.95]);
  assertEquals(at(400), small);
});

Deno.test("slicedWasserstein() refuses too few, ragged or infinite points", () => {
  const take = (x: Float64Array) => () => slicedWasserstein(x, cloud(0, 30, 2), { dimension: 2 });
  assertThrows(take(new Float64Array(6)), RangeError, "the size of the first sample must be at least 20, got 3");
  assertThrows(take(new Float64Array(41)), TypeError, "the first sample must hold rows of dimension 2");
  assertThrows(take(new Float64Array(60).fill(NaN)), RangeError, "the first sample[0] must be finite, got NaN");
});
