/**
 * The growth near t = 0 that theory predicts.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Quantity } from "../oracle/parameterisation.ts";
import type { Schedule } from "../schedules/types.ts";

/**
 * What the data looks like near one of its points.
 * @category Lipschitz estimators
 */
export type DataKind = "smooth" | "manifold" | "atoms";

/** A product α′^a σ′^b σ^c of the schedule's factors that carries all growth in t. */
interface Factors {
  readonly dAlpha: number;
  readonly dSigma: number;
  readonly sigma: number;
}

/**
 * The leading factor of E‖∂ₜf(x_t, t)‖ as t → 0, x_t ~ q_t.
 *
 * - Smooth density: ∇ log q_t and its rate in σ² have limits. ε = −σ∇ log q moves by σ′; v = αε − σx0 too; the score moves
 *   with σ², that is by σσ′ = −αα′; so does x0 = (x + σ²∇ log q)/α.
 * - Manifold, d − k directions without variance: x_t is off the data by σ√(d − k), ε there is (x − αx0)/σ of constant size,
 *   and at fixed x it shrinks like 1/σ: ∂ₜε ~ σ′/σ, and v likewise; the score is ε/σ and moves by σ′/σ². x0 is the
 *   projection, shrunk along the data: α′.
 * - Atoms: the same, but the projection is an atom and does not move: x0's rate falls faster than any power of t.
 */
const LEADING: Readonly<Record<DataKind, Record<Quantity, Factors | undefined>>> = {
  smooth: {
    eps: { dAlpha: 0, dSigma: 1, sigma: 0 },
    v: { dAlpha: 0, dSigma: 1, sigma: 0 },
    score: { dAlpha: 1, dSigma: 0, sigma: 0 },
    x0: { dAlpha: 1, dSigma: 0, sigma: 0 },
  },
  manifold: {
    eps: { dAlpha: 0, dSigma: 1, sigma: -1 },
    v: { dAlpha: 0, dSigma: 1, sigma: -1 },
    score: { dAlpha: 0, dSigma: 1, sigma: -2 },
    x0: { dAlpha: 1, dSigma: 0, sigma: 0 },
  },
  atoms: {
    eps: { dAlpha: 0, dSigma: 1, sigma: -1 },
    v: { dAlpha: 0, dSigma: 1, sigma: -1 },
    score: { dAlpha: 0, dSigma: 1, sigma: -2 },
    x0: undefined,
  },
};

/** What is predicted to grow. */
export interface PredictedGrowthOptions {
  /** The data. */
  readonly kind: DataKind;
  /** The prediction; ε* unless told. */
  readonly quantity?: Quantity;
  /** The interval of times over which an exponent is measured; the limit t → 0 where absent. */
  readonly between?: readonly [first: number, last: number];
}

/**
 * The exponent p of E‖∂ₜf(x_t, t)‖ ~ t^p. With |σ′| ~ t^q: σ ~ t^{q+1} and α′ = −σσ′/α ~ t^{2q+1}, so that ε grows like t^q
 * on a smooth density (t^{−1/2} on DDPM's schedule, bounded where σ ~ t) and like t^{−1} on manifolds and atoms, whatever
 * the schedule: d ln σ has no scale.
 *
 * @example Bounded on smooth data, 1/t on points
 * ```ts
 * import assert from "node:assert/strict";
 * import { predictedGrowth } from "nearzero/lipschitz";
 * import { flowMatching, linear } from "nearzero/schedules";
 *
 * assert.equal(predictedGrowth(linear(), { kind: "smooth" }), -0.5);
 * assert.equal(predictedGrowth(flowMatching(), { kind: "smooth" }), 0);
 * assert.equal(predictedGrowth(flowMatching(), { kind: "atoms" }), -1);
 * ```
 *
 * @param schedule The schedule.
 * @param options The data, the prediction and, for schedules that vary slowly, the times measured.
 * @returns p; +∞ where the rate falls faster than any power.
 * @category Lipschitz estimators
 */
export function predictedGrowth(schedule: Schedule, options: PredictedGrowthOptions): number {
  checkArguments("predictedGrowth", arguments);
  const { kind, quantity = "eps", between } = options, factors = LEADING[kind][quantity];
  if (factors === undefined) return Infinity;
  if (between !== undefined) {
    const [first, last] = between, a = schedule.at(first), b = schedule.at(last);
    const growth = (key: keyof Factors) => factors[key] * Math.log(Math.abs(b[key] / a[key]));
    return (growth("dAlpha") + growth("dSigma") + growth("sigma")) / Math.log(last / first);
  }
  const q = schedule.origin.sigmaExponent;
  return factors.dAlpha * (2 * q + 1) + factors.dSigma * q + factors.sigma * (q + 1);
}
