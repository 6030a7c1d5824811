/**
 * The paper's Figure 1 beside what can be computed: K(t, t + 10) of the ideal predictor and of a perfect E-TSDM on pictures,
 * the finite-difference prediction, and the points that were digitised.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import type { Reported } from "../../experiments/results/reported.ts";
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { optimumSubject } from "../../lipschitz/optimum_subject.ts";
import { oracleSubject } from "../../lipschitz/oracle_subject.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import { largestQuotients, type StepCurve } from "./step_size.ts";
import type { OnProgress, Sharing } from "./types.ts";

/**
 * What is measured.
 * @category Studies
 */
export interface PaperFigureOptions {
  /** The data of each seed, such as some of the pictures; all of one dimension. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** The times t at which K(t, t + Δ) is taken, for each Δ. */
  readonly times: Readonly<Record<number, readonly number[]>>;
  /** N, the points of each estimate; 64 unless told. */
  readonly samples?: number;
  /** Told after each seed. */
  readonly onProgress?: OnProgress;
}

/**
 * K of both optima under one seed, a curve for each Δ.
 * @category Studies
 */
export interface PaperFigureRun {
  /** The ideal predictor's. */
  readonly ideal: readonly StepCurve[];
  /** The perfect E-TSDM's. */
  readonly shared: readonly StepCurve[];
}

/**
 * K(t, t + Δ) of both optima.
 * @param options Data, levels, sharing and times.
 * @returns One run for each seed.
 * @category Studies
 */
export async function measurePaperFigure(options: PaperFigureOptions): Promise<PaperFigureRun[]> {
  const { data, grid, sharing, times, samples = 64, onProgress } = options, runs: PaperFigureRun[] = [];
  const levelAt = (step: number) => gridLevel(grid, step), told = shareTimesteps(sharing);
  const deltas = Object.keys(times).map(Number).sort((a, b) => a - b);
  for (const [seed, oracle] of data.entries()) {
    const all = Array.from({ length: grid.steps }, (_, step) => step);
    const optimum = sharedOptimum({ oracle, levelAt, condition: told, times: all });
    const [plain, perfect] = [oracleSubject(oracle, levelAt), optimumSubject(optimum, oracle, levelAt)];
    const ideal: StepCurve[] = [], shared: StepCurve[] = [];
    for (const delta of deltas) {
      const curve = async (subject: typeof plain, some: readonly number[]) => {
        const pairs = some.map((time) => [time, time + delta] as const);
        const found = await lipschitzCurve(subject, pairs, { samples, seed });
        return new Map(some.map((time, i) => [time, found[i].estimate.value]));
      };
      // Where both times share a condition the shared prediction is one and the same.
      const moves = times[delta].filter((time) => told(time) !== told(time + delta));
      const [one, other] = [await curve(plain, times[delta]), await curve(perfect, moves)];
      ideal.push({ delta, times: times[delta], values: times[delta].map((time) => one.get(time)!) });
      shared.push({ delta, times: times[delta], values: times[delta].map((time) => other.get(time) ?? 0) });
    }
    runs.push({ ideal, shared });
    await onProgress?.(runs.length, data.length);
  }
  return runs;
}

/**
 * Over seeds: K at each time for one Δ, with Student's interval.
 * @param runs The runs.
 * @param which Whose.
 * @param delta Δ.
 * @returns One estimate for each time.
 * @category Studies
 */
export function meanQuotients(
  runs: readonly PaperFigureRun[],
  which: "ideal" | "shared",
  delta: number,
): { time: number; estimate: Interval }[] {
  const curves = runs.map((run) => run[which].find((curve) => curve.delta === delta)!);
  return curves[0].times.map((time, i) => ({ time, estimate: meanInterval(curves.map(({ values }) => values[i])) }));
}

/**
 * Over seeds: the largest K of each Δ, with Student's interval over the seeds' largest.
 * @param runs Curves of one predictor by Δ, one list a seed.
 * @returns One estimate for each Δ, in their order.
 * @category Studies
 */
export function meanLargest(runs: readonly (readonly StepCurve[])[]): { delta: number; largest: Interval }[] {
  const largest = runs.map(largestQuotients);
  return runs[0].map(({ delta }, i) => ({ delta, largest: meanInterval(largest.map((each) => each[i])) }));
}

/**
 * The points that were digitised from the paper's Figure 1(b), over the root of its dimension.
 * @param reported What was read.
 * @param treatment "DDPM" or "E-TSDM".
 * @returns K / √d by time, with its uncertainty as the interval.
 * @category Studies
 */
export function digitisedPoints(reported: Reported, treatment: string): { time: number; estimate: Interval }[] {
  const points = reported.numbers.filter(({ metric, labels }) =>
    metric === "K(t, t + 10)" && labels.treatment === treatment
  );
  return points.map(({ labels, value, uncertainty = 0 }) => {
    const root = Math.sqrt(Number(labels.dimension));
    const [low, high] = [value - uncertainty, value + uncertainty].map((end) => end / root);
    return { time: Number(labels.t), estimate: { value: value / root, low, high, n: 1, confidence: 0.95 } };
  });
}
