/**
 * Oracles as subjects of the Lipschitz estimators.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Oracle } from "../oracle/oracle.ts";
import type { Quantity } from "../oracle/parameterisation.ts";
import type { Level } from "../schedules/types.ts";
import type { Subject } from "./types.ts";

/** What of an oracle is measured. */
export interface OracleSubjectOptions {
  /** The prediction; ε* unless told. */
  readonly quantity?: Quantity;
  /** What the predictor is told of the time; the time itself unless told. */
  readonly condition?: Condition;
  /** Another predictor on the same data, such as a shared optimum's; the oracle's own where absent. */
  readonly predict?: (x: Float64Array, time: number) => Float64Array;
}

/**
 * The ideal predictor of a schedule or a grid as a subject of measurement.
 *
 * @example Told the same time, it says the same
 * ```ts
 * import assert from "node:assert/strict";
 * import { oracleSubject } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const subject = oracleSubject(data, linear().at), x = Float64Array.of(0.3, -0.1);
 * assert.deepEqual(await subject.predict(x, 0.2), data.eps(x, linear().at(0.2)));
 * ```
 *
 * @param oracle The data.
 * @param levelAt The noise level of a time: `schedule.at`, or `(step) => gridLevel(grid, step)`.
 * @param options The quantity and the condition.
 * @returns The subject.
 * @category Lipschitz estimators
 */
export function oracleSubject(
  oracle: Oracle,
  levelAt: (time: number) => Level,
  options: OracleSubjectOptions = {},
): Subject<Float64Array> {
  checkArguments("oracleSubject", arguments);
  const { quantity = "eps", condition = (time: number) => time } = options;
  const { predict = (x: Float64Array, time: number) => oracle.evaluate(quantity, x, levelAt(time)).value } = options;
  return {
    predict: (x, time) => predict(x, condition(time)),
    draw: (n, time, random) => oracle.sample(n, levelAt(time), random),
    norms: (terms) => rowNorms(terms, oracle.dimension),
  };
}

/**
 * Euclidean norms of the rows of Σ c_i v_i.
 * @param terms Coefficients and batches of n × d numbers.
 * @param dimension d.
 * @returns n norms.
 * @throws {TypeError} If a batch does not hold whole rows.
 */
export function rowNorms(
  terms: readonly (readonly [coefficient: number, vector: Float64Array])[],
  dimension: number,
): Float64Array {
  const n = checkRows("take norms", "the batch", terms[0][1], dimension);
  const norms = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let i = row * dimension; i < (row + 1) * dimension; i++) {
      let entry = 0;
      for (const [coefficient, vector] of terms) entry += coefficient * vector[i];
      sum += entry * entry;
    }
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}
