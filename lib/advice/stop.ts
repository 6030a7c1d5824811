/**
 * Where to stop before 0, and how to take the last step: the error of stopping against the error of stepping.
 * @module
 */
import { Random } from "../numerics/random.ts";
import { bootstrapRows, type Interval, mean } from "../numerics/stats.ts";
import type { WalkEnd } from "../samplers/noise_path.ts";
import type { Advice, AdviceCurve } from "./types.ts";
import {
  beginnings,
  exactFlow,
  finestTime,
  rowDistances,
  walk,
  type WalkChoice,
  walkLevels,
  type WalkSetting,
} from "./walks.ts";

/** Levels looked at before the best of them is refined. */
const LEVELS = 13;

/** Golden sections of the bracket around the best level. */
const SECTIONS = 10;

/** Groups of samples of a stochastic walk, each compared with data of its own. */
const GROUPS = 8;

/** Directions of the sliced distance. */
const DIRECTIONS = 32;

/** The coarsest level to stop at: beyond λ = 0 there is more noise than data. */
const COARSEST = 0;

/**
 * What stopping at a time costs.
 * @category Advice
 */
export interface StopPoint extends WalkChoice {
  /** The distance from the data: its mean over the walks. */
  readonly error: number;
}

/**
 * Where to stop, and what it was found by.
 * @category Advice
 */
export interface StopFound {
  /** The best of all that was looked at. */
  readonly best: StopPoint;
  /** Walks that stop, by falling t_eps. */
  readonly stops: readonly StopPoint[];
  /** Walks that go on to the data, by falling t_eps. */
  readonly denoised: readonly StopPoint[];
}

/**
 * Distances of walks from the data. A deterministic walk is compared with the exact flow from the same beginning, point by
 * point: their mean bounds the Wasserstein distance W₁ from above, and is W₁ on one-dimensional Gaussians. (The root mean
 * square would bound W₂, and hang on the few walks that end at another mode.) A stochastic walk has no such partner: groups
 * of samples are compared with data by the sliced W₂.
 */
export async function distances(setting: WalkSetting): Promise<(choice: WalkChoice) => Promise<Float64Array>> {
  const { subject, sampler, points, seed } = setting, start = beginnings(setting);
  const d = subject.dimension;
  if (!sampler.stochastic) {
    const ends = (await exactFlow(setting, start, [])).at(-1)!;
    return async (choice) => rowDistances(await walk(setting, choice, start), ends, d);
  }
  const data = subject.law.sampleData(points, new Random(seed, "held-out data"));
  const each = Math.floor(points / GROUPS) * d;
  return async (choice) => {
    const samples = await walk(setting, choice, start);
    return Float64Array.from(
      { length: GROUPS },
      (_, g) =>
        slicedDistance(samples.subarray(g * each, (g + 1) * each), data.subarray(g * each, (g + 1) * each), d, seed),
    );
  };
}

/** The root of W₂² of projections, averaged over directions; both samples have one size. */
function slicedDistance(a: Float64Array, b: Float64Array, d: number, seed: number): number {
  const count = d === 1 ? 1 : DIRECTIONS,
    directions = new Random(seed, "directions").normals(count * d),
    n = a.length / d;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const along = directions.subarray(k * d, (k + 1) * d), norm = Math.hypot(...along);
    const project = (rows: Float64Array) =>
      Float64Array.from({ length: n }, (_, row) => {
        let dot = 0;
        for (let i = 0; i < d; i++) dot += rows[row * d + i] * along[i] / norm;
        return dot;
      }).sort();
    const [u, w] = [project(a), project(b)];
    for (let i = 0; i < n; i++) sum += (u[i] - w[i]) ** 2 / n / count;
  }
  return Math.sqrt(sum);
}

/**
 * Finds the best t_eps and last step for a sampler and a budget.
 * @param setting The walks.
 * @returns What was found.
 * @category Advice
 */
