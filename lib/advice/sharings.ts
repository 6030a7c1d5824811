/**
 * The ways to share timesteps that advice compares: t̃ and n, bins even in time or in log-SNR, quantised noise.
 * @module
 */
import { quantiseNoise } from "../conditioning/quantise_noise.ts";
import { shareTimesteps } from "../conditioning/share_timesteps.ts";
import type { Condition } from "../conditioning/types.ts";
import type { NoisePath } from "../samplers/noise_path.ts";

/** Shares of the path that are shared, t̃. */
const UNTIL = [0.05, 0.1, 0.2] as const;

/** Numbers of intervals n. */
const INTERVALS = [1, 5, 20] as const;

/**
 * A way to share.
 * @category Advice
 */
export interface Sharing {
  /** In words: t̃, n and how. */
  readonly name: string;
  /** t̃. */
  readonly until: number;
  /** n. */
  readonly intervals: number;
  /** Whether bins are of equal width in time or in log-SNR, or the noise is quantised with the condition. */
  readonly kind: "even" | "logSnr" | "quantised";
  /** What the network is told. */
  readonly condition: Condition;
  /** Where bins begin, from 0, and t̃ at the end. */
  readonly ends: readonly number[];
}

/**
 * The ways to share that are compared.
 * @param path The path.
 * @returns The ways; on a grid of few steps, those that have a step for each interval.
 */
export function sharings(path: NoisePath): Sharing[] {
  const whole = path.steps ?? path.noisiest, found: Sharing[] = [];
  for (const share of UNTIL) {
    const until = path.steps === undefined ? share * whole : Math.round(share * whole);
    for (const intervals of INTERVALS) {
      if (path.steps !== undefined && until < intervals) continue;
      const name = `t̃ = ${Number(until.toPrecision(3))}, n = ${intervals}`, ends = even(until, intervals);
      const both = { until, intervals, ends };
      found.push({ ...both, name, kind: "even", condition: shareTimesteps({ until, intervals }) });
      if (intervals === 1) continue;
      const places = evenInLogSnr(path, until, intervals);
      const condition: Condition = (time) => time >= until ? time : places.findLast((end) => end <= time)!;
      found.push({ ...both, name: `${name}, uniform in log-SNR`, kind: "logSnr", condition, ends: places });
      const quantised = quantiseNoise({ until, intervals, whole: path.steps !== undefined });
      found.push({ ...both, name: `${name}, quantised noise`, kind: "quantised", condition: quantised });
    }
  }
  return found;
}

/** How far any of the ways shares. */
export function farthest(path: NoisePath): number {
  return UNTIL.at(-1)! * (path.steps ?? path.noisiest);
}

/**
 * The times that share a time's condition.
 * @param way The way to share.
 * @param time The time.
 * @returns The bin's ends, the upper one not in it; undefined from t̃ on.
 */
export function binOf({ ends, until }: Sharing, time: number): readonly [low: number, high: number] | undefined {
  if (time >= until) return undefined;
  const i = ends.findLastIndex((end) => end <= time);
  return [ends[i], ends[i + 1]];
}

function even(until: number, intervals: number): number[] {
  return Array.from({ length: intervals + 1 }, (_, i) => i * until / intervals);
}

/** Bins of equal width in log-SNR from the path's finest time to t̃; the first begins at 0. */
function evenInLogSnr(path: NoisePath, until: number, intervals: number): number[] {
  const finest = path.at(path.finest).logSnr, last = path.at(until).logSnr;
  return Array.from(
    { length: intervals + 1 },
    (_, i) => i === 0 ? 0 : i === intervals ? until : path.timeAt(finest + i * (last - finest) / intervals),
  );
}
