/**
 * What the explorer computes: calls of the library, each curve on its own, so that one that cannot be had says why.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { type Coordinate, coordinateSpeed } from "../../lipschitz/coordinate.ts";
import { exactDerivative } from "../../lipschitz/exact_derivative.ts";
import { growthExponent } from "../../lipschitz/growth_exponent.ts";
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { oracleSubject } from "../../lipschitz/oracle_subject.ts";
import { type DataKind, predictedGrowth } from "../../lipschitz/predicted_growth.ts";
import type { LipschitzEstimate } from "../../lipschitz/types.ts";
import { Random } from "../../numerics/random.ts";
import { linearSpace, logSpace } from "../../numerics/ranges.ts";
import type { Interval } from "../../numerics/stats.ts";
import { empiricalSet } from "../../oracle/empirical_set.ts";
import { isotropicMixture } from "../../oracle/isotropic_mixture.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { predictionError } from "../../oracle/prediction_error.ts";
import { midpoints, type SharedOptimum, sharedOptimum } from "../../oracle/shared_optimum.ts";
import { subspaceGaussian } from "../../oracle/subspace_gaussian.ts";
import type { Schedule } from "../../schedules/types.ts";
import { chooseSchedule } from "./schedule_choice.ts";
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
  /** Times of the errors' curves. */
  readonly errors: number;
  /** Nodes of the perfect E-TSDM's average in one shared interval. */
  readonly nodes: number;
}

/** What can be drawn while a slider moves. */
export const DRAFT: Fineness = { samples: 8, resamples: 10, times: 20, pairs: 12, errors: 8, nodes: 4 };
/** What is written down. */
export const FULL: Fineness = { samples: 256, resamples: 500, times: 60, pairs: 40, errors: 16, nodes: 16 };

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
 * The data that a state describes.
 * @param state The state.
 * @returns The oracle and what it looks like near one of its points.
 */
export function chooseData(state: ExplorerState): { readonly oracle: Oracle; readonly kind: DataKind } {
  const points = Float64Array.from(state.points.flat());
  if (state.data === "line") {
    return { oracle: subspaceGaussian({ dimension: 3, basis: Float64Array.of(1, 2, 2) }), kind: "manifold" };
  }
  return state.data === "points"
    ? { oracle: empiricalSet({ dimension: 2, points }), kind: "atoms" }
    : { oracle: isotropicMixture({ dimension: 2, means: points, variance: state.variance }), kind: "smooth" };
}

/**
 * Computes the parts one after the other, cheapest first.
 * @param state What was chosen.
 * @param fineness How finely.
 * @returns Each part as it is finished.
 * @throws {RangeError} If the schedule is unknown or its formula does not fall from 1.
 * @throws {SyntaxError} If the formula cannot be parsed.
 */
export async function* explore(state: ExplorerState, fineness: Fineness): AsyncGenerator<Partial<Explored>> {
  const { samples, resamples } = fineness, { quantity, coordinate, until, intervals } = state;
  const schedule = await chooseSchedule(state.schedule, state.formula), { at } = schedule;
  const { oracle, kind } = chooseData(state), options = { samples, resamples };
  const condition = shareTimesteps({ until, intervals });
  yield { told: Array.from(linearSpace(0, 1.5 * until, 301), (time) => ({ time, told: condition(time) })) };

  yield {
    slope: attempt(() =>
      slopeTimes(fineness).map((time) => exactDerivative(oracle, schedule, { time, quantity, coordinate, ...options }))
    ),
  };
  yield attemptGrowth(oracle, schedule, state, kind, options);

  const optimum = sharedOptimum({
    oracle,
    levelAt: at,
    condition,
    times: midpoints(until, intervals * fineness.nodes),
  });
  const predict = (x: Float64Array, time: number) => optimum.predict(x, time, quantity);
  const subject = oracleSubject(oracle, at, { quantity }), shared = oracleSubject(oracle, at, { predict });
  const along = { ...options, coordinate: (time: number) => coordinate === "t" ? time : at(time)[coordinate] };
  const pairs = pairsOf(state, fineness);
  yield { ideal: await attemptLater(() => lipschitzCurve(subject, pairs, along)) };
  yield { perfect: await attemptLater(() => lipschitzCurve(shared, pairs, along)) };
  yield { jumps: await attemptLater(() => jumpsOf(state, shared, options)) };
  yield* errorsOf(state, oracle, schedule, optimum, fineness);
}

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
  const ends = Array.from({ length: intervals }, (_, i) => until * (i + 1) / intervals);
  const around = ends.flatMap((end) => [-1.001, -0.999, -0.001, 0.001].map((steps) => end + steps * delta));
  return [...linearSpace(first, last, pairs), ...around].filter((time) => time > 0).sort((a, b) => a - b)
    .map((time) => [time, time + delta] as const);
}

