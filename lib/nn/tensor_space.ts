/**
 * Tensors as the vectors that samplers work on.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { VectorSpace } from "../samplers/types.ts";

/**
 * The vector space of float32 tensors: combinations on the backend, noise from the kit's own generator.
 * @returns The space. Every vector it makes is the caller's to release.
 */
export function tensorSpace(): VectorSpace<tf.Tensor> {
  return {
    combine(terms) {
      if (terms.length === 0) throw new RangeError("Cannot combine tensors: terms must hold at least one, got none");
      return tf.tidy(() => {
        const scaled = terms.map(([coefficient, vector]) => tf.mul(vector, coefficient));
        return scaled.reduce((sum, term) => tf.add(sum, term));
      });
    },
    noise(like, random, index) {
      const values = Float32Array.from(random.normals(like.size, index * like.size));
      return tf.tensor(values, like.shape);
    },
    release(vector) {
      vector.dispose();
    },
  };
}
