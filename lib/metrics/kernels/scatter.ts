/**
 * Scatter matrices of slices of rows, in square blocks that several workers can share out.
 * @module
 */
import { STEP, TILE } from "../../numerics/kernels/float64.ts";
import { type NativeFloat64, nativeFloat64 } from "../../numerics/kernels/native.ts";
import { metricsKernels } from "./scratch.ts";

/** Side of a block, in columns of the data. */
export const SIDE = 64;
/** Rows summed before a block is written to. */
const DEPTH = 256;

/** One block of the lower triangle: rows from…, columns from… of the scatter matrix. */
export interface Block {
  /** First row of the block in the scatter matrix. */
  readonly row: number;
  /** First column; at most `row`. */
  readonly column: number;
  /** Rows, a multiple of 4; the last ones may lie outside the matrix and are zero. */
  readonly rows: number;
  /** Columns, likewise. */
  readonly columns: number;
  /** Where the block starts among its owner's float64. */
  readonly offset: number;
}

/**
 * The blocks that one of several workers owns. What a block holds does not depend on who owns it.
 * @param dimension d ≥ 1.
 * @param worker The worker's index.
 * @param workers How many share the matrix.
 * @returns Its blocks, row by row, and how many float64 they take.
 */
export function ownBlocks(dimension: number, worker: number, workers: number): { blocks: Block[]; size: number } {
  const blocks: Block[] = [], padded = Math.ceil(dimension / TILE) * TILE;
  let size = 0, index = 0;
  for (let row = 0; row < padded; row += SIDE) {
    for (let column = 0; column <= row; column += SIDE) {
      if (index++ % workers !== worker) continue;
      const rows = Math.min(SIDE, padded - row), columns = Math.min(SIDE, padded - column);
      blocks.push({ row, column, rows, columns, offset: size });
      size += rows * columns;
    }
  }
  return { blocks, size };
}

/** Computes scatter matrices Σ (x − mean)(x − mean)ᵀ of slices of rows, on some of the blocks. */
export class SliceScatter {
  readonly #dimension: number;
  readonly #blocks: readonly Block[];
  readonly #size: number;
  readonly #panels: number;
  /** The blocks as machine code takes them. */
  readonly #numbers: Int32Array<ArrayBuffer>;

  /**
   * Says what to compute.
   * @param dimension d ≥ 1.
   * @param blocks The blocks to compute, as {@link ownBlocks} numbers them.
   * @param size How many float64 they take.
   */
  constructor(dimension: number, blocks: readonly Block[], size: number) {
    this.#dimension = dimension;
    this.#blocks = blocks;
    this.#size = size;
    this.#panels = Math.ceil(dimension / TILE);
    this.#numbers = Int32Array.from(
      blocks.flatMap(({ row, column, rows, columns, offset }) => [row, column, rows, columns, offset]),
    );
  }

  /**
   * The blocks of one slice.
   * @param rows n × d, row-major, finite.
   * @param n Number of rows, at least 1.
   * @returns The mean of the rows, and the blocks around it one after the other.
   */
  compute(rows: Float32Array | Float64Array, n: number): { mean: Float64Array; scatter: Float64Array } {
    const native = nativeFloat64();
    if (native !== undefined) return this.#computeNatively(native, rows, n);
    const d = this.#dimension, mean = meanOfRows(rows, n, d);
    const kernels = metricsKernels(8 * (this.#size + this.#panels * TILE * DEPTH));
    const memory = new Float64Array(kernels.memory.buffer);
    const scatter = memory.subarray(0, this.#size).fill(0);
    for (let start = 0; start < n; start += DEPTH) {
      const count = Math.min(DEPTH, n - start), depth = Math.ceil(count / STEP) * STEP;
      this.#pack(memory, rows, mean, start, count, depth);
      const bytes = 8 * TILE * depth, base = 8 * this.#size;
      for (const block of this.#blocks) {
        const a = base + block.row / TILE * bytes, b = base + block.column / TILE * bytes;
        const [p, q] = [block.rows / TILE, block.columns / TILE];
        kernels.block(a, b, 8 * block.offset, p, q, depth, 8 * block.columns);
      }
    }
    return { mean, scatter: scatter.slice() };
  }

  #computeNatively(
    native: NativeFloat64,
    rows: Float32Array | Float64Array,
    n: number,
  ): { mean: Float64Array; scatter: Float64Array } {
    const mean = new Float64Array(this.#dimension), scatter = new Float64Array(this.#size);
    const single = rows instanceof Float32Array, count = this.#blocks.length;
    native.ready(scatter);
    native.scatter(rows, single, n, this.#dimension, DEPTH, this.#numbers, count, mean, scatter);
    return { mean, scatter };
  }

  /** Centred rows in panels of four columns; columns and rows that are only padding are zero. */
  #pack(
    memory: Float64Array,
    rows: Float32Array | Float64Array,
    mean: Float64Array,
    start: number,
    count: number,
    depth: number,
  ): void {
    const d = this.#dimension;
    let at = this.#size;
    for (let panel = 0; panel < this.#panels; panel++) {
      const j = panel * TILE;
      if (j + TILE > d) memory.fill(0, at, at + TILE * depth);
      const width = Math.min(TILE, d - j);
      for (let k = 0; k < count; k++, at += TILE) {
        const from = (start + k) * d + j;
        if (width === TILE) {
          memory[at] = rows[from] - mean[j];
          memory[at + 1] = rows[from + 1] - mean[j + 1];
          memory[at + 2] = rows[from + 2] - mean[j + 2];
          memory[at + 3] = rows[from + 3] - mean[j + 3];
        } else for (let c = 0; c < width; c++) memory[at + c] = rows[from + c] - mean[j + c];
      }
      for (let k = count; k < depth; k++, at += TILE) memory.fill(0, at, at + TILE);
    }
  }
}

function meanOfRows(rows: Float32Array | Float64Array, n: number, d: number): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0, at = i * d; j < d; j++, at++) mean[j] += rows[at];
  for (let j = 0; j < d; j++) mean[j] /= n;
  return mean;
}
