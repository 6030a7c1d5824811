import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import fc from "fast-check";
import { bidiagonalSingularValues } from "../../../lib/metrics/kernels/bidiagonal.ts";
import { eigenSymmetric, matmul, transpose } from "../../../lib/numerics/linalg.ts";

Deno.test("bidiagonalSingularValues() agrees with the eigenvalues of Bᵀ B, zeros on the diagonal included", () => {
  const entry = fc.oneof(fc.constant(0), fc.double({ min: -10, max: 10, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 9 }), (pairs) => {
      const n = pairs.length, b = new Float64Array(n * n);
      pairs.forEach(([diagonal, above], i) => {
        b[i * n + i] = diagonal;
        if (i + 1 < n) b[i * n + i + 1] = above;
      });
      const { values } = eigenSymmetric(matmul(transpose(b, n, n), b, n, n, n), n);
      const found = bidiagonalSingularValues(
        Float64Array.from(pairs, ([v]) => v),
        Float64Array.from(pairs, ([, v]) => v),
      );
      // Squares lose the digits of small values: compare squares, to the rounding of the largest.
      found.forEach((value, i) =>
        assertAlmostEquals(value * value, values[n - 1 - i], 1e-13 * (values[n - 1] + 1e-300))
      );
    }),
    { numRuns: 300 },
  );
});

Deno.test("bidiagonalSingularValues() leaves a diagonal matrix as it is and checks lengths", () => {
  assertEquals([...bidiagonalSingularValues(Float64Array.of(1, -3, 2), new Float64Array(3))], [3, 2, 1]);
  assertThrows(() => bidiagonalSingularValues(new Float64Array(2), new Float64Array(1)), TypeError, "above");
});
