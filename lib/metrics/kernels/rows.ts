/**
 * Rows of features: checking, copying and dividing them.
 * @module
 */
import { checkRows } from "../../numerics/check.ts";
import type { Random } from "../../numerics/random.ts";

/** Rows of features, n × d, row-major. */
export type Features = Float32Array | Float64Array;

/**
 * Checks that features are finite.
 * @param action What the caller was about to do.
 * @param name The argument's name.
 * @param rows n × d, row-major.
 * @param dimension d.
 * @param before Rows that came earlier, for the count in the error.
 * @throws {RangeError} If a value is NaN or infinite; names its row and column.
 */
export function checkFeatures(
  action: string,
  name: string,
  rows: Features,
  dimension: number,
  before: number = 0,
): void {
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] - rows[i] !== 0) {
      const row = before + Math.floor(i / dimension);
      throw new RangeError(
        `Cannot ${action}: ${name} must be finite, got ${rows[i]} in row ${row}, column ${i % dimension}`,
      );
    }
  }
}

/**
 * Divides rows at random into groups whose sizes differ by one at most.
 * @param rows n × d, row-major.
 * @param dimension d.
 * @param groups How many groups.
 * @param random What decides.
 * @returns The groups' rows, one group at a time.
 * @throws {RangeError} If there are fewer than two rows for each group.
 */
export function* shareOut(rows: Features, dimension: number, groups: number, random: Random): Generator<Features> {
  const n = checkRows("divide features", "features", rows, dimension), order = random.permutation(n);
  if (n < 2 * groups) throw new RangeError(`Cannot divide features: ${n} rows are too few for ${groups} groups`);
  for (let g = 0; g < groups; g++) {
    yield gather(rows, dimension, order.subarray(Math.floor(g * n / groups), Math.floor((g + 1) * n / groups)));
  }
}

/**
 * Copies rows.
 * @param rows n × d, row-major.
 * @param dimension d.
 * @param indices Which rows, in which order.
 * @returns The rows one after the other.
 */
export function gather(rows: Features, dimension: number, indices: ArrayLike<number>): Features {
  const out = rows instanceof Float32Array
    ? new Float32Array(indices.length * dimension)
    : new Float64Array(indices.length * dimension);
  for (let i = 0; i < indices.length; i++) {
    out.set(rows.subarray(indices[i] * dimension, (indices[i] + 1) * dimension), i * dimension);
  }
  return out;
}
