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
        const scaled = telescoped(terms).map(([coefficient, vector]) => tf.mul(vector, coefficient));
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
    threshold: (vector, quantile, most) =>
      tf.tidy(() => {
        const rows = tf.reshape(vector, [vector.shape[0], -1]), size = rows.shape[1]!;
        // The quantile lies between the two entries of these ranks; ranks fall, positions rise.
        const at = quantile * (size - 1), below = Math.floor(at), share = at - below;
        const { values } = tf.topk(tf.abs(rows), size - below);
        const low = tf.slice(values, [0, size - 1 - below], [-1, 1]);
        const high = share === 0 ? low : tf.slice(values, [0, size - 2 - below], [-1, 1]);
        const cut = tf.clipByValue(tf.add(tf.mul(low, 1 - share), tf.mul(high, share)), 1, most);
        return tf.reshape(tf.div(tf.minimum(tf.maximum(rows, tf.neg(cut)), cut), cut), vector.shape);
      }),
    async norm(vector) {
      const most = tf.tidy(() => tf.max(tf.mean(tf.square(tf.reshape(vector, [vector.shape[0], -1])), 1)));
      const [square] = await most.data();
      most.dispose();
      return Math.sqrt(square);
    },
    async rowDots(a, b) {
      const dots = tf.tidy(() => tf.sum(tf.reshape(tf.mul(a, b), [a.shape[0], -1]), 1));
      const values = Float64Array.from(await dots.data());
      dots.dispose();
      return values;
    },
    // A finite vector times 0 is 0; whatever is not finite stays NaN through every sum.
    mark: (vector) => tf.tidy(() => tf.sum(tf.mul(vector, 0))),
    async readMarks(marks) {
      const all = tf.stack([...marks]), values = await all.data();
      all.dispose();
      return Array.from(values, Number.isFinite);
    },
    check(prediction, like, where) {
      if (prediction.shape.join() === like.shape.join()) return;
      throw new TypeError(`Cannot ${where}: prediction must have shape [${like.shape}], got [${prediction.shape}]`);
    },
  };
}

/**
 * A linear combination in the form that float32 rounds least. Where there is little but noise, the coefficients of x and of
 * the noise predicted in it are of the size σ/α and nearly cancel, and float32 would round the product of each. With the
 * partial sums Cᵢ = c₁ + … + cᵢ, taken in float64,
 *
 *   Σ cᵢ vᵢ = Σ Cᵢ (vᵢ − vᵢ₊₁) + C_n v_n,
 *
 * so that large coefficients meet only differences, which are exact where two vectors are near each other.
 * @param terms Coefficients and tensors, at least one.
 * @returns Other terms of the same sum; those given, where less than half of the largest coefficient cancels.
 */
function telescoped(terms: readonly (readonly [number, tf.Tensor])[]): readonly (readonly [number, tf.Tensor])[] {
  let sum = 0;
  const sums = terms.map(([coefficient]) => sum += coefficient);
  if (Math.abs(sum) > Math.max(...terms.map(([coefficient]) => Math.abs(coefficient))) / 2) return terms;
  const last = terms.length - 1;
  return terms.map(([, vector], i) => i === last ? [sum, vector] : [sums[i], tf.sub(vector, terms[i + 1][1])]);
}
