/**
 * The condition of E-TSDM.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Condition } from "./types.ts";

/**
 * Where conditions are shared.
 * @category Conditions
 */
export interface ShareOptions {
  /** t̃: below it conditions are shared. In the unit of the times: steps where discrete, t where continuous. */
  readonly until?: number;
  /** n, the number of equal sub-intervals of [0, t̃). */
  readonly intervals?: number;
}

/**
 * Timestep sharing of E-TSDM (Yang et al. 2024, "Lipschitz singularities in diffusion models"): with 𝕋 = {t_0, …, t_n},
 * t_i = i t̃/n,
 *
 *   f(t) = max {t_{i−1} ∈ 𝕋 : t_{i−1} ≤ t} for t < t̃, else f(t) = t.
 *
 * The noise stays at t, in training and in sampling; only what the network is told is shared.
 *
 * @example The paper’s t̃ = 100 and n = 5
 * ```ts
 * import assert from "node:assert/strict";
 * import { shareTimesteps } from "nearzero/conditioning";
 *
 * const f = shareTimesteps({ until: 100, intervals: 5 });
 * assert.deepEqual([0, 19, 20, 99, 100, 101].map(f), [0, 0, 20, 80, 100, 101]);
 * ```
 *
 * @param options t̃ = 100 and n = 5, the paper's choice for T = 1000 steps.
 * @returns f.
 * @throws {RangeError} If t̃ is not greater than 0 or n is not a positive integer.
 * @category Conditions
 */
export function shareTimesteps({ until = 100, intervals = 5 }: ShareOptions = {}): Condition {
  checkArguments("shareTimesteps", arguments);
  checkPositive("share timesteps", "until", until);
  checkInteger("share timesteps", "intervals", intervals, 1);
  return (time) => {
    checkNumber("share a timestep", "time", time, 0);
    if (time >= until) return time;
    // The quotient may round across an end; the end itself decides. t_n = t̃ begins no sub-interval, and may round below t̃.
    let i = Math.min(intervals - 1, Math.floor(time * intervals / until));
    if (i + 1 < intervals && (i + 1) * until / intervals <= time) i++;
    else if (i * until / intervals > time) i--;
    return i * until / intervals;
  };
}
