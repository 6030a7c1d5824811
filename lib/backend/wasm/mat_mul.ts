/**
 * Matrix products on wasm. TensorFlow.js's kernel (version 4.22) reaches a fifteenth of its own speed where the right side
 * is transposed, and less where the left side is.
 * @module
 */
import type { Inputs, Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { address, allocate, floats, release } from "./heap.ts";
import { allocateSums, packPanels, trimmed, wholePanels, widened } from "./panels.ts";
import { addColumnProducts, addRowProducts } from "./products.ts";
import { ROWS } from "./tiles.ts";
import { transposeMatrix } from "./transpose.ts";

/** Below this many multiplications for a pair, the detour costs more than it saves. */
const worthwhile = 4096;

/** Rows, or terms of a transposed left side, that are taken together, so that they stay in the cache. */
const together = 42 * ROWS;

/**
 * BatchMatMul with transposes and batches.
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
  const outer = a.shape.slice(0, -2), batch = tf.util.sizeFromShape(outer);
  const paired = tf.util.arraysEqual(outer, b.shape.slice(0, -2));
  // Broadcast batches and mismatched inner sizes, an error, are left to the backend's own kernel.
  if (!paired || k !== (transposeB ? bColumns : bRows) || m * k * n < worthwhile) {
    return previous!({ inputs: { a, b }, backend: tf.backend(), attrs: { transposeA, transposeB } });
  }
  const sums = allocateSums(batch * m, n), sizes = { batch, m, k, n };
  (transposeA ? multiplyByTerms : multiplyByRows)(a, b, transposeB, sums, sizes);
  return trimmed(sums, [...outer, m, n]);
};

interface Sizes {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Adds the products of all pairs to the sums [batch · m, whole panels]. */
type Multiply = (a: tf.TensorInfo, b: tf.TensorInfo, transposeB: boolean, sums: tf.TensorInfo, sizes: Sizes) => void;

/** For a [..., m, k]: its rows are the products'. */
const multiplyByRows: Multiply = (a, b, transposeB, sums, { batch, m, k, n }) => {
  const columns = wholePanels(n), [panels] = allocate([columns, k]);
  const starts = new Int32Array(together + ROWS).map((_, i) => 4 * i * k);
  for (let i = 0; i < batch; i++) {
    packPanels(floats(b), i * k * n, [k, n], transposeB ? [1, k] : [n, 1], floats(panels));
    for (let row = 0; row < m; row += together) {
      const terms = { starts, rows: Math.min(together, m - row), runs: 1, length: k, gap: 0 };
      const at = i * m + row;
      addRowProducts(address(a) + 4 * at * k, terms, address(panels), address(sums) + 4 * at * columns, columns);
    }
  }
  release(panels);
};

/** For a [..., k, m]: its rows are the products' terms. */
const multiplyByTerms: Multiply = (a, b, transposeB, sums, { batch, m, k, n }) => {
  const turned = transposeB ? transposeMatrix(b, n, k, batch) : b, right = widened(turned, batch * k, n);
  const columns = sums.shape[1];
  for (let i = 0; i < batch; i++) {
    for (let first = 0; first < k; first += together) {
      const length = Math.min(together, k - first), at = i * k + first;
      const terms = { rows: m, images: 1, runs: 1, length, step: 4 * m, gap: 0, imageGap: 0 };
      const to = address(sums) + 4 * i * m * columns;
      addColumnProducts(address(a) + 4 * at * m, terms, address(right) + 4 * at * columns, to, columns);
    }
  }
  if (right !== turned) release(right);
  if (turned !== b) release(turned);
};
