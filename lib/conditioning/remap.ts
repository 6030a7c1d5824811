/**
 * The condition of Remap.
 * @module
 */
import { checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Condition } from "./types.ts";

/**
 * The curve of a remapped condition.
 * @category Conditions
 */
export interface RemapOptions {
  /** The power of t, in (0, 1]; below 1 the slope at 0 is infinite. */
  readonly exponent?: number;
  /** The time that is mapped to itself: T where time is discrete, 1 where continuous. */
  readonly scale?: number;
}

/**
 * Remap, one of the paper's alternatives: the network is told g(t) = s (t/s)^p with g′ → ∞ at 0, so that its slope in g
 * may stay finite. g is one-to-one: the ideal predictor is unchanged, only its coordinate is.
 *
 * @example The ends stay
 * ```ts
 * import assert from "node:assert/strict";
 * import { remap } from "nearzero/conditioning";
 *
 * const told = remap({ scale: 999 });
 * assert.ok(told(0) === 0 && Math.abs(told(999) - 999) < 1e-9);
 * ```
 *
 * @param options p = 1/2 and s = 1.
 * @returns g.
 * @throws {RangeError} If the exponent is outside (0, 1] or the scale is not greater than 0.
 * @category Conditions
 */
export function remap({ exponent = 0.5, scale = 1 }: RemapOptions = {}): Condition {
  checkArguments("remap", arguments);
  checkNumber("remap time", "exponent", exponent, Number.MIN_VALUE, 1);
  checkPositive("remap time", "scale", scale);
  return (time) => {
    checkNumber("remap time", "time", time, 0);
    return scale * (time / scale) ** exponent;
  };
}
