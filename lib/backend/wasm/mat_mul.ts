/**
 * Matrix products on wasm: TensorFlow.js's kernel is fast only for one pair of matrices without transposes (facts of
 * version 4.22: 29 GF/s there, 2.2 with a transposed right side, 0.4 with a transposed left side).
 * @module
 */
import type { Inputs, Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { allocate, floats } from "./heap.ts";
import { transposeInto } from "./transpose.ts";

/** Below this many multiplications, the detour costs more than it saves. */
const worthwhile = 4096;

/** Below this many multiplications in each pair of a batch, handing every pair to the fast path costs more than it saves. */
const small = 64 ** 3;

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
  if (m * k * n < small) return smallProducts({ a, b, transposeA, transposeB, m, k, n, batch: aBatch });
  return tf.tidy(() => {
    const left = parts(a, aBatch, transposeA), right = parts(b, bBatch, transposeB);
    const products = left.map((part, i) => tf.matMul(part, right[i]));
    const product = products.length === 1 ? products[0] : tf.concat(products, 0);
    return tf.reshape(product, [...a.shape.slice(0, -2), m, n]);
  });
};

interface Products {
  a: tf.Tensor;
  b: tf.Tensor;
  transposeA: boolean;
  transposeB: boolean;
  m: number;
  k: number;
  n: number;
  batch: number;
}

/** Many products of small matrices, as in attention: plain loops, no call for each. */
function smallProducts({ a, b, transposeA, transposeB, m, k, n, batch }: Products): tf.TensorInfo {
  const [out] = allocate([...a.shape.slice(0, -2), m, n]);
  const [as, bs, to] = [floats(a), floats(b), floats(out)];
  const left = new Float32Array(m * k), right = new Float32Array(k * n);
  for (let at = 0; at < batch; at++) {
    if (transposeA) transposeInto(as, at * m * k, k, m, m, left, 0, k);
    else left.set(as.subarray(at * m * k, (at + 1) * m * k));
    if (transposeB) transposeInto(bs, at * k * n, n, k, k, right, 0, n);
    else right.set(bs.subarray(at * k * n, (at + 1) * k * n));
    for (let i = 0; i < m; i++) addRow(left, i * k, k, right, n, to, (at * m + i) * n);
  }
  return out;
}

/** One row of a product. Four rows of the right side at a time: a quarter of the loads and stores of the sum. */
function addRow(
  left: Float32Array,
  start: number,
  k: number,
  right: Float32Array,
  n: number,
  to: Float32Array,
  out: number,
): void {
  to.fill(0, out, out + n);
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    const a = left[start + p], b = left[start + p + 1], c = left[start + p + 2], d = left[start + p + 3];
    for (let j = 0, q = p * n; j < n; j++, q++) {
      to[out + j] += a * right[q] + b * right[q + n] + c * right[q + 2 * n] + d * right[q + 3 * n];
    }
  }
  for (; p < k; p++) {
    const a = left[start + p];
    for (let j = 0, q = p * n; j < n; j++, q++) to[out + j] += a * right[q];
  }
}

/** The matrices of a batch, each turned so that it needs no transpose. */
function parts(x: tf.Tensor, batch: number, transpose: boolean): tf.Tensor2D[] {
  const [rows, columns] = x.shape.slice(-2);
  const all = tf.reshape(x, [batch * rows, columns]) as tf.Tensor2D;
  return Array.from({ length: batch }, (_, i) => {
    const matrix = batch === 1 ? all : tf.slice(all, [i * rows, 0], [rows, columns]);
    return transpose ? tf.transpose(matrix) as tf.Tensor2D : matrix;
  });
}
