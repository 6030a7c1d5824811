/**
 * The schedule of the least averaged squared slope at fixed ends.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { bootstrapRows, type Interval, mean } from "../numerics/stats.ts";
import { fromLogSnr } from "../schedules/from_log_snr.ts";
import type { Schedule } from "../schedules/types.ts";
import type { SamplerLevel } from "../samplers/noise_path.ts";
import { flowSlopes, levelOfLogSnr } from "./flow_slope.ts";
import { meanCurve } from "./compare.ts";
import { fitPanels, type Panels } from "./panels.ts";
import { type AdviceAbout, adviceSubject } from "./subject.ts";
import type { AdviceCurve } from "./types.ts";

/**
 * Between which ends, and how exactly.
 * @category Advice
 */
export interface BestScheduleOptions {
  /** λ at t = 0, the finest level; ln(10⁶), σ = 0.001, unless told. */
  readonly finest?: number;
  /** λ at t = 1; −ln(10⁴), α = 0.01, unless told. */
  readonly noisiest?: number;
  /** Points that the slope is averaged over; 128 unless told. */
  readonly points?: number;
  /** Their seed; 0 unless told. */
  readonly seed?: number;
  /** How well the slope is fitted, relative to its largest value; 1e-11 unless told. */
  readonly tolerance?: number;
  /** The most panels that it is fitted on; 200 unless told. */
  readonly panels?: number;
  /** The level of a log-SNR; a network's path tells its own. */
  readonly levelAt?: (logSnr: number) => SamplerLevel;
}

/**
 * The schedule with what it was made of.
 * @category Advice
 */
export interface BestSchedule {
  /** The schedule: λ falls from `finest` at t = 0 to `noisiest` at t = 1. */
  readonly schedule: Schedule;
  /** The least averaged squared slope, (∫ g dλ)². */
  readonly least: number;
  /** λ at which the slope was asked. */
  readonly logSnrs: Float64Array;
  /** g(λ) = √E‖∇b‖² there. */
  readonly slopes: Float64Array;
  /**
   * The slope as a curve with its intervals over the points.
   * @returns g against λ.
   */
  curve(): AdviceCurve;
  /**
   * The averaged squared slope of another schedule between the same ends, over the least there is.
   * @param other The schedule; it is run over the part of its time that lies between the ends.
   * @returns The ratio, at least 1 but for rounding, with its interval over the points.
   */
  excess(other: Pick<Schedule, "at" | "timeAt" | "name">): Interval;
}

/**
 * The schedule that makes A = ∫₀¹ E‖∇b_t(x_t)‖² dt least (Chen, Vanden-Eijnden & Xu, arXiv 2509.01629), among the
 * variance-preserving ones with given ends.
 *
 * All of them walk the same curve of laws at different speeds, b_t = b_λ dλ/dt. So A = ∫ g(λ)² λ′² dt with
 * g² = E‖∇b_λ‖², which by Cauchy and Schwarz is at least (∫ g dλ)², and is that where g |λ′| is constant: the time is
 * t ∝ ∫_λ g. On N(0, s² I) g = ½|d ln v/dλ| with v = α²s² + σ², so ln v is linear in t, which is the paper's closed form
 * α² = (v₀^{1−t} v₁^t − 1)/(s² − 1).
 *
 * @example No other has a smaller averaged squared slope
 * ```ts
 * import assert from "node:assert/strict";
 * import { bestSchedule } from "nearzero/advice";
 * import { gaussian } from "nearzero/oracle";
 * import { cosine } from "nearzero/schedules";
 *
 * const data = gaussian({ mean: new Float64Array(2), covariance: Float64Array.of(0.25, 0, 0, 0.25) });
 * const best = await bestSchedule(data, { finest: 6, noisiest: -6 });
 * assert.ok(Math.abs(best.excess(best.schedule).value - 1) < 1e-6);
 * assert.ok(best.excess(cosine()).value > 1);
 * ```
 *
 * @param about The law, the points or the network's subject.
 * @param options Ends, points and tolerance.
 * @returns The schedule, the curve that it comes from and the excess of others.
 * @throws {RangeError} If the ends do not fall, or the flow does not stretch between them: every schedule is as good.
 * @category Advice
 */
