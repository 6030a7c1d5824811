/**
 * What the explorer computes: calls of the library, each curve on its own, so that one that cannot be had says why.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { type Coordinate, coordinateSpeed } from "../../lipschitz/coordinate.ts";
import { exactDerivative } from "../../lipschitz/exact_derivative.ts";
import { growthExponent } from "../../lipschitz/growth_exponent.ts";
import { lipschitzConstant } from "../../lipschitz/lipschitz_constant.ts";
import { oracleSubject } from "../../lipschitz/oracle_subject.ts";
import { type DataKind, predictedGrowth } from "../../lipschitz/predicted_growth.ts";
import { Random } from "../../numerics/random.ts";
import { linearSpace, logSpace } from "../../numerics/ranges.ts";
import type { Interval } from "../../numerics/stats.ts";
import { empiricalSet } from "../../oracle/empirical_set.ts";
import { isotropicMixture } from "../../oracle/isotropic_mixture.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { predictionError } from "../../oracle/prediction_error.ts";
import { midpoints, sharedOptimum } from "../../oracle/shared_optimum.ts";
import { subspaceGaussian } from "../../oracle/subspace_gaussian.ts";
import type { Schedule } from "../../schedules/types.ts";
import { draftSchedule } from "./draft_schedule.ts";
import {
  endsOf,
  errorTimes,
  type Explored,
  type Fineness,
  NEAR_ZERO,
  pairsOf,
  type Point,
  slopeTimes,
} from "./explored.ts";
import { Kept } from "./kept.ts";
import { chooseSchedule } from "./schedule_choice.ts";
import type { ExplorerState } from "./state.ts";

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

/** Let in between two estimates: what it throws ends the computation, what it promises is waited for. */
export type Pause = () => Promise<void> | void;

/** A predictor, n × d to n × d. */
type Predict = (x: Float64Array, time: number) => Float64Array;

/**
 * Computes the parts one after the other, cheapest first.
 * @param state What was chosen.
 * @param fineness How finely.
 * @param pause Let in between two estimates; nothing where absent.
 * @param kept What was computed before, as finely.
 * @returns Each part as it is finished.
 * @throws {RangeError} If the schedule is unknown or its formula does not fall from 1.
 * @throws {SyntaxError} If the formula cannot be parsed.
 */
