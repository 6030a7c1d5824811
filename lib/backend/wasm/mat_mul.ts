/**
 * Matrix products on wasm: TensorFlow.js's kernel is fast only for one pair of matrices without transposes (facts of
 * version 4.22: 29 GF/s there, 2.2 with a transposed right side, 0.4 with a transposed left side).
 * @module
 */
import type { Inputs, Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/** Below this many multiplications, the detour costs more than it saves. */
const worthwhile = 4096;

/**
 * BatchMatMul with transposes and batches, each pair on the fast path.
 * @param inputs a [..., m, k] and b [..., k, n], transposed where the attributes say so.
 * @param attributes transposeA and transposeB.
 * @param previous TensorFlow.js's own kernel.
 * @returns [..., m, n].
 */
export const batchMatMul: Kernel = (inputs, attributes, previous) => {
  const { a, b } = inputs as Inputs;
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  const [aRows, aColumns] = a.shape.slice(-2), [bRows, bColumns] = b.shape.slice(-2);
  const [m, k, n] = [transposeA ? aColumns : aRows, transposeA ? aRows : aColumns, transposeB ? bRows : bColumns];
  const aBatch = tf.util.sizeFromShape(a.shape.slice(0, -2)), bBatch = tf.util.sizeFromShape(b.shape.slice(0, -2));
  const direct = () => previous!({ inputs: { a, b }, backend: tf.backend(), attrs: { transposeA, transposeB } });
  const single = aBatch === 1 && bBatch === 1;
  if ((single && !transposeA && !transposeB) || aBatch !== bBatch || m * k * n < worthwhile) return direct();
  return tf.tidy(() => {
    const left = parts(a, aBatch, transposeA), right = parts(b, bBatch, transposeB);
    const products = left.map((part, i) => tf.matMul(part, right[i]));
    const product = products.length === 1 ? products[0] : tf.concat(products, 0);
    return tf.reshape(product, [...a.shape.slice(0, -2), m, n]);
  });
};

/** The matrices of a batch, each turned so that it needs no transpose. */
function parts(x: tf.Tensor, batch: number, transpose: boolean): tf.Tensor2D[] {
  const [rows, columns] = x.shape.slice(-2);
  const all = tf.reshape(x, [batch * rows, columns]) as tf.Tensor2D;
  return Array.from({ length: batch }, (_, i) => {
    const matrix = batch === 1 ? all : tf.slice(all, [i * rows, 0], [rows, columns]);
    return transpose ? tf.transpose(matrix) as tf.Tensor2D : matrix;
  });
}
