/**
 * The exact optimum of a shared loss as a subject of the Lipschitz estimators.
 * @module
 */
import type { Oracle } from "../oracle/oracle.ts";
import type { SharedOptimum } from "../oracle/shared_optimum.ts";
import type { Level } from "../schedules/types.ts";
import { oracleSubject } from "./oracle_subject.ts";
import type { Subject } from "./types.ts";

/**
 * A perfect E-TSDM as a subject of measurement: a step function of time that jumps where its condition does.
 *
 * @example A perfect E-TSDM does not move within an interval
 * ```ts
 * import assert from "node:assert/strict";
 * import { shareTimesteps } from "nearzero/conditioning";
 * import { lipschitzConstant, optimumSubject } from "nearzero/lipschitz";
 * import { isotropicMixture, sharedOptimum } from "nearzero/oracle";
 * import { ddpmLinearGrid, gridLevel } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const grid = ddpmLinearGrid(), levelAt = (step: number) => gridLevel(grid, step);
 * const times = Array.from({ length: 100 }, (_, step) => step);
 * const optimum = sharedOptimum({ oracle: data, levelAt, condition: shareTimesteps(), times });
 * const subject = optimumSubject(optimum, data, levelAt);
 * assert.equal((await lipschitzConstant(subject, { time: 5, other: 6 })).estimate.value, 0);
 * assert.ok((await lipschitzConstant(subject, { time: 19, other: 20 })).estimate.value > 0);
 * ```
 *
 * @param optimum The optimum.
 * @param oracle The data that it is the optimum of.
 * @param levelAt The noise level of a time, at which points are drawn.
 * @returns The subject.
 * @category Lipschitz estimators
 */
export function optimumSubject(
  optimum: Pick<SharedOptimum, "predict">,
  oracle: Oracle,
  levelAt: (time: number) => Level,
): Subject<Float64Array> {
  return oracleSubject(oracle, levelAt, { predict: (x, time) => optimum.predict(x, time) });
}
