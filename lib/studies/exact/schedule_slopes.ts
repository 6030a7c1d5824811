/**
 * How fast the ideal predictor changes near t = 0, by schedule and kind of data.
 * @module
 */
import { exactDerivative } from "../../lipschitz/exact_derivative.ts";
import { growthExponent } from "../../lipschitz/growth_exponent.ts";
import { type DataKind, predictedGrowth } from "../../lipschitz/predicted_growth.ts";
import type { LipschitzEstimate } from "../../lipschitz/types.ts";
import { estimateTheorem } from "../../lipschitz/theorem_estimate.ts";
import type { Interval } from "../../numerics/stats.ts";
import { gaussian } from "../../oracle/gaussian.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import type { Schedule } from "../../schedules/types.ts";

import { toyLaws } from "./laws.ts";
import type { OnProgress } from "./types.ts";

/**
 * Data with what they look like near one of their points.
 * @category Studies
 */
export interface KindOfData {
  /** The data. */
  readonly oracle: Oracle;
  /** Their kind. */
  readonly kind: DataKind;
}

/**
 * The slope of the ideal predictor of one kind of data under several schedules.
 * @category Studies
 */
export interface SlopesOfData extends KindOfData {
  /** E ‖∂ₜε*‖ by time, for each schedule. */
  readonly bySchedule: readonly { readonly schedule: Schedule; readonly curve: readonly LipschitzEstimate[] }[];
}

/**
 * Four kinds of data: a Gaussian, a mixture (smooth), a line in space (a manifold) and 24 points (atoms).
 * @returns The data.
 * @category Studies
 */
export function fourKinds(): KindOfData[] {
  const [mixture, line, points] = toyLaws(), covariance = Float64Array.of(1, 0.6, 0.6, 0.5);
  return [
    { oracle: gaussian({ mean: Float64Array.of(0, 0), covariance, name: "Gaussian" }), kind: "smooth" },
    { oracle: mixture, kind: "smooth" },
    { oracle: line, kind: "manifold" },
    { oracle: points, kind: "atoms" },
  ];
}

/**
 * The exact slope for every schedule, kind of data and time.
 * @param data The data.
 * @param schedules The schedules.
 * @param times Rising times.
 * @param options N, 256 unless told, and what is told after each schedule.
 * @returns One entry for each kind of data.
 * @category Studies
 */
export async function slopesBySchedule(
  data: readonly KindOfData[],
  schedules: readonly Schedule[],
  times: readonly number[],
  { samples = 256, onProgress }: { readonly samples?: number; readonly onProgress?: OnProgress } = {},
): Promise<SlopesOfData[]> {
  const all: SlopesOfData[] = [];
  for (const [i, { oracle, kind }] of data.entries()) {
    const bySchedule: { schedule: Schedule; curve: LipschitzEstimate[] }[] = [];
    for (const [j, schedule] of schedules.entries()) {
      bySchedule.push({ schedule, curve: times.map((time) => exactDerivative(oracle, schedule, { time, samples })) });
      await onProgress?.(i * schedules.length + j + 1, data.length * schedules.length);
    }
    all.push({ oracle, kind, bySchedule });
  }
  return all;
}

/**
 * The rows of the table of exponents: for each schedule dα/dt at 0, then for each kind of data the exponent that was
 * measured between two times and the one that is predicted there.
 * @param slopes What was measured.
 * @param between The times.
 * @returns One row for each schedule.
 * @category Studies
 */
export function exponentRows(
  slopes: readonly SlopesOfData[],
  between: readonly [first: number, last: number],
): (string | number | Interval)[][] {
  return slopes[0].bySchedule.map(({ schedule }, j) => [
    schedule.name,
    schedule.origin.alphaSlope,
    ...slopes.flatMap(({ kind, bySchedule }) => [
      growthExponent(bySchedule[j].curve.filter(({ time }) => time <= between[1])).exponent,
      predictedGrowth(schedule, { kind, between }),
    ]),
  ]);
}

/**
 * The rows of the table of shares: the norm of each term of Theorem 3.1 over that of their sum at one time.
 * @param data The data.
 * @param schedules The schedules.
 * @param time The time.
 * @returns One row for each schedule: its name, then for each kind of data the schedule's term and the score's.
 * @category Studies
 */
export function termShares(
  data: readonly KindOfData[],
  schedules: readonly Schedule[],
  time: number,
): (string | number)[][] {
  return schedules.map((schedule) => [
    schedule.name,
    ...data.flatMap(({ oracle }) => {
      const { dEps, scheduleTerm, scoreTerm } = estimateTheorem(oracle, schedule, { time });
      return [scheduleTerm, scoreTerm].map(({ estimate }) => estimate.value / dEps.estimate.value);
    }),
  ]);
}