export async function findStop(setting: WalkSetting): Promise<StopFound> {
  const { path, from } = setting, measure = await distances(setting);
  const finest = path.at(finestTime(path)).logSnr,
    coarsest = Math.min(Math.max(COARSEST, path.at(from).logSnr + 1), finest - 1);
  const errorAt = async (logSnr: number, end: WalkEnd): Promise<StopPoint> => {
    const to = logSnr >= finest ? finestTime(path) : path.timeAt(logSnr);
    return { to, end, error: mean(await measure({ to, end })) };
  };
  const found: Record<WalkEnd, StopPoint[]> = { stop: [], data: [] };
  let best: StopPoint | undefined;
  for (const end of ["stop", "data"] as const) {
    if (end === "stop" && setting.evaluations < setting.sampler.evaluationsPerStep) continue;
    const logSnrs = Array.from({ length: LEVELS }, (_, i) => coarsest + i * (finest - coarsest) / (LEVELS - 1));
    for (const logSnr of logSnrs) found[end].push(await errorAt(logSnr, end));
    let at = found[end].reduce((least, { error }, i) => error < found[end][least].error ? i : least, 0);
    let [low, high] = [logSnrs[Math.max(0, at - 1)], logSnrs[Math.min(LEVELS - 1, at + 1)]];
    const golden = (Math.sqrt(5) - 1) / 2, tried = [found[end][at]];
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
    if (best === undefined || least.error < best.error) best = least;
  }
  return { best: best!, stops: found.stop, denoised: found.data };
}

/**
 * The advice on t_eps and the last step.
 * @param setting The walks that it holds for.
 * @returns The advice; its cost is the distance from the data of the path's usual end over that of the advised one, on
 * other walks than the choice was made on.
 */
export async function adviseStop(setting: WalkSetting): Promise<Omit<Advice, "holds">> {
  const { best, stops, denoised } = await findStop(setting), { path, sampler } = setting;
  const measure = await distances({ ...setting, seed: setting.seed + 1 });
  const chosen = await measure(best), usual: WalkChoice = { to: path.finest, end: "data" };
  const cost = meanRatio(await measure(usual), chosen, setting.seed);
  const lower = best.end === "stop" && sampler.order > 1
    ? meanRatio(await measure({ ...best, lower: true }), chosen, setting.seed)
    : undefined;
  const last = walkLevels(setting, best).slice(-2).map(({ time }) => time.toPrecision(3));
  const ending = best.end === "stop" ? "stop there" : "then one step to the data";
  const order = lower === undefined
    ? ""
    : `; a last step of order 1 changes the error by a factor ${formatInterval(lower)}`;
  return {
    topic: "stop",
    choice: `t_eps = ${best.to.toPrecision(3)}, ${ending}; last step ${last[0]} → ${last[1]}${order}`,
    cost,
    costs: `distance from the data, of stopping at ${path.finest} and stepping to the data`,
    distinguishable: isDistinguishable(cost),
    curves: [...curvesOf(stops, denoised), await stoppingCurve(setting, stops)],
    axes: { x: "t_eps", y: "distance from the data" },
  };
}

function curvesOf(stops: readonly StopPoint[], denoised: readonly StopPoint[]): AdviceCurve[] {
  return ([["stop at t_eps", stops], ["then a step to the data", denoised]] as const)
    .filter(([, points]) => points.length > 0)
    .map(([label, points]) => ({ label, x: points.map(({ to }) => to), y: points.map(({ error }) => error) }));
}

/** The exact flow, stopped: what stopping costs where steps cost nothing. */
async function stoppingCurve(setting: WalkSetting, stops: readonly StopPoint[]): Promise<AdviceCurve> {
  const times = stops.map(({ to }) => to), start = beginnings(setting), states = await exactFlow(setting, start, times);
  const ends = states.at(-1)!, d = setting.subject.dimension;
  const y = times.map((_, i) => mean(rowDistances(states[i], ends, d)));
  const kept = times.map((_, i) => i).filter((i) => y[i] > 0);
  return { label: "stopping alone", x: kept.map((i) => times[i]), y: kept.map((i) => y[i]) };
}

/** The reference flow is not known better: distances below it are one. */
export const RESOLUTION = 1e-6;

/**
 * The ratio of two mean distances, or errors, with its interval over the rows, paired.
 * @param a Those of the one.
 * @param b Those of the other, of the same rows.
 * @param seed The seed of the bootstrap.
 * @returns mean a / mean b.
 */
export function meanRatio(a: Float64Array, b: Float64Array, seed: number): Interval {
  return bootstrapRows(a.length, (rows) => {
    let [over, under] = [RESOLUTION * rows.length, RESOLUTION * rows.length];
    for (let i = 0; i < rows.length; i++) {
      over += a[rows[i]];
      under += b[rows[i]];
    }
    return over / under;
  }, { seed, resamples: 500 });
}

/** What is lost below this factor is nothing. */
const NEGLIGIBLE = 1.01;

/** Whether a cost can be told from nothing: its whole interval is beyond one per cent. */
export function isDistinguishable({ low }: Interval): boolean {
  return low > NEGLIGIBLE;
}

/** An interval as text. */
export function formatInterval({ value, low, high }: Interval): string {
  const short = (number: number) => Number(number.toPrecision(3)).toString();
  return `${short(value)} [${short(low)}, ${short(high)}]`;
}
