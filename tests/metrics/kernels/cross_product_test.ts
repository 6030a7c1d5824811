import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { crossProduct } from "../../../lib/metrics/kernels/cross_product.ts";
import { pivotedCholesky } from "../../../lib/metrics/kernels/pivoted_cholesky.ts";
import { matmul, transpose } from "../../../lib/numerics/linalg.ts";
import { Random } from "../../../lib/numerics/random.ts";

Deno.test("crossProduct() is L₁ᵀ L₂ for any ranks, across its slabs of rows", () => {
  for (const [d, r1, r2] of [[3, 2, 3], [20, 20, 5], [70, 66, 70], [270, 10, 261]]) {
    const [a, b] = [r1, r2].map((rank, k) => {
      const x = new Random(d, `x${k}`).normals(d * rank);
      return pivotedCholesky(matmul(x, transpose(x, d, rank), d, rank, d), d);
    });
    const expected = matmul(transpose(a.factor, d, r1), b.factor, r1, d, r2), product = crossProduct(a, b, d);
    assertEquals(product.length, r1 * r2);
    product.forEach((value, k) => assertAlmostEquals(value, expected[k], 1e-12 * d));
  }
});
