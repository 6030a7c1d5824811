import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import * as fc from "../../property.ts";
import { bidiagonalSingularValues } from "../../../lib/metrics/kernels/bidiagonal.ts";
import { eigenSymmetric, matmul, transpose } from "../../../lib/numerics/linalg.ts";

Deno.test("bidiagonalSingularValues() agrees with the eigenvalues of Bᵀ B, zeros on the diagonal included", () => {
  const entry = fc.oneof(fc.constant(0), fc.double({ min: -10, max: 10, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 9 }), (pairs) => {
      const n = pairs.length, b = new Float64Array(n * n);
      // Products of the smallest numbers are 0.
      const largest = Math.max(...pairs.flat().map(Math.abs)) || 1;
      pairs.forEach(([diagonal, above], i) => {
        b[i * n + i] = diagonal / largest;
        if (i + 1 < n) b[i * n + i + 1] = above / largest;
      });
      const { values } = eigenSymmetric(matmul(transpose(b, n, n), b, n, n, n), n);
      const found = bidiagonalSingularValues(
        Float64Array.from(pairs, ([v]) => v),
        Float64Array.from(pairs, ([, v]) => v),
      );
      // Squares lose the digits of small values: compare squares, to the rounding of the largest and of the smallest numbers.
      const allowed = 1e-13 + 4 * n * Number.MIN_VALUE / largest;
      found.forEach((value, i) => assertAlmostEquals((value / largest) ** 2, values[n - 1 - i], allowed));
    }),
    { numRuns: 300 },
  );
});

Deno.test("bidiagonalSingularValues() gives the same digits at every power of two, where fourth powers are 0 or infinite", () => {
  const diagonal = Float64Array.of(0, 3, 0, 1, -2), above = Float64Array.of(2.5, -3, 1, 0.5, 0);
  const values = bidiagonalSingularValues(diagonal, above);
  for (const power of [-900, -300, 300, 1000]) {
    const scaled = (list: Float64Array) => list.map((value) => value * 2 ** power);
    assertEquals(bidiagonalSingularValues(scaled(diagonal), scaled(above)), scaled(values));
  }
  // Entries of very different sizes, the largest of them small.
  const [first, ...others] = bidiagonalSingularValues(
    Float64Array.of(0, 2.05524768013144e-87, 0),
    Float64Array.of(2.5815431066413582e-102, -2.05524768013144e-87, 0),
  );
  assertAlmostEquals(first / 2.05524768013144e-87, Math.SQRT2, 1e-15);
  for (const value of others) assertAlmostEquals(value / first, 0, 1e-15);
});

Deno.test("bidiagonalSingularValues() leaves a diagonal matrix as it is and checks lengths", () => {
  assertEquals([...bidiagonalSingularValues(Float64Array.of(1, -3, 2), new Float64Array(3))], [3, 2, 1]);
  assertThrows(() => bidiagonalSingularValues(new Float64Array(2), new Float64Array(1)), TypeError, "above");
});
