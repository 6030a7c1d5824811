/**
 * Schedules known by their angle: α = cos θ, σ = sin θ.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { defineSchedule, noiseLevel } from "./define.ts";
import type { Schedule } from "./types.ts";

/** θ(t) = arctan(σ/α) with its first two derivatives. */
export interface Angle {
  /** cos θ = α. */
  readonly cos: number;
  /** sin θ = σ. */
  readonly sin: number;
  /** dθ/dt ≥ 0. */
  readonly slope: number;
  /** d²θ/dt². */
  readonly curvature: number;
}

/**
 * A schedule by its angle.
 * @category Schedules
 */
export interface AngleDefinition {
  /** The schedule's name. */
  readonly name: string;
  /** Its definition in TeX. */
  readonly tex: string;
  /** θ and its derivatives at t. Sine and cosine are given apart: at t = 1, cos(π/2) would not be 0 in float64. */
  readonly angle: (t: number) => Angle;
  /** The time of tan θ = σ/α in (0, ∞). */
  readonly timeAtTangent: (tangent: number) => number;
}

/**
 * Makes a schedule of an angle θ(t) that leaves 0 with a finite slope, so that dα/dt = −σ θ′ vanishes at t = 0.
 *
 * This is the form for schedules with σ ~ t: the integrated rate is then quadratic at 0 and its σ″ cancels, while here
 * σ″ = θ″ cos θ − θ′² sin θ does not.
 * @param definition The schedule's parts.
 * @returns The schedule.
 * @category Schedules
 */
export function fromAngle(options: AngleDefinition): Schedule {
  checkArguments("fromAngle", arguments);
  const { name, tex, angle, timeAtTangent } = options;
  return defineSchedule({
    name,
    tex,
    origin: { alphaSlope: 0, sigmaExponent: 0 },
    at: (t) => {
      const { cos, sin, slope, curvature } = angle(t);
      return noiseLevel(t, {
        alpha: cos,
        dAlpha: 0 - sin * slope,
        d2Alpha: -cos * slope * slope - sin * curvature,
        sigma: sin,
        dSigma: cos * slope,
        d2Sigma: cos * curvature - sin * slope * slope,
      });
    },
    timeAt: (logSnr) => timeAtTangent(Math.exp(-logSnr / 2)),
  });
}