export async function bestSchedule(about: AdviceAbout, options: BestScheduleOptions = {}): Promise<BestSchedule> {
  checkArguments("bestSchedule", arguments);
  const { finest = Math.log(1e6), noisiest = -Math.log(1e4), points = 128, seed = 0, tolerance = 1e-11 } = options;
  const { panels: most = 200, levelAt = levelOfLogSnr } = options, action = "find the best schedule";
  checkNumber(action, "finest", finest);
  checkNumber(action, "noisiest", noisiest, -Infinity, finest - 1e-6);
  checkInteger(action, "points", points, 2);
  checkInteger(action, "panels", most, 1);
  checkPositive(action, "tolerance", tolerance);
  const subject = adviceSubject(about), squares = new Map<number, Float64Array>();
  const slopesAt = flowSlopes(subject, levelAt, points, seed);
  const slopeAt = async (logSnr: number): Promise<number> => {
    const rows = await slopesAt(logSnr);
    squares.set(logSnr, rows);
    return Math.sqrt(mean(rows));
  };
  const panels = await fitPanels(slopeAt, noisiest, finest, { tolerance, most });
  if (!(panels.total > 1e-9 * (finest - noisiest))) {
    throw new RangeError(
      `Cannot ${action}: the flow of ${subject.name} does not stretch between λ = ${noisiest} and ${finest}, every ` +
        "schedule is as good",
    );
  }
  return {
    schedule: scheduleOf(panels, subject.name, finest, noisiest),
    least: panels.total ** 2,
    logSnrs: Float64Array.from(panels.nodes, ({ x }) => x),
    slopes: Float64Array.from(panels.nodes, ({ x }) => Math.sqrt(mean(squares.get(x)!))),
    curve: () => {
      const places = panels.nodes.map(({ x }) => x), rows = places.map((x) => squares.get(x)!);
      return meanCurve("slope of the flow", places, rows, seed, Math.sqrt);
    },
    excess: (other) => excessOf(panels, squares, other, { finest, noisiest, points, seed }),
  };
}

function scheduleOf(panels: Panels, name: string, finest: number, noisiest: number): Schedule {
  const { total } = panels;
  return fromLogSnr({
    name: `least slope on ${name}`,
    tex: String.raw`\int_{\lambda_t}^{${finest}} g\,d\lambda = t \int g\,d\lambda`,
    origin: { alphaSlope: 0, sigmaExponent: 0 },
    logSnr(t) {
      const value = t === 0 ? finest : t === 1 ? noisiest : panels.placeOf(total * (1 - t));
      const { value: g, derivative } = panels.at(value), slope = -total / g;
      return { value, slope, curvature: -derivative / g * slope * slope };
    },
    timeAt: (logSnr) => 1 - panels.until(Math.min(finest, logSnr)) / total,
  });
}

function excessOf(
  { nodes }: Panels,
  squares: ReadonlyMap<number, Float64Array>,
  other: Pick<Schedule, "at" | "timeAt" | "name">,
  { finest, noisiest, points, seed }: { finest: number; noisiest: number; points: number; seed: number },
): Interval {
  const times = scheduleTimes(other, [finest, noisiest]), span = times[1] - times[0];
  const at = scheduleTimes(other, nodes.map(({ x }) => x));
  const speeds = nodes.map(({ weight }, i) => weight * span * Math.abs(other.at(at[i]).dLogSnr));
  const rows = nodes.map(({ x }) => squares.get(x)!);
  return bootstrapRows(points, (picked) => {
    let asked = 0, least = 0;
    for (let j = 0; j < nodes.length; j++) {
      let sum = 0;
      for (let i = 0; i < picked.length; i++) sum += rows[j][picked[i]];
      asked += speeds[j] * sum / picked.length;
      least += nodes[j].weight * Math.sqrt(sum / picked.length);
    }
    return asked / least ** 2;
  }, { seed, resamples: 200 });
}

/**
 * The times of log-SNRs, asked of a schedule.
 * @param schedule The schedule.
 * @param logSnrs The log-SNRs.
 * @returns Their times.
 * @throws {TypeError} If the schedule has no inverse.
 */
export function scheduleTimes(
  schedule: { readonly name: string; readonly timeAt?: unknown },
  logSnrs: readonly number[],
): number[] {
  const { timeAt } = schedule;
  if (typeof timeAt !== "function") {
    throw new TypeError(`Cannot advise: the ${schedule.name} schedule has no inverse (timeAt)`);
  }
  return logSnrs.map((logSnr) => timeAt.call(schedule, logSnr));
}
