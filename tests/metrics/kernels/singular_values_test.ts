import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { singularValues } from "../../../lib/metrics/kernels/singular_values.ts";
import { eigenSymmetric, matmul, transpose } from "../../../lib/numerics/linalg.ts";
import { Random } from "../../../lib/numerics/random.ts";

const rotationOf = (d: number, name: string) => {
  const g = new Random(5, name).normals(d * d);
  return eigenSymmetric(matmul(g, transpose(g, d, d), d, d, d), d).vectors;
};

Deno.test("singularValues() squared are the eigenvalues of Aᵀ A, whatever the shape", () => {
  for (const [m, n] of [[1, 1], [2, 2], [1, 6], [3, 5], [31, 32], [33, 33], [40, 70], [65, 64], [67, 33]]) {
    const a = new Random(m, `a${n}`).normals(m * n), t = transpose(a, m, n), k = Math.min(m, n);
    const { values } = eigenSymmetric(m < n ? matmul(a, t, m, n, m) : matmul(t, a, n, m, n), k);
    singularValues(a, m, n).forEach((s, i) => assertAlmostEquals(s * s, values[k - 1 - i], 1e-13 * m * n));
  }
});

Deno.test("singularValues() finds small values beside large ones, where the eigenvalues of Aᵀ A would be noise", () => {
  // U diag(10^(−j)) Vᵀ with random rotations: the last value is 1e-11 of the first.
  const d = 12,
    [u, v] = ["u", "v"].map((name) => {
      const g = new Random(5, name).normals(d * d);
      return eigenSymmetric(matmul(g, transpose(g, d, d), d, d, d), d).vectors;
    });
  const scaled = u.map((value, k) => value * 10 ** -(k % d)), found = singularValues(matmul(scaled, v, d, d, d), d, d);
  found.forEach((value, j) => assertAlmostEquals(value, 10 ** -j, 3e-15));
});

Deno.test("singularValues() handles zeros, equal values and empty matrices, and refuses what is not finite", () => {
  assertEquals(singularValues(new Float64Array(0), 0, 3).length, 0);
  assertEquals([...singularValues(new Float64Array(70 * 40), 70, 40)], new Array(40).fill(0));
  const rotation = rotationOf(40, "q");
  assert(singularValues(rotation, 40, 40).every((value) => Math.abs(value - 1) < 1e-13));
  assertThrows(() => singularValues(Float64Array.of(1, Infinity), 1, 2), RangeError, "matrix[1] must be finite");
  assertThrows(() => singularValues(new Float64Array(5), 2, 2), TypeError, "length 4");
});
