/**
 * Evenly spaced abscissas.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "./check.ts";

/**
 * Numbers evenly spaced from the first to the last, both included exactly.
 *
 * @example Ends included
 * ```ts
 * import assert from "node:assert/strict";
 * import { linearSpace } from "nearzero/numerics";
 *
 * assert.deepEqual(Array.from(linearSpace(0, 1, 5)), [0, 0.25, 0.5, 0.75, 1]);
 * ```
 *
 * @param first The first.
 * @param last The last.
 * @param n How many, at least 2.
 * @returns n numbers.
 * @throws {RangeError} If an end is not finite or n < 2.
 * @category Numerics
 */
export function linearSpace(first: number, last: number, n: number): Float64Array {
  checkNumber("space numbers", "first", first);
  checkNumber("space numbers", "last", last);
  checkInteger("space numbers", "n", n, 2);
  // A weighted mean of the ends, so that no rounding adds up and both ends are met.
  return Float64Array.from({ length: n }, (_, i) => (first * (n - 1 - i) + last * i) / (n - 1));
}

/**
 * Numbers evenly spaced on a log scale from the first to the last, both included exactly.
 *
 * @example One time a decade
 * ```ts
 * import assert from "node:assert/strict";
 * import { logSpace } from "nearzero/numerics";
 *
 * const times = logSpace(1e-4, 1, 5);
 * assert.ok(Math.abs(times[2] - 1e-2) < 1e-16);
 * ```
 *
 * @param first The first, greater than 0.
 * @param last The last, greater than 0.
 * @param n How many, at least 2.
 * @returns n numbers.
 * @throws {RangeError} If an end is not greater than 0 or n < 2.
 * @category Numerics
 */
export function logSpace(first: number, last: number, n: number): Float64Array {
  checkPositive("space numbers", "first", first);
  checkPositive("space numbers", "last", last);
  const out = linearSpace(Math.log(first), Math.log(last), n).map(Math.exp);
  out[0] = first;
  out[n - 1] = last;
  return out;
}
