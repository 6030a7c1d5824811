/**
 * Matrix products on wasm. TensorFlow.js's kernel (version 4.22) is fast for one pair of matrices without transposes,
 * 30 GFLOP/s on a machine where a transposed right side reaches 2 and a transposed left side 0.4; so every product is
 * brought into that form.
 * @module
 */
import type { Inputs, Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { allocate, floats, MatrixMultiplier } from "./heap.ts";
import { transposeInto } from "./transpose.ts";

/** Below this many multiplications for a pair, the detour costs more than it saves. */
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
  const batch = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const paired = tf.util.arraysEqual(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const plain = batch === 1 && !transposeA && !transposeB;
  // Broadcast batches and mismatched inner sizes, an error, are left to the backend's own kernel.
  if (plain || !paired || k !== (transposeB ? bColumns : bRows) || m * k * n < worthwhile) {
    return previous!({ inputs: { a, b }, backend: tf.backend(), attrs: { transposeA, transposeB } });
  }
  const [left, right] = [transposeA ? transposed(a) : a, transposeB ? transposed(b) : b];
  const [out] = allocate([...a.shape.slice(0, -2), m, n]);
  const multiplier = new MatrixMultiplier(left, right, out, [m, k, n]);
  for (let i = 0; i < batch; i++) multiplier.run(i);
  if (left !== a) left.dispose();
  if (right !== b) right.dispose();
  return out;
};

/** Each matrix of a batch with its rows and columns swapped. */
function transposed(x: tf.Tensor): tf.Tensor {
  const [rows, columns] = x.shape.slice(-2);
  const [out] = allocate([...x.shape.slice(0, -2), columns, rows]);
  const from = floats(x), to = floats(out);
  for (let start = 0; start < from.length; start += rows * columns) {
    transposeInto(from, start, rows, columns, columns, to, start, rows);
  }
  return tf.engine().makeTensorFromTensorInfo(out);
}
