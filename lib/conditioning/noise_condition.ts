/**
 * Conditions that tell the noise level instead of the time.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import type { Level } from "../schedules/types.ts";
import type { Condition } from "./types.ts";

/**
 * Tells the log-SNR λ = ln(α²/σ²), as VDM and many after it; −λ/8 is EDM's c_noise = ¼ ln(σ/α).
 *
 * @example λ = ln(α²/σ²)
 * ```ts
 * import assert from "node:assert/strict";
 * import { logSnrCondition } from "nearzero/conditioning";
 * import { linear } from "nearzero/schedules";
 *
 * assert.ok(Math.abs(logSnrCondition(linear().at)(0.3) - linear().at(0.3).logSnr) < 1e-12);
 * ```
 *
 * @param levelAt The noise level of a time: `schedule.at`, or `(step) => gridLevel(grid, step)`.
 * @returns t ↦ λ(t); throws a `RangeError` where λ is infinite.
 * @category Conditions
 */
export function logSnrCondition(levelAt: (time: number) => Level): Condition {
  return (time) => {
    const { alpha, sigma } = levelAt(time), logSnr = 2 * Math.log(alpha / sigma);
    checkNumber("tell the log-SNR", `the log-SNR at time ${time}`, logSnr);
    return logSnr;
  };
}

/**
 * Tells the noise level σ itself, as a reviewer of E-TSDM proposed.
 *
 * @example The noise level
 * ```ts
 * import assert from "node:assert/strict";
 * import { sigmaCondition } from "nearzero/conditioning";
 * import { linear } from "nearzero/schedules";
 *
 * assert.equal(sigmaCondition(linear().at)(0.3), linear().at(0.3).sigma);
 * ```
 *
 * @param levelAt The noise level of a time.
 * @returns t ↦ σ(t).
 * @category Conditions
 */
export function sigmaCondition(levelAt: (time: number) => Level): Condition {
  return (time) => levelAt(time).sigma;
}
