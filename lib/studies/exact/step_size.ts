/**
 * What the step Δ decides about K(t, t + Δ): a jump is divided by it, a smooth change hardly.
 * @module
 */
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import type { Subject } from "../../lipschitz/types.ts";
import { checkInteger, checkNumber } from "../../numerics/check.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";

/**
 * Which times are compared, and on how many points.
 * @category Studies
 */
export interface StepSizeOptions {
  /** The distances Δ between the two times, in steps. */
  readonly deltas: readonly number[];
  /** The times t: all multiples of Δ below this many steps. */
  readonly until: number;
  /** N, the points of each estimate; 256 unless told. */
  readonly samples?: number;
  /** The seed of the points; 0 unless told. */
  readonly seed?: number;
}

/**
 * K(t, t + Δ) of one predictor for one Δ.
 * @category Studies
 */
export interface StepCurve {
  /** Δ, in steps. */
  readonly delta: number;
  /** The times t. */
  readonly times: readonly number[];
  /** K at each. */
  readonly values: readonly number[];
}

/**
 * K(t, t + Δ) of a predictor for several Δ, at the same points for each.
 * @param subject The predictor.
 * @param options The distances, the times and the points.
 * @returns One curve for each Δ.
 * @throws {RangeError} If a distance is not a positive integer, or the points or the seed are out of range.
 * @typeParam V A batch of points.
 * @category Studies
 */
export async function stepCurves<V>(subject: Subject<V>, options: StepSizeOptions): Promise<StepCurve[]> {
  const { deltas, until, samples = 256, seed = 0 } = options, curves: StepCurve[] = [];
  for (const delta of deltas) {
    checkInteger("follow a predictor", "delta", delta, 1);
    const times = Array.from({ length: Math.ceil(until / delta) }, (_, i) => i * delta);
    const curve = await lipschitzCurve(subject, times.map((time) => [time, time + delta] as const), { samples, seed });
    curves.push({ delta, times, values: curve.map(({ estimate }) => estimate.value) });
  }
  return curves;
}

/**
 * The largest K(t, t + Δ) of each Δ.
 * @param curves Curves of one predictor, one a Δ.
 * @returns The largest value of each, in their order.
 * @category Studies
 */
export function largestQuotients(curves: readonly StepCurve[]): number[] {
  return curves.map(({ values }) => values.reduce((most, value) => Math.max(most, value), -Infinity));
}

/**
 * K(t, t′) that the ideal predictor has near data of k dimensions in d, by finite differences: at x_t it says
 * (x − proj x)/σ_t of the d − k directions without variance when told t, and (x − proj x)/σ_t′ when told t′, so that
 * K = √(d − k) |1 − σ_t/σ_t′| / |t′ − t|. Exact on a flat manifold but for E√χ² ≤ √(d − k); an upper bound elsewhere.
 * @param grid The noise levels.
 * @param directions d − k, the number of directions without variance.
 * @param time t, a step, where the points lie.
 * @param other t′, another step.
 * @returns The predicted K.
 * @throws {RangeError} If there are no directions, or the steps coincide or lie outside the grid.
 * @category Studies
 */
export function predictedQuotient(grid: Grid, directions: number, time: number, other: number): number {
  checkInteger("predict K", "directions", directions, 1);
  checkNumber("predict K", "the distance between time and other", Math.abs(other - time), Number.MIN_VALUE);
  const [here, there] = [time, other].map((step) => gridLevel(grid, step).sigma);
  return Math.sqrt(directions) * Math.abs(1 - here / there) / Math.abs(other - time);
}
