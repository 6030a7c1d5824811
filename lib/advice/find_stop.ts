/**
 * The search for t_eps and the end of a walk.
 * @module
 */
import { bootstrapRows, type Interval, mean } from "../numerics/stats.ts";
import type { WalkEnd } from "../samplers/noise_path.ts";
import { distances } from "./distance.ts";
import { finestTime, type WalkChoice, type WalkSetting } from "./walks.ts";

/** Levels looked at before the best of them is refined. */
const LEVELS = 13;

/** Golden sections of the bracket around the best level. */
const SECTIONS = 10;

/** The coarsest level to stop at: beyond λ = 0 there is more noise than data. */
const COARSEST = 0;

/**
 * What stopping at a time costs.
 * @category Advice
 */
export interface StopPoint extends WalkChoice {
  /** The distance from the data: its mean over the walks. */
  readonly error: number;
  /** The distance of each walk. */
  readonly rows: Float64Array;
}

/**
 * Where to stop, and what it was found by.
 * @category Advice
 */
export interface StopFound {
  /** The best of all that was looked at. */
  readonly best: StopPoint;
  /** Its t_eps, with its interval: where the best of the same levels lies when the walks are drawn anew from these. */
  readonly time: Interval;
  /** Walks that stop, by falling t_eps. */
  readonly stops: readonly StopPoint[];
  /** Walks that go on to the data, by falling t_eps. */
  readonly denoised: readonly StopPoint[];
}

/**
 * Finds the best t_eps and last step for a sampler and a budget: among 13 levels from λ = 0 to σ = 10⁻⁴, even in the
 * log-SNR, for either end, refined by golden sections about the best.
 * @param setting The walks.
 * @returns What was found.
 * @category Advice
 */
export async function findStop(setting: WalkSetting): Promise<StopFound> {
  const { path, from } = setting, measure = await distances(setting);
  const finest = path.at(finestTime(path)).logSnr,
    coarsest = Math.min(Math.max(COARSEST, path.at(from).logSnr + 1), finest - 1);
  const errorAt = async (logSnr: number, end: WalkEnd): Promise<StopPoint> => {
    const to = logSnr >= finest ? finestTime(path) : path.timeAt(logSnr), rows = await measure({ to, end });
    return { to, end, error: mean(rows), rows };
  };
  const found: Record<WalkEnd, StopPoint[]> = { stop: [], data: [] };
  let best: StopPoint | undefined, rivals: StopPoint[] = [];
  for (const end of ["stop", "data"] as const) {
    if (end === "stop" && setting.evaluations < setting.sampler.evaluationsPerStep) continue;
    const logSnrs = Array.from({ length: LEVELS }, (_, i) => coarsest + i * (finest - coarsest) / (LEVELS - 1));
    for (const logSnr of logSnrs) found[end].push(await errorAt(logSnr, end));
    let at = found[end].reduce((least, { error }, i) => error < found[end][least].error ? i : least, 0);
    let [low, high] = [logSnrs[Math.max(0, at - 1)], logSnrs[Math.min(LEVELS - 1, at + 1)]];
    const golden = (Math.sqrt(5) - 1) / 2, tried = [...found[end]];
    let a = await errorAt(high - golden * (high - low), end), b = await errorAt(low + golden * (high - low), end);
    for (at = 0; at < SECTIONS; at++) {
      tried.push(a, b);
      if (a.error <= b.error) {
        [high, b] = [low + golden * (high - low), a];
        a = await errorAt(high - golden * (high - low), end);
      } else {
        [low, a] = [high - golden * (high - low), b];
        b = await errorAt(low + golden * (high - low), end);
      }
    }
    const least = tried.reduce((p, q) => q.error < p.error ? q : p);
    if (best === undefined || least.error < best.error) [best, rivals] = [least, tried];
  }
  return { best: best!, time: timeOf(rivals, setting.seed), stops: found.stop, denoised: found.data };
}

/** t_eps of the least mean among the points, and where it falls when the rows are drawn anew. */
function timeOf(points: readonly StopPoint[], seed: number): Interval {
  return bootstrapRows(points[0].rows.length, (picked) => {
    let least = Infinity, time = 0;
    for (const { rows, to } of points) {
      let sum = 0;
      for (let i = 0; i < picked.length; i++) sum += rows[picked[i]];
      if (sum < least) [least, time] = [sum, to];
    }
    return time;
  }, { seed, resamples: 300 });
}
