/**
 * Pixels as stored results keep them.
 * @module
 */

/**
 * Rounds pixels in [−1, 1] to two decimals, about as fine as bytes, which are 2/255 apart.
 * @param values The pixels.
 * @returns As many.
 */
export function twoDecimals(values: Float32Array): number[] {
  return Array.from(values, (value) => Math.round(value * 100) / 100);
}
