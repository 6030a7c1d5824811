/**
 * The control for E-TSDM: the noise itself in steps.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { ShareOptions } from "./share_timesteps.ts";
import type { Condition } from "./types.ts";

/**
 * Replaces every time below t̃ by the middle of its sub-interval. Used for the noise and the condition alike, it shows what
 * remains of E-TSDM's effect when sharing a condition never means guessing the noise level.
 *
 * @example Shares as E-TSDM does; for conditions and noise alike
 * ```ts
 * import assert from "node:assert/strict";
 * import { quantiseNoise } from "nearzero/conditioning";
 *
 * assert.equal(quantiseNoise()(3), quantiseNoise()(17));
 * ```
 *
 * @param options t̃ = 100 and n = 5; `whole` rounds the middles down to whole steps, as a grid needs.
 * @returns The time whose noise level and condition are used.
 * @throws {RangeError} If t̃ is not greater than 0 or n is not a positive integer.
 * @category Conditions
 */
export function quantiseNoise(options: ShareOptions & { readonly whole?: boolean } = {}): Condition {
  checkArguments("quantiseNoise", arguments);
  const { until = 100, intervals = 5, whole = true } = options;
  checkPositive("quantise noise", "until", until);
  checkInteger("quantise noise", "intervals", intervals, 1);
  const middles = Array.from({ length: intervals }, (_, i) => (i + 0.5) * until / intervals);
  return (time) => {
    checkNumber("quantise noise", "time", time, 0);
    if (time >= until) return time;
    const middle = middles[Math.min(intervals - 1, Math.floor(time * intervals / until))];
    // A step k stands for the interval [k, k + 1): the middle of steps 0 … 19 is step 9.
    return whole ? Math.floor(middle - 0.5) : middle;
  };
}
