/**
 * Float64 arrays as the vectors that samplers work on.
 * @module
 */
import { checkFinite, checkInteger, checkLength, checkRows } from "../numerics/check.ts";
import { quantile } from "../numerics/stats.ts";
import type { VectorSpace } from "./types.ts";

/**
 * The vector space of float64 batches: n × d row-major, as oracles take them.
 * @param first The place of the batch's first entry in a larger batch that was cut: row × d. With it the pieces get the
 * noise that the whole would have got.
 * @param dimension d. Only what looks at rows needs it: dynamic thresholding, norms and inner products.
 * @returns The space.
 * @throws {RangeError} If the place is not an integer of at least 0 or d not one of at least 1.
 * @category Samplers
 */
export function float64Space(first: number = 0, dimension?: number): VectorSpace<Float64Array> {
  checkInteger("make a vector space", "first", first, 0);
  if (dimension !== undefined) checkInteger("make a vector space", "dimension", dimension, 1);
  const rowsOf = (action: string, vector: Float64Array): Float64Array[] => {
    if (dimension === undefined) throw new TypeError(`Cannot ${action}: the vector space was made without a dimension`);
    const rows = checkRows(action, "vector", vector, dimension);
    return Array.from({ length: rows }, (_, row) => vector.subarray(row * dimension, (row + 1) * dimension));
  };
  return {
    combine(terms) {
      if (terms.length === 0) throw new RangeError("Cannot combine vectors: terms must hold at least one, got none");
      const out = new Float64Array(terms[0][1].length);
      for (const [coefficient, vector] of terms) {
        checkLength("combine vectors", "vector", vector, out.length);
        for (let i = 0; i < out.length; i++) out[i] += coefficient * vector[i];
      }
      return out;
    },
    noise: (like, random, index) => random.fork(index).normals(like.length, first),
    release: () => {},
    clip: (vector, low, high) => vector.map((value) => Math.min(high, Math.max(low, value))),
    threshold(vector, share, most) {
      const out = vector.slice();
      for (const row of rowsOf("threshold", out)) {
        const cut = Math.min(most, Math.max(1, quantile(row.map(Math.abs), share)));
        for (let i = 0; i < row.length; i++) row[i] = Math.min(cut, Math.max(-cut, row[i])) / cut;
      }
      return out;
    },
    norm: (vector) =>
      rowsOf("take a norm", vector).reduce((most, row) => Math.max(most, Math.sqrt(dot(row, row) / row.length)), 0),
    rowDots(a, b) {
      const others = rowsOf("take inner products", b);
      return Float64Array.from(rowsOf("take inner products", a), (row, i) => dot(row, others[i]));
    },
    check(prediction, like, where) {
      checkLength(where, "prediction", prediction, like.length);
      checkFinite(where, "prediction", prediction);
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
