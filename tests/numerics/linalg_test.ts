import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import {
  checkSymmetric,
  cholesky,
  eigenSymmetric,
  identityMatrix,
  matmul,
  transpose,
} from "../../lib/numerics/linalg.ts";
import { Random } from "../../lib/numerics/random.ts";

const gram = (d: number, seed: number) => {
  const a = new Random(seed, "gram").normals(d * d);
  return matmul(a, transpose(a, d, d), d, d, d);
};
const assertClose = (a: Float64Array, b: Float64Array, tolerance: number) =>
  a.forEach((value, i) => assertAlmostEquals(value, b[i], tolerance));

Deno.test("matmul() and transpose() agree with a hand count", () => {
  const a = Float64Array.of(1, 2, 3, 4, 5, 6);
  assertEquals(transpose(a, 2, 3), Float64Array.of(1, 4, 2, 5, 3, 6));
  assertEquals(matmul(a, transpose(a, 2, 3), 2, 3, 2), Float64Array.of(14, 32, 32, 77));
  assertThrows(() => matmul(a, a, 2, 2, 2), TypeError, "a must have length 4, got 6");
});

Deno.test("cholesky() factorises and names the pivot that is not positive", () => {
  const a = gram(7, 1), lower = cholesky(a, 7);
  assertClose(matmul(lower, transpose(lower, 7, 7), 7, 7, 7), a, 1e-12);
  assertThrows(() => cholesky(Float64Array.of(1, 2, 2, 1), 2, "covariance"), RangeError, "covariance is not positive");
});

Deno.test("eigenSymmetric() diagonalises with orthonormal rows", () => {
  for (const d of [1, 2, 9, 24]) {
    const a = gram(d, d), { values, vectors } = eigenSymmetric(a, d);
    assertClose(matmul(vectors, transpose(vectors, d, d), d, d, d), identityMatrix(d), 1e-13);
    const scaled = vectors.map((value, i) => value * values[Math.floor(i / d)]);
    assertClose(matmul(transpose(vectors, d, d), scaled, d, d, d), a, 1e-12 * values[d - 1]);
    assert(values.every((value, i) => i === 0 || value >= values[i - 1]));
  }
});

Deno.test("checkSymmetric() names the entries that differ", () => {
  assertThrows(() => checkSymmetric(Float64Array.of(1, 2, 3, 1), 2, "covariance"), RangeError, "[1, 0] is 3");
  assertThrows(() => checkSymmetric(Float64Array.of(1, NaN, NaN, 1), 2, "covariance"), RangeError, "finite");
});
