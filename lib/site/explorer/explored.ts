/**
 * What the explorer computes, how finely, and at which times.
 * @module
 */
import { linearSpace, logSpace } from "../../numerics/ranges.ts";
import type { Interval } from "../../numerics/stats.ts";
import { midpoints } from "../../oracle/shared_optimum.ts";
import type { ExplorerState } from "./state.ts";

/** How finely is computed: a draft follows the hand, the rest follows the draft. */
export interface Fineness {
  /** N, points per estimate. */
  readonly samples: number;
  /** Resamples of every interval. */
  readonly resamples: number;
  /** Times of the slope's curve. */
  readonly times: number;
  /** Times of K's curves. */
  readonly pairs: number;
  /** Times of the errors' curves in one interval, and a fourth of the least of all together. */
  readonly errors: number;
  /** Nodes of the perfect E-TSDM's average in one shared interval. */
  readonly nodes: number;
  /** Whether K of the ideal predictor, which does not jump, is taken at the ends of intervals all the same. */
  readonly idealAtEnds: boolean;
  /** Whether K of the perfect E-TSDM is computed for every pair, or where one end lies between its times is the jump there. */
  readonly pairsAtEnds: boolean;
  /** Whether the levels of a formula are all computed, or interpolated between a few that are. */
  readonly everyLevel: boolean;
}

/** What can be drawn while a slider moves. */
export const DRAFT: Fineness = {
  samples: 8,
  resamples: 10,
  times: 20,
  pairs: 12,
  errors: 2,
  nodes: 4,
  idealAtEnds: false,
  pairsAtEnds: false,
  everyLevel: false,
};
/** What is written down. */
export const FULL: Fineness = {
  samples: 256,
  resamples: 500,
  times: 60,
  pairs: 40,
  errors: 4,
  nodes: 16,
  idealAtEnds: true,
  pairsAtEnds: true,
  everyLevel: true,
};

/** An estimate at a time. */
export interface Point {
  /** t. */
  readonly time: number;
  /** The mean and its interval. */
  readonly estimate: Interval;
}

/** Everything that is shown; a part that cannot be computed is the sentence that says why. */
export interface Explored {
  /** E ‖∂f/∂c‖. */
  readonly slope: readonly Point[] | string;
  /** K(t, t + Δ) of the ideal predictor. */
  readonly ideal: readonly Point[] | string;
  /** K(t, t + Δ) of the perfect E-TSDM. */
  readonly perfect: readonly Point[] | string;
  /** f(t). */
  readonly told: readonly { readonly time: number; readonly told: number }[] | string;
  /** How far the perfect E-TSDM jumps at the end of every interval. */
  readonly jumps: readonly Point[] | string;
  /** The price of sharing, E ‖f̄ − f‖². */
  readonly price: readonly Point[] | string;
  /** E ‖f(x + s z) − f(x)‖² of the ideal predictor. */
  readonly perturbedIdeal: readonly Point[] | string;
  /** E ‖f̄(x + s z) − f(x)‖² of the perfect E-TSDM. */
  readonly perturbedPerfect: readonly Point[] | string;
  /** The exponent of growth as t → 0, as measured. */
  readonly exponent: Interval | string;
  /** The exponent that theory predicts over the same times. */
  readonly predicted: number | string;
}

/** The times over which the exponent is measured. */
export const NEAR_ZERO = [1e-8, 1e-5] as const;

/**
 * The times of the slope's curve.
 * @param fineness How many.
 * @returns Times from 1e-8 to 0.9.
 */
export function slopeTimes({ times }: Pick<Fineness, "times">): number[] {
  return Array.from(logSpace(1e-8, 0.9, times));
}

/**
 * The pairs of K's curves: spread over what is shared and half as much again, and on both sides of where t + Δ and t
 * cross the end of an interval, so that no jump is passed over.
 * @param state t̃, n and Δ.
 * @param fineness How many are spread.
 * @returns Pairs (t, t + Δ) by rising t.
 */
export function pairsOf(
  { until, intervals, delta }: Pick<ExplorerState, "until" | "intervals" | "delta">,
  { pairs }: Pick<Fineness, "pairs">,
): (readonly [number, number])[] {
  const last = Math.min(1.5 * until, 0.9), first = last / (8 * pairs);
  const around = endsOf({ until, intervals }).flatMap((end) =>
    [-1.001, -0.999, -0.001, 0.001].map((steps) => end + steps * delta)
  );
  return [...linearSpace(first, last, pairs), ...around].filter((time) => time > 0).sort((a, b) => a - b)
    .map((time) => [time, time + delta] as const);
}

/**
 * The ends of the intervals.
 * @param state t̃ and n.
 * @returns n times, the last of them t̃.
 */
export function endsOf({ until, intervals }: Pick<ExplorerState, "until" | "intervals">): number[] {
  return Array.from({ length: intervals }, (_, i) => until * (i + 1) / intervals);
}

/**
 * The times at which errors are measured: the middles of equal cells of [0, t̃), as many in every interval, since the price
 * of sharing rises from the middle of an interval to its ends.
 * @param state t̃ and n.
 * @param fineness How many.
 * @returns The times.
 */
export function errorTimes(
  { until, intervals }: Pick<ExplorerState, "until" | "intervals">,
  { errors }: Pick<Fineness, "errors">,
): number[] {
  return Array.from(midpoints(until, intervals * Math.max(errors, Math.ceil(4 * errors / intervals))));
}