export async function* explore(
  state: ExplorerState,
  fineness: Fineness,
  pause: Pause = () => {},
  kept: Kept = new Kept(),
): AsyncGenerator<Partial<Explored>> {
  const { samples, resamples } = fineness, { quantity, coordinate, until, intervals } = state;
  const chosen = await chooseSchedule(state.schedule, state.formula);
  const schedule = fineness.everyLevel || state.schedule !== "formula" ? chosen : draftSchedule(chosen),
    { at } = schedule;
  const { oracle, kind } = chooseData(state), options = { samples, resamples };
  const condition = shareTimesteps({ until, intervals });
  yield await kept.take("told", state, () => ({
    told: Array.from(linearSpace(0, 1.5 * until, 301), (time) => ({ time, told: condition(time) })),
  }));

  /** A curve point by point, or why it cannot be had. */
  const curve = async <T>(
    places: readonly T[],
    estimate: (place: T) => Promise<Point> | Point,
  ): Promise<readonly Point[] | string> => {
    const points: Point[] = [];
    for (const place of places) {
      await pause();
      try {
        const { time, estimate: found } = await estimate(place);
        points.push({ time, estimate: found });
      } catch (error) {
        return reasonOf(error);
      }
    }
    return points;
  };

  const slopeAt = (time: number) => exactDerivative(oracle, schedule, { time, quantity, coordinate, ...options });
  yield await kept.take("slope", state, async () => ({ slope: await curve(slopeTimes(fineness), slopeAt) }));
  yield await kept.take("exponent", state, () => ({
    exponent: attempt(() => {
      const near = Array.from(logSpace(...NEAR_ZERO, 4));
      return growthExponent(
        near.map((time) => exactDerivative(oracle, schedule, { time, quantity, coordinate, samples, resamples: 10 })),
        { resamples },
      ).exponent;
    }),
    predicted: attempt(() => predictedExponent(schedule, kind, quantity, coordinate)),
  }));

  const ideal: Predict = (x, time) => oracle.evaluate(quantity, x, at(time)).value;
  const times = midpoints(until, intervals * fineness.nodes);
  const optimum = sharedOptimum({ oracle, levelAt: at, condition, times });
  const perfect: Predict = (x, time) => optimum.predict(x, time, quantity);
  const along = { ...options, coordinate: (time: number) => coordinate === "t" ? time : at(time)[coordinate] };
  const subject = oracleSubject(oracle, at, { quantity }), shared = oracleSubject(oracle, at, { predict: perfect });
  const pairs = pairsOf(state, fineness), ends = endsOf(state);
  const idealPairs = fineness.idealAtEnds ? pairs : pairsOf({ ...state, intervals: 0 }, fineness);
  yield await kept.take("ideal", state, async () => ({
    ideal: await curve(idealPairs, ([time, other]) => lipschitzConstant(subject, { ...along, time, other })),
  }));
  const { jumps = "" } = await kept.take("jumps", state, async () => ({
    jumps: await curve(ends, async (end) => {
      const sides = { time: end * (1 - 1e-9), other: end * (1 + 1e-9) };
      const { span, estimate } = await lipschitzConstant(shared, { ...options, ...sides });
      return { time: end, estimate: scaled(estimate, span) };
    }),
  }));
  yield { jumps };
  // Told the same it says the same, and most pairs lie within an interval.
  const same = { value: 0, low: 0, high: 0, n: samples, confidence: 0.95 };
  yield await kept.take("perfect", state, async () => ({
    perfect: await curve(pairs, ([time, other]) => {
      if (condition(time) === condition(other)) return { time, estimate: same };
      const crossed = ends.flatMap((end, i) => time < end && end <= other ? [i] : []);
      if (fineness.pairsAtEnds || crossed.length !== 1 || typeof jumps === "string") {
        return lipschitzConstant(shared, { ...along, time, other });
      }
      return {
        time,
        estimate: scaled(jumps[crossed[0]].estimate, 1 / Math.abs(along.coordinate(time) - along.coordinate(other))),
      };
    }),
  }));

  const noise = new Random(0, "perturbation").normals(samples * oracle.dimension), { perturbation } = state;
  const moved = (x: Float64Array) => x.map((value, i) => value + perturbation * noise[i]);
  // The points of a time are the same in all three curves.
  const references = new Map<number, Float64Array>();
  const reference: Predict = (x, time) => {
    const known = references.get(time) ?? ideal(x, time);
    references.set(time, known);
    return known;
  };
  const errorOf = (predict: Predict) =>
    curve(errorTimes(state, fineness), (time) => ({
      time,
      estimate: predictionError({
        oracle,
        level: at(time),
        predict: (x) => predict(x, time),
        reference: (x) => reference(x, time),
        ...options,
      }).error,
    }));
  yield await kept.take("price", state, async () => ({ price: await errorOf(perfect) }));
  yield await kept.take("perturbedIdeal", state, async () => ({
    perturbedIdeal: await errorOf((x, time) => ideal(moved(x), time)),
  }));
  yield await kept.take("perturbedPerfect", state, async () => ({
    perturbedPerfect: await errorOf((x, time) => perfect(moved(x), time)),
  }));
}

function scaled({ value, low, high, n, confidence }: Interval, factor: number): Interval {
  return { value: factor * value, low: factor * low, high: factor * high, n, confidence };
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
    return reasonOf(error);
  }
}

/**
 * What went wrong, as a sentence.
 * @param error What was thrown.
 * @returns Its message.
 */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
