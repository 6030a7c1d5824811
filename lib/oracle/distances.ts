/**
 * Squared distances from points to scaled means, as far as they are needed.
 * @module
 */
import type { Atoms } from "./atoms.ts";
import { pairDistances, stretch } from "./kernels.ts";
import { NEGLIGIBLE } from "./posterior.ts";

/** Numbers of one block of means; a block is read once per pass over the rows and should stay in the cache. */
const BLOCK = 1 << 15;

/** Up to this dimension distances are summed whole: giving them up would cost more than it saves. */
const UNSCREENED = 256;
/** Coordinates summed at a time beyond. */
const CHUNK = 128;

/** What of a mixture decides whether a component can still matter: ℓ_k ≤ offset_k − ‖x − αμ_k‖²/(2 s_k). */
export interface Screen {
  /** log weight and log normaliser of each component. */
  readonly offsets: Float64Array;
  /** s_k. */
  readonly scales: Float64Array;
}

/**
 * ‖x_row − α μ_k‖² for rows first, …, last − 1 and all atoms; ∞ for components that cannot matter.
 *
 * Differences are taken before squaring: the expanded form ‖x‖² − 2αx·μ + α²‖μ‖² would lose all digits where σ is small
 * and x lies near αμ, which is where the kit is used. In high dimension the first coordinates of all pairs are summed
 * first, and a component is given up once it is sure to be negligible ({@link NEGLIGIBLE}) beside one that is complete:
 * at low noise the first coordinates are all that most components cost.
 * @param table Output, (last − first) × K.
 * @param x Points, row-major.
 * @param first First row.
 * @param last One past the last row.
 * @param alpha α.
 * @param atoms The means.
 * @param screen The components' offsets and scales.
 */
export function distancesInto(
  table: Float64Array,
  x: Float64Array,
  first: number,
  last: number,
  alpha: number,
  atoms: Atoms,
  screen: Screen,
): void {
  const d = atoms.dimension, rows = x.subarray(first * d, last * d);
  if (d <= UNSCREENED) return headDistances(table, rows, last - first, d, alpha, atoms);
  // The heads side by side: at their own stride they would fall on few lines of the cache.
  const heads = new Float64Array((last - first) * CHUNK);
  for (let row = 0; row < last - first; row++) {
    for (let i = 0; i < CHUNK; i++) heads[row * CHUNK + i] = rows[row * d + i];
  }
  headDistances(table, heads, last - first, CHUNK, alpha, atoms);
  finishDistances(table, rows, last - first, alpha, atoms, screen);
}

/** The distances in the first `width` coordinates; `heads` holds these of each row. */
function headDistances(
  table: Float64Array,
  heads: Float64Array,
  rows: number,
  width: number,
  alpha: number,
  atoms: Atoms,
): void {
  const count = atoms.count, block = Math.max(4, Math.floor(BLOCK / width));
  for (let from = 0; from < count; from += block) {
    const size = Math.min(count - from, block);
    atoms.scaled(from, from + size, alpha, width);
    for (let row = 0; row < rows; row += 2) {
      // The last row of an odd number is measured twice.
      const next = Math.min(row + 1, rows - 1);
      pairDistances(
        table,
        row * count + from,
        next * count + from,
        heads,
        row * width,
        next * width,
        atoms.view,
        size,
        width,
      );
    }
  }
}

/** Completes the distances that can matter, the most promising of each row first. */
function finishDistances(
  table: Float64Array,
  x: Float64Array,
  rows: number,
  alpha: number,
  atoms: Atoms,
  { offsets, scales }: Screen,
): void {
  const d = atoms.dimension, count = atoms.count, floors = new Float64Array(rows).fill(-Infinity);
  const logit = (row: number, k: number) => offsets[k] - table[row * count + k] / (2 * scales[k]);
  /** Completes one distance from the atom at an offset of the view, or gives it up. */
  const finish = (row: number, k: number, offset: number): void => {
    const at = row * count + k, floor = floors[row];
    for (let done = CHUNK; done < d && logit(row, k) >= floor; done += CHUNK) {
      table[at] += stretch(x, row * d + done, atoms.view, offset + done, Math.min(CHUNK, d - done));
    }
    const reached = logit(row, k);
    // Given up or not: below the floor the component is negligible.
    if (reached < floor) table[at] = Infinity;
    else floors[row] = Math.max(floor, reached - NEGLIGIBLE);
  };
  const promising = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let k = 1; k < count; k++) if (logit(row, k) > logit(row, promising[row])) promising[row] = k;
    atoms.scaled(promising[row], promising[row] + 1, alpha, d);
    finish(row, promising[row], 0);
  }
  const block = Math.max(1, Math.floor(BLOCK / d));
  for (let from = 0; from < count; from += block) {
    const to = Math.min(count, from + block);
    let ready = false;
    for (let row = 0; row < rows; row++) {
      for (let k = from; k < to; k++) {
        if (k === promising[row]) continue;
        if (logit(row, k) < floors[row]) table[row * count + k] = Infinity;
        else {
          // A block that no row needs is never read.
          if (!ready) atoms.scaled(from, to, alpha, d);
          ready = true;
          finish(row, k, (k - from) * d);
        }
      }
    }
  }
}
