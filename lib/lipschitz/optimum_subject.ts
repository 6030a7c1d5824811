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
 * @param optimum The optimum.
 * @param oracle The data that it is the optimum of.
 * @param levelAt The noise level of a time, at which points are drawn.
 * @returns The subject.
 * @category Lipschitz estimators
 */
export function optimumSubject(
  optimum: SharedOptimum,
  oracle: Oracle,
  levelAt: (time: number) => Level,
): Subject<Float64Array> {
  return oracleSubject(oracle, levelAt, { predict: (x, time) => optimum.predict(x, time) });
}
