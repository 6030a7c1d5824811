/**
 * Tensors as the vectors that samplers work on.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { checkInteger } from "../numerics/check.ts";
import type { VectorSpace } from "../samplers/types.ts";

/**
 * The vector space of float32 tensors: combinations on the backend, noise from the kit's own generator.
 * @param first The place of the batch's first entry in a larger batch that was cut: row × entries a row. With it the
 * pieces get the noise that the whole would have got.
 * @returns The space. Every vector it makes is the caller's to release.
 * @throws {RangeError} If the place is not an integer of at least 0.
 */
export function tensorSpace(first: number = 0): VectorSpace<tf.Tensor> {
  checkInteger("make a vector space", "first", first, 0);
  return {
    combine(terms) {
      if (terms.length === 0) throw new RangeError("Cannot combine tensors: terms must hold at least one, got none");
      return tf.tidy(() => {
        const scaled = terms.map(([coefficient, vector]) => tf.mul(vector, coefficient));
        return scaled.reduce((sum, term) => tf.add(sum, term));
      });
    },
    noise(like, random, index) {
      const values = Float32Array.from(random.fork(index).normals(like.size, first));
      return tf.tensor(values, like.shape);
    },
    release(vector) {
      vector.dispose();
    },
    clip: (vector, low, high) => tf.clipByValue(vector, low, high),
    check(prediction, like, where) {
      if (prediction.shape.join() === like.shape.join()) return;
      throw new TypeError(`Cannot ${where}: prediction must have shape [${like.shape}], got [${prediction.shape}]`);
    },
  };
}
