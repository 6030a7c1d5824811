/**
 * Schedules known by their log-SNR.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { sigmoid } from "../numerics/special.ts";
import { type AlphaSigma, defineSchedule, noiseLevel } from "./define.ts";
import type { NoiseLevel, Origin, Schedule } from "./types.ts";

/** λ(t) = ln(α²/σ²) with its first two derivatives. */
export interface LogSnr {
  /** λ; +∞ at t = 0. */
  readonly value: number;
  /** dλ/dt ≤ 0. */
  readonly slope: number;
  /** d²λ/dt². */
  readonly curvature: number;
}

/**
 * A schedule by its log-SNR.
 * @category Schedules
 */
export interface LogSnrDefinition {
  /** The schedule's name. */
  readonly name: string;
  /** Its definition in TeX. */
  readonly tex: string;
  /** Its behaviour at 0. */
  readonly origin: Origin;
  /** λ and its derivatives at t. */
  readonly logSnr: (t: number) => LogSnr;
  /** The inverse of λ(t); solved for where absent. */
  readonly timeAt?: (logSnr: number) => number;
}

/** The times next to 0 and 1 whose speeds stand for the ends', where λ is infinite. */
const [FIRST, LAST] = [1e-100, 1 - Number.EPSILON / 2];

/**
 * Makes a schedule of a log-SNR: α² and σ² are the logistic function at λ and −λ.
 *
 * At the ends, where λ may be infinite, α and σ are the limits and the derivatives are those of the nearest time inside.
 * @param definition The schedule's parts.
 * @returns The schedule.
 * @category Schedules
 */
export function fromLogSnr(options: LogSnrDefinition): Schedule {
  checkArguments("fromLogSnr", arguments);
  const { name, tex, origin, logSnr, timeAt } = options;
  const at = (t: number): NoiseLevel => {
    const lambda = logSnr(t);
    if (!Number.isFinite(lambda.value)) {
      const inside = at(t === 0 ? FIRST : LAST), signal = lambda.value === Infinity ? 1 : 0;
      return { ...inside, t, alpha: signal, sigma: 1 - signal, logSnr: lambda.value };
    }
    const { value, slope, curvature } = lambda;
    return { ...noiseLevel(t, alphaSigmaOfLogSnr(lambda)), logSnr: value, dLogSnr: slope, d2LogSnr: curvature };
  };
  return defineSchedule({ name, tex, origin, timeAt, at });
}

/**
 * α and σ of a log-SNR: with α′ = ½ασ²λ′ and σ′ = −½σα²λ′,
 * α″ = ½ασ² [λ″ + (½σ² − α²) λ′²] and σ″ = −½σα² [λ″ + (σ² − ½α²) λ′²].
 * @param logSnr λ, λ′ and λ″.
 * @returns α, σ and their derivatives.
 */
export function alphaSigmaOfLogSnr({ value, slope, curvature }: LogSnr): AlphaSigma {
  const alpha = Math.sqrt(sigmoid(value)), sigma = Math.sqrt(sigmoid(-value));
  const a2 = alpha * alpha, s2 = sigma * sigma, square = slope * slope;
  return {
    alpha,
    dAlpha: alpha * s2 * slope / 2,
    d2Alpha: alpha * s2 * (curvature + (s2 / 2 - a2) * square) / 2,
    sigma,
    dSigma: -sigma * a2 * slope / 2,
    d2Sigma: -sigma * a2 * (curvature + (s2 - a2 / 2) * square) / 2,
  };
}
