import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { kernelDistance, squaredDiscrepancy } from "../../lib/metrics/kernel_distance.ts";
import { Random } from "../../lib/numerics/random.ts";

Deno.test("squaredDiscrepancy() is the estimator written out", () => {
  const x = Float64Array.of(1, 2, 0), y = Float64Array.of(1, -1), k = (a: number, b: number) => (a * b + 1) ** 3;
  let xx = 0, yy = 0, xy = 0;
  x.forEach((a, i) => x.forEach((b, j) => xx += i === j ? 0 : k(a, b)));
  y.forEach((a, i) => y.forEach((b, j) => yy += i === j ? 0 : k(a, b)));
  x.forEach((a) => y.forEach((b) => xy += k(a, b)));
  assertAlmostEquals(squaredDiscrepancy(x, y, 1), xx / 6 + yy / 2 - 2 * xy / 6, 1e-14);
  assertThrows(() => squaredDiscrepancy(x.subarray(0, 1), y, 1), RangeError, "number of samples");
});

Deno.test("kernelDistance() covers the truth in 92–98 % of 200 repetitions", () => {
  // Moments of x · y for x, x′ ~ N(0, I), y, y′ ~ N(μ, I), |μ|² = a, through the cubic kernel.
  const d = 8,
    a = 1,
    kernel = (first: number, second: number, third: number) => third / d ** 3 + 3 * second / d ** 2 + 3 * first / d + 1;
  const yy = kernel(a, a * a + 2 * a + d, a ** 3 + 3 * a * (2 * a + d) + 6 * a);
  const truth = kernel(0, d, 0) + yy - 2 * kernel(0, d + a, 0);
  let hits = 0;
  for (let seed = 0; seed < 200; seed++) {
    const x = new Random(seed, "x").normals(800 * d);
    const y = new Random(seed, "y").normals(800 * d).map((value, k) => k % d === 0 ? value + Math.sqrt(a) : value);
    const { low, high } = kernelDistance(x, y, d, { blockSize: 40, seed });
    if (low <= truth && truth <= high) hits++;
  }
  assert(hits >= 184 && hits <= 196, `${hits} of 200`);
});

Deno.test("kernelDistance() is repeatable, counts its blocks and names what is wrong", () => {
  const x = new Random(1, "x").normals(90), y = new Random(1, "y").normals(120);
  const result = kernelDistance(x, y, 3, { blockSize: 10 });
  assertEquals(result.n, 3);
  assertEquals(kernelDistance(x, y, 3, { blockSize: 10 }), result);
  assertThrows(() => kernelDistance(x, y, 3), RangeError, "first has 30 samples, two blocks of 1000 need 2000");
  assertThrows(() => kernelDistance(x, y.fill(NaN), 3, { blockSize: 10 }), RangeError, "second must be finite");
});
