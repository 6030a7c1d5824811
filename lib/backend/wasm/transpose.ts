/**
 * Transposition on the wasm heap.
 * @module
 */
import type { tf } from "../tf.ts";
import { allocate, floats } from "./heap.ts";

/** Side of the square blocks that stay in the first-level cache while they are read across and written down. */
const block = 8;

/**
 * Swaps the two dimensions of a strided matrix: out[j, i] = values[start + i·stride + j].
 * @param values Where to read.
 * @param start Index of the first element.
 * @param rows How many rows are read.
 * @param columns How many columns are read.
 * @param stride Distance between rows that are read.
 * @param out Where to write.
 * @param outStart Index of the first element written.
 * @param outStride Distance between rows that are written.
 */
export function transposeInto(
  values: Float32Array,
  start: number,
  rows: number,
  columns: number,
  stride: number,
  out: Float32Array,
  outStart: number,
  outStride: number,
): void {
  for (let i0 = 0; i0 < rows; i0 += block) {
    const i1 = Math.min(rows, i0 + block);
    for (let j0 = 0; j0 < columns; j0 += block) {
      const j1 = Math.min(columns, j0 + block);
      for (let j = j0; j < j1; j++) {
        let to = outStart + j * outStride + i0;
        for (let i = i0, from = start + i0 * stride + j; i < i1; i++, from += stride) out[to++] = values[from];
      }
    }
  }
}

/**
 * The transposes of the matrices of a batch.
 * @param x Any tensor of batch · rows · columns float32 values.
 * @param rows The rows of each.
 * @param columns The columns of each.
 * @param batch How many there are.
 * @returns [batch, columns, rows]; [columns, rows] where the batch is not given.
 */
export function transposeMatrix(x: tf.TensorInfo, rows: number, columns: number, batch?: number): tf.TensorInfo {
  const [out] = allocate(batch === undefined ? [columns, rows] : [batch, columns, rows]);
  const from = floats(x), to = floats(out);
  for (let start = 0; start < from.length; start += rows * columns) {
    transposeInto(from, start, rows, columns, columns, to, start, rows);
  }
  return out;
}
