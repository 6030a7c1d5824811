/**
 * The perfect E-TSDM: the exact optimum of the loss when several times share one condition.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Level } from "../schedules/types.ts";
import type { Oracle } from "./oracle.ts";
import type { Quantity } from "./parameterisation.ts";

/** What a shared loss is made of. */
export interface SharedOptimumOptions {
  /** The data. */
  readonly oracle: Oracle;
  /** The noise level of a time: `schedule.at`, or `(step) => gridLevel(grid, step)`. */
  readonly levelAt: (time: number) => Level;
  /** What the predictor is told. */
  readonly condition: Condition;
  /**
   * The times that training draws from where conditions are shared: the steps 0, …, T − 1, or the nodes of a quadrature on
   * [0, t̃) where time is continuous ({@linkcode midpoints}). A time whose condition none of them has stands alone.
   */
  readonly times: ArrayLike<number>;
  /** p(t) times the loss's weight at t, up to a constant; 1 where absent. */
  readonly weight?: (time: number) => number;
}

/**
 * The exact optimum of a shared loss.
 * @category Oracles
 */
export interface SharedOptimum {
  /**
   * The optimal prediction E[target | x, f(t)].
   * @param x n points, n × d.
   * @param time t; the prediction depends on f(t) alone.
   * @param quantity The target; ε where absent.
   * @returns n × d.
   */
  predict(x: Float64Array, time: number, quantity?: Quantity): Float64Array;
  /**
   * The times that share a time's condition.
   * @param time t.
   * @returns Rising times; t alone where it shares with none.
   */
  bin(time: number): readonly number[];
  /** The times at which the condition changes: the first time of every bin but the first. */
  readonly ends: readonly number[];
}

/**
 * The optimum of E ‖target − f_θ(x_t, f(t))‖² over all functions, with t ~ p and the noise at the true t:
 *
 *   E[ε | x, f(t) = c] = Σ_bin p(t) q_t(x) ε*(x, t) / Σ_bin p(t) q_t(x),
 *
 * because the bin's times are told apart by nothing but x itself. Evaluated by log-sum-exp over the bin.
 *
 * And x does tell them apart: on data with d − k directions without variance, ‖x − proj x‖ measures σ to a relative
 * 1/√(2(d − k)), and ε* = (x − proj x)/σ inherits that error, so that E‖E[ε | x, f(t)] − ε*‖² ≈ 1/2 in all dimensions
 * together wherever the bin is wider than that. In high dimension the information of t is not lost.
 *
 * @example Within an interval the prediction depends on x alone
 * ```ts
 * import assert from "node:assert/strict";
 * import { shareTimesteps } from "nearzero/conditioning";
 * import { isotropicMixture, midpoints, sharedOptimum } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const oracle = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const condition = shareTimesteps({ until: 0.1, intervals: 5 });
 * const perfect = sharedOptimum({ oracle, levelAt: linear().at, condition, times: midpoints(0.1, 40) });
 * const x = Float64Array.of(0.5, 0.2);
 * assert.deepEqual(perfect.predict(x, 0.021), perfect.predict(x, 0.039));
 * assert.notDeepEqual(perfect.predict(x, 0.021), perfect.predict(x, 0.041));
 * ```
 *
 * @param options Data, levels, condition and times.
 * @returns The optimum.
 * @throws {RangeError} If a weight is negative or not finite.
 * @category Oracles
 */
export function sharedOptimum(options: SharedOptimumOptions): SharedOptimum {
  checkArguments("sharedOptimum", arguments);
  const { oracle, levelAt, condition, weight = () => 1 } = options;
  const bins = new Map<number, number[]>();
  for (const time of Array.from(options.times).sort((a, b) => a - b)) {
    checkNumber("weigh the times", `the weight of time ${time}`, weight(time), 0);
    const told = condition(time), members = bins.get(told);
    if (members === undefined) bins.set(told, [time]);
    else members.push(time);
  }
  const bin = (time: number): readonly number[] => bins.get(condition(time)) ?? [time];
  const predict = (x: Float64Array, time: number, quantity: Quantity = "eps"): Float64Array => {
    const members = bin(time).filter((member) => weight(member) > 0);
    if (members.length <= 1) return oracle.evaluate(quantity, x, levelAt(members[0] ?? time)).value;
    const parts = members.map((member) => {
      const { logDensity, value } = oracle.evaluate(quantity, x, levelAt(member));
      return { logits: logDensity.map((log) => log + Math.log(weight(member))), value };
    });
    return average(parts, oracle.dimension);
  };
  return { predict, bin, ends: Array.from(bins.values(), (members) => members[0]).slice(1) };
}

/**
 * The midpoints of equal cells of [0, until): times for {@linkcode sharedOptimum} where time is continuous. It is a quadrature:
 * points drawn far below the first midpoint lie off all of its laws, and there the optimum of a first interval of 40 cells
 * errs by a quarter at t = 1e-4 and by more before, where the average over the interval is right to half a percent.
 *
 * @example Of four cells of [0, 1)
 * ```ts
 * import assert from "node:assert/strict";
 * import { midpoints } from "nearzero/oracle";
 *
 * assert.deepEqual(Array.from(midpoints(1, 4)), [0.125, 0.375, 0.625, 0.875]);
 * ```
 *
 * @param until t̃.
 * @param count Number of cells.
 * @returns The midpoints.
 * @category Oracles
 */
export function midpoints(until: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (i + 0.5) * until / count);
}

/** Σ softmax(logits) value, row by row. */
function average(parts: readonly { logits: Float64Array; value: Float64Array }[], d: number): Float64Array {
  const out = new Float64Array(parts[0].value.length);
  for (let row = 0; row * d < out.length; row++) {
    const max = parts.reduce((largest, { logits }) => Math.max(largest, logits[row]), -Infinity);
    const total = parts.reduce((sum, { logits }) => sum + Math.exp(logits[row] - max), 0);
    for (const { logits, value } of parts) {
      const share = Math.exp(logits[row] - max) / total;
      if (share > 0) { for (let i = row * d; i < (row + 1) * d; i++) out[i] += share * value[i]; }
    }
  }
  return out;
}
