/**
 * Is the divergence only moved to the ends of the intervals? The shared optimum across one end, along the way to the data,
 * and with more and more intervals, in continuous time.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { optimumSubject } from "../../lipschitz/optimum_subject.ts";
import { oracleSubject } from "../../lipschitz/oracle_subject.ts";
import { totalVariation } from "../../lipschitz/total_variation.ts";
import type { LipschitzEstimate } from "../../lipschitz/types.ts";
import { logSpace } from "../../numerics/ranges.ts";
import { bootstrap, type Interval } from "../../numerics/stats.ts";
import { type ContinuousOptimum, continuousOptimum } from "../../oracle/continuous_optimum.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { predictionError } from "../../oracle/prediction_error.ts";
import { midpoints } from "../../oracle/shared_optimum.ts";
import type { Schedule } from "../../schedules/types.ts";
import type { OnProgress } from "./types.ts";

/**
 * What is asked.
 * @category Studies
 */
export interface IntervalEndsOptions {
  /** The data; the quotient across one end is that of the last. */
  readonly data: readonly Oracle[];
  /** The schedule, in continuous time. */
  readonly schedule: Schedule;
  /** t̃. */
  readonly until: number;
  /** n, for the quotient across one end and the way to the data. */
  readonly intervals: number;
  /** The end that is crossed, one of the n. */
  readonly end: number;
  /** The least time, and the least distance across the end. */
  readonly finest: number;
  /** The numbers of intervals that are compared. */
  readonly counts: readonly number[];
  /** N, the points of each estimate. */
  readonly samples: number;
  /** The tolerance of the optimum's integrals; 1e-6 unless told. */
  readonly tolerance?: number;
  /** Told after each measurement. */
  readonly onProgress?: OnProgress;
}

/**
 * An estimate at a time or at a distance.
 * @category Studies
 */
export interface TimedInterval {
  /** The time; of a quotient across an end the distance of the two times. */
  readonly time: number;
  /** The estimate. */
  readonly estimate: Interval;
}

/**
 * How far both optima travel from a time to t̃, for each time.
 * @category Studies
 */
export interface Travel {
  /** The data's name. */
  readonly data: string;
  /** The ideal predictor's total variation. */
  readonly ideal: readonly TimedInterval[];
  /** The perfect E-TSDM's. */
  readonly shared: readonly TimedInterval[];
}

/**
 * The jumps of the perfect E-TSDM with n intervals.
 * @category Studies
 */
export interface Jumps {
  /** The data's name. */
  readonly data: string;
  /** n. */
  readonly n: number;
  /** The sum of the jumps. */
  readonly sum: Interval;
  /** The largest of them. */
  readonly largest: Interval;
  /** E ‖ε̄ − ε*‖² over [0, t̃]: the price of sharing; its interval is over the points, which all times share. */
  readonly error: Interval;
}

/**
 * The three answers.
 * @category Studies
 */
export interface IntervalEnds {
  /** K across one end, by the distance of the two times. */
  readonly across: { readonly ideal: readonly TimedInterval[]; readonly shared: readonly TimedInterval[] };
  /** The way to the data. */
  readonly travels: readonly Travel[];
  /** The jumps by number of intervals. */
  readonly jumps: readonly Jumps[];
}

/**
 * Measures all three.
 * @param options Data, schedule and numbers of intervals.
 * @returns The three answers.
 * @category Studies
 */
export async function studyIntervalEnds(options: IntervalEndsOptions): Promise<IntervalEnds> {
  const { data, counts, onProgress } = options, total = 1 + data.length * (1 + counts.length);
  const across = await crossEnd(options), travels: Travel[] = [], jumps: Jumps[] = [];
  for (const oracle of data) {
    travels.push(await travel(oracle, options));
    for (const n of counts) {
      jumps.push(await jump(oracle, n, options));
      await onProgress?.(1 + travels.length + jumps.length, total);
    }
  }
  return { across, travels, jumps };
}

type Curve = readonly LipschitzEstimate[];

function optimumOf(oracle: Oracle, intervals: number, options: IntervalEndsOptions): ContinuousOptimum {
  const { schedule, until, tolerance } = options;
  return continuousOptimum({ oracle, levelAt: schedule.at, until, intervals, tolerance });
}

async function crossEnd(options: IntervalEndsOptions): Promise<IntervalEnds["across"]> {
  const { data, schedule: { at }, intervals, end, finest, samples } = options, oracle = data[data.length - 1];
  const gaps = Array.from(logSpace(finest, 1e-2, 13));
  const pairs = gaps.map((gap) => [end - gap / 2, end + gap / 2] as const);
  const subjects = [oracleSubject(oracle, at), optimumSubject(optimumOf(oracle, intervals, options), oracle, at)];
  const [ideal, shared] = await Promise.all(subjects.map((subject) => lipschitzCurve(subject, pairs, { samples })));
  const overGaps = (curve: Curve) => curve.map(({ estimate }, i) => ({ time: gaps[i], estimate }));
  return { ideal: overGaps(ideal), shared: overGaps(shared) };
}

async function travel(oracle: Oracle, options: IntervalEndsOptions): Promise<Travel> {
  const { schedule: { at }, until, intervals, finest, samples } = options, told = shareTimesteps({ until, intervals });
  const path = Array.from(logSpace(finest, until, 161));
  const pairs = path.slice(1).map((time, i) => [path[i], time] as const);
  // Within an interval nothing moves, so that only the pairs that cross an end are asked of the shared optimum.
  const crossing = pairs.filter(([one, other]) => told(one) !== told(other));
  const ideal = await lipschitzCurve(oracleSubject(oracle, at), pairs, { samples });
  const subject = optimumSubject(optimumOf(oracle, intervals, options), oracle, at);
  const shared = await lipschitzCurve(subject, crossing, { samples });
  const upward = (curve: Curve) =>
    pairs.map(([time]) => ({ time, estimate: totalVariation(curve.filter((one) => one.time >= time)) }));
  return { data: oracle.name, ideal: upward(ideal), shared: upward(shared) };
}

async function jump(oracle: Oracle, n: number, options: IntervalEndsOptions): Promise<Jumps> {
  const { schedule: { at }, until, samples } = options, optimum = optimumOf(oracle, n, options);
  const ends = Array.from({ length: n }, (_, i) => until * (i + 1) / n);
  const pairs = ends.map((end) => [end * (1 - 1e-9), end * (1 + 1e-9)] as const);
  const curve = await lipschitzCurve(optimumSubject(optimum, oracle, at), pairs, { samples });
  const sizes = curve.map(({ span, quotients }) => bootstrap(quotients.map((quotient) => span * quotient)));
  const largest = sizes.reduce((most, size) => size.value > most.value ? size : most);
  const squares = new Float64Array(samples), times = midpoints(until, 40);
  for (const t of times) {
    const found = predictionError({ oracle, level: at(t), predict: (x) => optimum.predict(x, t), samples });
    found.squares.forEach((square, i) => squares[i] += square / times.length);
  }
  return { data: oracle.name, n, sum: totalVariation(curve), largest, error: bootstrap(squares) };
}