/**
 * The times at which errors are measured: the middles of equal cells of [0, t̃).
 * @param state t̃.
 * @param fineness How many.
 * @returns The times.
 */
export function errorTimes({ until }: ExplorerState, { errors }: Pick<Fineness, "errors">): number[] {
  return Array.from(midpoints(until, errors));
}

async function jumpsOf(
  { until, intervals }: ExplorerState,
  shared: Parameters<typeof lipschitzCurve<Float64Array>>[0],
  options: { readonly samples: number; readonly resamples: number },
): Promise<Point[]> {
  const ends = Array.from({ length: intervals }, (_, i) => until * (i + 1) / intervals);
  const curve = await lipschitzCurve(shared, ends.map((end) => [end * (1 - 1e-9), end * (1 + 1e-9)] as const), options);
  return curve.map(({ span, estimate: { value, low, high, n, confidence } }, i) => ({
    time: ends[i],
    estimate: { value: span * value, low: span * low, high: span * high, n, confidence },
  }));
}

function* errorsOf(
  state: ExplorerState,
  oracle: Oracle,
  schedule: Schedule,
  optimum: SharedOptimum,
  fineness: Fineness,
): Generator<Partial<Explored>> {
  const { quantity, perturbation } = state, { samples, resamples } = fineness;
  const noise = new Random(0, "perturbation").normals(samples * oracle.dimension);
  const moved = (x: Float64Array) => x.map((value, i) => value + perturbation * noise[i]);
  const ideal = (x: Float64Array, time: number) => oracle.evaluate(quantity, x, schedule.at(time)).value;
  const perfect = (x: Float64Array, time: number) => optimum.predict(x, time, quantity);
  const curve = (predict: typeof ideal) =>
    attempt(() =>
      errorTimes(state, fineness).map((time) => ({
        time,
        estimate: predictionError({
          oracle,
          level: schedule.at(time),
          predict: (x) => predict(x, time),
          reference: (x) => ideal(x, time),
          samples,
          resamples,
        }).error,
      }))
    );
  yield { price: curve(perfect) };
  yield { perturbedIdeal: curve((x, time) => ideal(moved(x), time)) };
  yield { perturbedPerfect: curve((x, time) => perfect(moved(x), time)) };
}

function attemptGrowth(
  oracle: Oracle,
  schedule: Schedule,
  { quantity, coordinate }: ExplorerState,
  kind: DataKind,
  { samples, resamples }: Pick<Fineness, "samples" | "resamples">,
): Pick<Explored, "exponent" | "predicted"> {
  const near = Array.from(logSpace(...NEAR_ZERO, 4));
  const exponent = attempt(() =>
    growthExponent(
      near.map((time) => exactDerivative(oracle, schedule, { time, quantity, coordinate, samples, resamples: 10 })),
      { resamples },
    ).exponent
  );
  return { exponent, predicted: attempt(() => predictedExponent(schedule, kind, quantity, coordinate)) };
}

/** The predicted power of t, less that of the coordinate's own speed. */
function predictedExponent(
  schedule: Schedule,
  kind: DataKind,
  quantity: ExplorerState["quantity"],
  coordinate: Coordinate,
): number {
  const [first, last] = NEAR_ZERO, speed = (time: number) => coordinateSpeed(coordinate, schedule.at(time));
  return predictedGrowth(schedule, { kind, quantity, between: NEAR_ZERO }) -
    Math.log(speed(last) / speed(first)) / Math.log(last / first);
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function attemptLater(
  work: () => Promise<readonly (LipschitzEstimate | Point)[]>,
): Promise<readonly Point[] | string> {
  try {
    return (await work()).map(({ time, estimate }) => ({ time, estimate }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
