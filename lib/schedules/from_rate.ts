/**
 * Schedules known by their integrated rate, the form of the variance-preserving SDE.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { type AlphaSigma, defineSchedule, noiseLevel } from "./define.ts";
import type { Origin, Schedule } from "./types.ts";

/** B(t) = ∫₀ᵗ β = −2 ln α with its first two derivatives. */
export interface Rate {
  /** B, from 0 at t = 0. */
  readonly value: number;
  /** dB/dt = β ≥ 0. */
  readonly slope: number;
  /** d²B/dt². */
  readonly curvature: number;
}

/**
 * A schedule by its integrated rate.
 * @category Schedules
 */
export interface RateDefinition {
  /** The schedule's name. */
  readonly name: string;
  /** Its definition in TeX. */
  readonly tex: string;
  /** Its behaviour at 0; derived from β(0) > 0 where absent. */
  readonly origin?: Origin;
  /** B and its derivatives at t. */
  readonly rate: (t: number) => Rate;
  /** The time at which B reaches a value; solved for where absent. */
  readonly timeAtRate?: (value: number) => number;
}

/**
 * Makes a schedule of an integrated rate B(t) = −2 ln α(t).
 *
 * α = e^{−B/2}, σ² = −expm1(−B): both keep their relative accuracy to B = 0 and to B = ∞. β(0) must be greater than 0;
 * where it is 0, σ″ cancels near 0 and {@link fromAngle} is the form to use.
 * @param definition The schedule's parts.
 * @returns The schedule.
 * @category Schedules
 */
export function fromRate(definition: RateDefinition): Schedule {
  checkArguments("fromRate", arguments);
  const { name, tex, rate, timeAtRate } = definition;
  const origin = definition.origin ?? { alphaSlope: -rate(0).slope / 2, sigmaExponent: -0.5 };
  const timeAt = timeAtRate && ((logSnr: number) => timeAtRate(rateOfLogSnr(logSnr)));
  return defineSchedule({ name, tex, origin, timeAt, at: (t) => noiseLevel(t, alphaSigmaOfRate(rate(t))) });
}

/**
 * α and σ of an integrated rate.
 *
 * From σ² = 1 − e^{−B}: σ′ = B′α²/(2σ) and σ″ = (½α²(B″ − B′²) − σ′²)/σ.
 * @param rate B and its derivatives.
 * @returns α, σ and their derivatives.
 */
export function alphaSigmaOfRate({ value, slope, curvature }: Rate): AlphaSigma {
  const alpha = Math.exp(-value / 2), sigma = Math.sqrt(-Math.expm1(-value));
  const dSigma = slope * alpha * alpha / (2 * sigma);
  return {
    alpha,
    dAlpha: -slope * alpha / 2,
    d2Alpha: alpha * (slope * slope / 4 - curvature / 2),
    sigma,
    dSigma,
    d2Sigma: (alpha * alpha * (curvature - slope * slope) / 2 - dSigma * dSigma) / sigma,
  };
}

/**
 * B = −2 ln α of a log-SNR: ln(1 + e^{−λ}).
 * @param logSnr λ.
 * @returns B ≥ 0.
 */
export function rateOfLogSnr(logSnr: number): number {
  return logSnr > 0 ? Math.log1p(Math.exp(-logSnr)) : -logSnr + Math.log1p(Math.exp(logSnr));
}
