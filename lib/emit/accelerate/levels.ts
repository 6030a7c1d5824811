/**
 * The noise levels of a run as arrays in float64 that a script looks up.
 * @module
 */
import { normalCdf } from "../../numerics/special.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";

/** The columns of `levels.npz`. */
export interface LevelTable {
  /** By name: of each step α, σ and dλ/dt; of continuous time the knots t, the angle θ and dθ/dt. */
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** Knots of continuous time on each side of a break: their cubics are off by less than rounding in float32. */
const KNOTS = 8192;

/** The largest error of α or σ, relative to itself, that a table may have: a tenth of float32's rounding. */
const TOLERANCE = 5e-9;

/**
 * Tabulates a path. Steps are looked up as they are. Between the knots of continuous time, evenly spread in ln t, the angle
 * θ with α = cos θ and σ = sin θ is the cubic through both ends with the slopes there.
 * @param path The path.
 * @param slopes Whether dλ/dt is asked for.
 * @param options Times at which the path may have a bend, and the least time that is asked for.
 * @returns The table.
 * @throws {RangeError} If a path of continuous time is not smooth enough between its breaks.
 */
export function levelTable(
  path: NoisePath,
  slopes: boolean,
  { breaks = [], least = path.finest }: { readonly breaks?: readonly number[]; readonly least?: number } = {},
): LevelTable {
  if (path.steps !== undefined) {
    const levels = Array.from({ length: path.steps }, (_, step) => path.levelAt(step));
    const columns = {
      alpha: Float64Array.from(levels, ({ alpha }) => alpha),
      sigma: Float64Array.from(levels, ({ sigma }) => sigma),
    };
    if (!slopes) return { columns };
    return { columns: { ...columns, slope: Float64Array.from(levels, (_, step) => path.at(step).dLogSnr) } };
  }
  const inner = breaks.filter((time) => time > least && time < path.noisiest).sort((a, b) => a - b);
  const ends = [least, ...inner, path.noisiest], t: number[] = [];
  for (let i = 1; i < ends.length; i++) {
    const ratio = Math.log(ends[i] / ends[i - 1]);
    for (let k = 0; k < KNOTS; k++) t.push(ends[i - 1] * Math.exp(ratio * k / KNOTS));
  }
  t.push(path.noisiest);
  const levels = t.map((time) => path.at(time));
  const columns = {
    t: Float64Array.from(t),
    theta: Float64Array.from(levels, ({ alpha, sigma }) => Math.atan2(sigma, alpha)),
    // α = cos θ: dα = −σ dθ; and dλ = −2 dθ/(σ α).
    slope: Float64Array.from(
      levels,
      ({ alpha, sigma, dLogSnr, dAlpha }) => alpha === 0 ? -dAlpha! / sigma : -alpha * sigma * dLogSnr / 2,
    ),
  };
  checkBetween(path, columns);
  return { columns };
}

function checkBetween(path: NoisePath, { t, theta, slope }: Record<"t" | "theta" | "slope", Float64Array>): void {
  for (let i = 0; i + 1 < t.length; i++) {
    const h = t[i + 1] - t[i], time = t[i] + h / 2, { alpha, sigma } = path.levelAt(time);
    const angle = (theta[i] + theta[i + 1]) / 2 + h * (slope[i] - slope[i + 1]) / 8;
    const off = Math.abs(angle - Math.atan2(sigma, alpha)) / Math.min(sigma, Math.max(alpha, 1e-3));
    if (off <= TOLERANCE) continue;
    throw new RangeError(
      `Cannot emit for accelerate: the ${path.name} is not smooth at t = ${time}, where a table of it is off by ${off}`,
    );
  }
}

/**
 * The shares of a normal law of ln(σ/α) that lie below the ends of a path.
 * @param path The path.
 * @param law Mean and deviation.
 * @returns The shares at the finest and the noisiest time.
 */
export function normalShares(
  path: NoisePath,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): readonly [low: number, high: number] {
  const share = (time: number) => {
    const { alpha, sigma } = path.levelAt(time);
    return normalCdf((Math.log(sigma / alpha) - mean) / deviation);
  };
  return [share(path.finest), share(path.noisiest)];
}
