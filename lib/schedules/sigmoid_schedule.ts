/**
 * The sigmoid schedule.
 * @module
 */
import { checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { defineSchedule, noiseLevel } from "./define.ts";
import type { ScheduleEntry } from "./entry.ts";
import type { Schedule } from "./types.ts";

/** The part of the logistic curve that is used. */
export interface SigmoidOptions {
  /** The argument at t = 0. */
  readonly start?: number;
  /** The argument at t = 1. */
  readonly end?: number;
  /** The temperature τ that divides the argument. */
  readonly tau?: number;
}

/**
 * The sigmoid schedule (Jabri et al. 2022, "Scalable adaptive computation"; Chen 2023): ᾱ = α² falls along a piece of
 * the logistic curve S, rescaled to reach from 1 to 0,
 *
 *   α² = (S(u₁) − S(u)) / (S(u₁) − S(u₀)),  σ² = (S(u) − S(u₀)) / (S(u₁) − S(u₀)),  u = (start + t (end − start))/τ.
 *
 * Both differences are taken as S(a) − S(b) = sinh((a − b)/2) / (2 cosh(a/2) cosh(b/2)), which does not cancel.
 *
 * @example From data to noise
 * ```ts
 * import assert from "node:assert/strict";
 * import { sigmoidSchedule } from "nearzero/schedules";
 *
 * const { alpha, sigma } = sigmoidSchedule().at(0.3);
 * assert.ok(Math.abs(alpha ** 2 + sigma ** 2 - 1) < 1e-15);
 * assert.equal(sigmoidSchedule().at(0).alpha, 1);
 * ```
 *
 * @param options start = −3, end = 3, τ = 1.
 * @returns The schedule.
 * @throws {RangeError} If end is not above start or τ is not greater than 0.
 * @category Schedules
 */
export function sigmoidSchedule({ start = -3, end = 3, tau = 1 }: SigmoidOptions = {}): Schedule {
  checkArguments("sigmoidSchedule", arguments);
  checkNumber("make a sigmoid schedule", "start", start);
  checkPositive("make a sigmoid schedule", "end − start", end - start);
  checkPositive("make a sigmoid schedule", "tau", tau);
  const width = (end - start) / tau, first = start / tau, last = end / tau;
  // S(u + rise) − S(u), the rise given apart so that it stays exact where it is small.
  const difference = (u: number, rise: number) =>
    Math.sinh(rise / 2) / (2 * Math.cosh(u / 2) * Math.cosh((u + rise) / 2));
  const whole = difference(first, width);
  const initialSlope = width / (4 * Math.cosh(first / 2) ** 2) / whole;
  return defineSchedule({
    name: start === -3 && end === 3 && tau === 1 ? "sigmoid" : `sigmoid (${start}, ${end}, ${tau})`,
    tex: String.raw`\alpha_t^2 = \frac{S(${last}) - S(u_t)}{S(${last}) - S(${first})},\quad ` +
      String.raw`u_t = ${first} + ${width}\,t,\quad S(u) = \frac{1}{1 + e^{-u}}`,
    origin: { alphaSlope: -initialSlope / 2, sigmaExponent: -0.5 },
    at: (t) => {
      const u = first + width * t, cosh = Math.cosh(u / 2);
      const alpha = Math.sqrt(difference(u, width * (1 - t)) / whole);
      const sigma = Math.sqrt(difference(first, width * t) / whole);
      // The slope and the curvature of σ² = 1 − α².
      const slope = width / (4 * cosh * cosh) / whole, curvature = -slope * width * Math.tanh(u / 2);
      const dAlpha = -slope / (2 * alpha), dSigma = slope / (2 * sigma);
      return noiseLevel(t, {
        alpha,
        dAlpha,
        d2Alpha: (-curvature / 2 - dAlpha * dAlpha) / alpha,
        sigma,
        dSigma,
        d2Sigma: (curvature / 2 - dSigma * dSigma) / sigma,
      });
    },
  });
}

/** The sigmoid schedule as plain JSON. */
export interface SigmoidConfig extends Required<SigmoidOptions> {
  /** Says which schedule this is. */
  readonly kind: "sigmoid";
}

/** Its entry. */
export const sigmoidEntry: ScheduleEntry<SigmoidConfig> = {
  kind: "sigmoid",
  source: "Jabri et al. 2022; Chen 2023",
  formula: "sqrt((1 / (1 + exp(-(3))) - 1 / (1 + exp(-(6t - 3)))) / (1 / (1 + exp(-(3))) - 1 / (1 + exp(-(-3)))))",
  endsInNoise: true,
  schema: (z) =>
    z.strictObject({
      kind: z.literal("sigmoid"),
      start: z.number().default(-3),
      end: z.number().default(3),
      tau: z.number().positive().default(1),
    }),
  make: ({ start, end, tau }) => sigmoidSchedule({ start, end, tau }),
};
