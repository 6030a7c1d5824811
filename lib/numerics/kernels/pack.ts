/**
 * Packing a factor of the block product.
 * @module
 */
import { TILE } from "./float64.ts";

/** How many there are of something in an array, and how far apart they lie. */
export type Extent = readonly [count: number, stride: number];

/**
 * Packs one factor of `Float64Kernels.block`, or a part of its terms: term k of row i goes to place 4k + i mod 4 of panel
 * ⌊i/4⌋. What the panels hold beside is left as it is; the padding must be zero.
 * @param memory The kernels' memory as float64.
 * @param to Where the first panel begins, in entries; 4k later to begin with term k.
 * @param depth The terms of a panel.
 * @param values The factor.
 * @param from Where the first term of its first row lies.
 * @param rows How many rows there are, and how far apart they begin.
 * @param terms How many terms of each are packed, and how far apart they lie.
 */
export function packPanels(
  memory: Float64Array,
  to: number,
  depth: number,
  values: Float32Array | Float64Array,
  from: number,
  [rows, rowStride]: Extent,
  [terms, termStride]: Extent,
): void {
  for (let i = 0; i < rows; i++, from += rowStride) {
    let at = to + (i - i % TILE) * depth + i % TILE;
    for (let k = 0; k < terms; k++, at += TILE) memory[at] = values[from + k * termStride];
  }
}
