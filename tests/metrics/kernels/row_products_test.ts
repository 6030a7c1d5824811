import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { rowProducts } from "../../../lib/metrics/kernels/row_products.ts";
import { matmul, transpose } from "../../../lib/numerics/linalg.ts";
import { Random } from "../../../lib/numerics/random.ts";

Deno.test("rowProducts() is X Yᵀ, for float32 too and across its slabs of columns", () => {
  for (const [n, m, d] of [[1, 1, 1], [3, 5, 7], [66, 3, 300], [10, 70, 256]]) {
    const x = new Random(n, "x").normals(n * d), y = Float32Array.from(new Random(m, "y").normals(m * d));
    const products = rowProducts(x, y, d), expected = matmul(x, transpose(Float64Array.from(y), m, d), n, d, m);
    assertEquals(products.length, n * m);
    products.forEach((value, k) => assertAlmostEquals(value, expected[k], 1e-12));
  }
});
