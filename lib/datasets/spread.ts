/**
 * Choosing some of many, evenly.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";

/**
 * The indices kept when a data set is limited: evenly spread over its order, so that a set sorted by class keeps all of
 * its classes, in near-equal shares.
 * @param count How many there are.
 * @param limit How many are wanted at most, at least 1; all where left out.
 * @returns Increasing indices in {0, …, count − 1}: ⌊i · count / limit⌋, or all of them.
 * @throws {RangeError} If the limit is not an integer of at least 1.
 */
export function spread(count: number, limit?: number): Uint32Array {
  if (limit !== undefined) checkInteger("limit a data set", "limit", limit, 1);
  const kept = Math.min(count, limit ?? count);
  return Uint32Array.from({ length: kept }, (_, i) => Math.floor(i * count / kept));
}
