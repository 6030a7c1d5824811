/**
 * Matrices in the form that products on the wasm heap take: whole panels of columns.
 * @module
 */
import type { tf } from "../tf.ts";
import { address, allocate, copyFloats, floats, heapFloats, release } from "./heap.ts";
import { PANEL } from "./tiles.ts";

/**
 * The next multiple of a panel's width.
 * @param columns How many columns are needed.
 * @returns How many a row has.
 */
export function wholePanels(columns: number): number {
  return Math.ceil(columns / PANEL) * PANEL;
}

/**
 * Packs a right side [terms, columns] for `addRowProducts`: panel by panel all terms of its columns, zeros where there are
 * no more columns.
 * @param values Where to read.
 * @param from Index of the first entry.
 * @param size Terms and columns.
 * @param strides Entries from a term to the next and from a column to the next.
 * @param panels Where to write: terms × whole panels.
 */
export function packPanels(
  values: Float32Array,
  from: number,
  [terms, columns]: readonly [number, number],
  [termStride, columnStride]: readonly [number, number],
  panels: Float32Array,
): void {
  let to = 0;
  for (let first = 0; first < columns; first += PANEL) {
    const width = Math.min(PANEL, columns - first);
    for (let k = 0; k < terms; k++, to += PANEL) {
      let at = from + k * termStride + first * columnStride;
      for (let j = 0; j < width; j++, at += columnStride) panels[to + j] = values[at];
      for (let j = width; j < PANEL; j++) panels[to + j] = 0;
    }
  }
}

/**
 * Zeros for products to be added to.
 * @param rows How many rows.
 * @param columns How many columns are needed.
 * @returns [rows, whole panels]; give it to {@linkcode trimmed} in the end.
 */
export function allocateSums(rows: number, columns: number): tf.TensorInfo {
  const [sums] = allocate([rows, wholePanels(columns)]);
  floats(sums).fill(0);
  return sums;
}

/**
 * Sums without the columns that fill up the last panel.
 * @param sums From {@linkcode allocateSums}; freed where it is not the result itself.
 * @param shape The result's shape; its last dimension is the number of columns.
 * @returns The result.
 */
export function trimmed(sums: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  const [rows, wide] = sums.shape, columns = shape[shape.length - 1];
  if (columns === wide) return { ...sums, shape };
  const [out] = allocate(shape);
  copyRows(address(sums), address(out), rows, wide, columns);
  release(sums);
  return out;
}

/**
 * A matrix with zeros where its columns do not make whole panels.
 * @param x A tensor of rows · columns values.
 * @param rows Its rows.
 * @param columns Its columns.
 * @returns x itself where nothing is missing, else a wider copy; `release` it if it is not x.
 */
export function widened(x: tf.TensorInfo, rows: number, columns: number): tf.TensorInfo {
  if (columns % PANEL === 0) return x;
  const wide = allocateSums(rows, columns);
  copyRows(address(x), address(wide), rows, columns, wide.shape[1]);
  return wide;
}

/** Copies the columns that two matrices on the heap share. */
function copyRows(from: number, to: number, rows: number, fromColumns: number, toColumns: number): void {
  const heap = heapFloats(), width = Math.min(fromColumns, toColumns);
  for (let row = 0, i = from / 4, j = to / 4; row < rows; row++, i += fromColumns, j += toColumns) {
    copyFloats(heap, j, i, width);
  }
}
