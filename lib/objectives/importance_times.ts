/**
 * Times by importance.
 * @module
 */
import type { TimeSampler } from "./time_sampler.ts";

/** What importance sampling is made of. */
export interface ImportanceOptions {
  /** Into how many equal intervals time is split. */
  readonly intervals: number;
  /** How many of the newest losses of each interval are remembered. */
  readonly history: number;
  /** B, the samples of a training step. */
  readonly batch: number;
  /** After how many training steps what was observed begins to count. */
  readonly every: number;
  /** B uniform numbers for a training step. */
  readonly numbers: (step: number) => Float64Array;
  /** The time at a share of the path. */
  readonly place: (u: number) => number;
  /** How far time reaches. */
  readonly span: number;
}

/** The share of draws that stays uniform, so that no interval is forgotten (guided-diffusion's choice). */
const UNIFORM = 0.001;

/**
 * Draws an interval with probability p ∝ √E[L²] over its newest losses (Nichol & Dhariwal 2021, sec. 3.3) and a time evenly
 * within; uniform until every interval has a full history. A sample's share 1/(n p) makes the mean that of uniform times.
 *
 * Losses count from the next multiple of `every` training steps on, whenever they are observed before it: a run that is
 * stopped in between and goes on draws the same times. The state is, interval by interval, how many losses count; the newest
 * of each, the oldest replaced first; and the times and the losses of the training steps that wait to count.
 * @param options Intervals, history and where numbers come from.
 * @returns The sampler.
 */
export function importanceTimes(options: ImportanceOptions): TimeSampler {
  const { intervals, history, batch, every, numbers, place, span } = options;
  const sizes = [intervals, intervals * history, every * batch, every * batch];
  const state = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  const [counts, newest, waitingTimes, waitingLosses] = split(state, sizes);
  const probabilities = (): Float64Array => {
    if (counts.some((count) => count < history)) return new Float64Array(intervals).fill(1 / intervals);
    const roots = counts.map((_, i) => {
      const losses = newest.subarray(i * history, (i + 1) * history);
      return Math.sqrt(losses.reduce((sum, loss) => sum + loss * loss, 0) / history);
    });
    const total = roots.reduce((sum, root) => sum + root, 0);
    return roots.map((root) => UNIFORM / intervals + (1 - UNIFORM) * (total > 0 ? root / total : 1 / intervals));
  };
  return {
    state,
    draw(step) {
      const p = probabilities(), shares = new Float64Array(batch);
      const times = numbers(step).map((u, b) => {
        let i = 0;
        for (; i < intervals - 1 && u >= p[i]; i++) u -= p[i];
        shares[b] = 1 / (intervals * p[i]);
        // Rounding may leave u beyond the interval's end.
        return place((i + Math.min(u / p[i], 1)) / intervals);
      });
      return { times, shares };
    },
    observe(step, times, losses) {
      const first = step % every * batch;
      waitingTimes.set(times, first);
      waitingLosses.set(Float64Array.from(losses), first);
      if ((step + 1) % every !== 0) return;
      waitingTimes.forEach((time, b) => {
        const i = Math.min(intervals - 1, Math.floor(time * intervals / span));
        newest[i * history + counts[i]++ % history] = waitingLosses[b];
      });
    },
  };
}

function split(all: Float64Array, sizes: readonly number[]): Float64Array[] {
  let start = 0;
  return sizes.map((size) => all.subarray(start, start += size));
}
