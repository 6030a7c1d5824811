import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { pivotedCholesky } from "../../../lib/metrics/kernels/pivoted_cholesky.ts";
import { matmul, transpose } from "../../../lib/numerics/linalg.ts";
import { Random } from "../../../lib/numerics/random.ts";

const gram = (d: number, rank: number) => {
  const a = new Random(d, `gram${rank}`).normals(d * rank);
  return matmul(a, transpose(a, d, rank), d, rank, d);
};

Deno.test("pivotedCholesky() gives L Lᵀ = A, the rank, and zeros behind the diagonal in the pivots' order", () => {
  for (const [d, rank] of [[1, 1], [3, 3], [6, 2], [31, 31], [33, 32], [70, 70], [90, 33]]) {
    const a = gram(d, rank), { factor, rank: found, order } = pivotedCholesky(a, d);
    assertEquals(found, rank);
    matmul(factor, transpose(factor, d, rank), d, rank, d).forEach((v, k) => assertAlmostEquals(v, a[k], 1e-12 * d));
    order.forEach((row, k) => {
      for (let j = k + 1; j < rank; j++) assertEquals(factor[row * rank + j], 0);
    });
  }
});

Deno.test("pivotedCholesky() takes a zero matrix as rank 0 and a graded one whole", () => {
  assertEquals(pivotedCholesky(new Float64Array(9), 3).rank, 0);
  const d = 40, graded = new Float64Array(d * d);
  for (let j = 0; j < d; j++) graded[j * (d + 1)] = 10 ** (-j / 4);
  const { rank, factor } = pivotedCholesky(graded, d);
  assertEquals(rank, d);
  assert(factor.every((value, k) => value === 0 || value === Math.sqrt(graded[Math.floor(k / d) * (d + 1)])));
});

Deno.test("pivotedCholesky() refuses what is no covariance", () => {
  assertThrows(() => pivotedCholesky(Float64Array.of(1, 2, 2, 1), 2, "sigma"), RangeError, "sigma is not positive");
  assertThrows(
    () => pivotedCholesky(Float64Array.of(1, NaN, NaN, 1), 2, "sigma"),
    RangeError,
    "sigma[1] must be finite",
  );
  assertThrows(() => pivotedCholesky(new Float64Array(3), 2, "sigma"), TypeError, "sigma must have length 4");
});
