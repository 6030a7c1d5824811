/**
 * Float64 arrays as the vectors that samplers work on.
 * @module
 */
import { checkFinite, checkInteger, checkLength } from "../numerics/check.ts";
import type { VectorSpace } from "./types.ts";

/**
 * The vector space of float64 batches: n × d row-major, as oracles take them.
 * @param first The place of the batch's first entry in a larger batch that was cut: row × d. With it the pieces get the
 * noise that the whole would have got.
 * @returns The space.
 * @throws {RangeError} If the place is not an integer of at least 0.
 */
export function float64Space(first: number = 0): VectorSpace<Float64Array> {
  checkInteger("make a vector space", "first", first, 0);
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
    check(prediction, like, where) {
      checkLength(where, "prediction", prediction, like.length);
      checkFinite(where, "prediction", prediction);
    },
  };
}
