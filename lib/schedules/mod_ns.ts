/**
 * Mod-NS: noise schedules reshaped near t = 0.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import { defineSchedule, noiseLevel } from "./define.ts";
import { alphaSigmaOfRate, type Rate, rateOfLogSnr } from "./from_rate.ts";
import type { NoiseLevel, Schedule } from "./types.ts";

/**
 * An integrated rate slowed down near 0: B̃ = B m with m(u) = 1 − (1 − u)³ and u = t/t̃ in [0, 1].
 *
 * m(0) = 0, so that B̃′(0) = 0 where B′(0) is finite; m′ and m″ vanish at u = 1, so that B̃ joins B with two derivatives.
 * @param rate B and its derivatives at t.
 * @param u t/t̃, in [0, 1].
 * @param until t̃.
 * @returns B̃ and its derivatives.
 */
export function slowRate({ value, slope, curvature }: Rate, u: number, until: number): Rate {
  const rest = 1 - u, m = u * (3 - 3 * u + u * u), dM = 3 * rest * rest / until, d2M = -6 * rest / (until * until);
  return {
    value: value * m,
    slope: slope * m + value * dM,
    curvature: curvature * m + 2 * slope * dM + value * d2M,
  };
}

/**
 * Mod-NS, one of the paper's alternatives to E-TSDM: a schedule with dα/dt = 0 at t = 0, so that Theorem 3.1 does not apply,
 * and its own from t̃ on.
 *
 * The integrated rate B = −2 ln α is multiplied below t̃ by {@linkcode slowRate}'s factor, about 3t/t̃ near 0. Where
 * B ~ t, as for every schedule with a finite slope dα/dt ≠ 0, σ then grows like t and dσ/dt is finite. α, σ, λ and their
 * first derivatives are exact; σ″ is what is left of two large numbers as t → 0, and keeps 16 − lg(1/t) digits or so.
 *
 * @example dα/dt becomes 0 at 0
 * ```ts
 * import assert from "node:assert/strict";
 * import { linear, modNs } from "nearzero/schedules";
 *
 * assert.ok(linear().origin.alphaSlope < 0);
 * assert.equal(Math.abs(modNs(linear()).origin.alphaSlope), 0);
 * ```
 *
 * @param schedule Any schedule.
 * @param until t̃, in (0, 1].
 * @returns The reshaped schedule.
 * @throws {RangeError} If t̃ is not in (0, 1].
 * @category Schedules
 */
export function modNs(schedule: Schedule, until: number = 0.1): Schedule {
  checkNumber("reshape a schedule", "until", until, Number.MIN_VALUE, 1);
  const inside = (t: number): NoiseLevel => {
    const { alpha, dAlpha, d2Alpha, logSnr } = schedule.at(t), a = dAlpha / alpha;
    const rate = { value: rateOfLogSnr(logSnr), slope: -2 * a, curvature: -2 * (d2Alpha / alpha - a * a) };
    return noiseLevel(t, alphaSigmaOfRate(slowRate(rate, t / until, until)));
  };
  const { sigmaExponent, slowlyVarying } = schedule.origin, joint = schedule.at(until).logSnr;
  // At 0 some derivatives are 0 · ∞: those of near times stand for them, but for the slope of α, which is 0.
  const d2Sigma = inside(sigmaExponent === -0.5 ? NEAR : NEAREST).d2Sigma;
  const start = { ...inside(NEAREST), t: 0, alpha: 1, dAlpha: 0, sigma: 0, d2Sigma, logSnr: Infinity };
  const reshaped = defineSchedule({
    name: `Mod-NS ${schedule.name}`,
    tex: String.raw`\tilde\alpha_t = \alpha_t^{1 - (1 - t/${until})^3}\ (t < ${until}),\quad ${schedule.tex}`,
    // σ̃ ≈ σ √(3t/t̃): half a power of t more.
    origin: { alphaSlope: 0, sigmaExponent: sigmaExponent + 0.5, slowlyVarying },
    at: (t) => t >= until ? schedule.at(t) : t === 0 ? start : inside(t),
  });
  return { ...reshaped, timeAt: (logSnr) => logSnr <= joint ? schedule.timeAt(logSnr) : reshaped.timeAt(logSnr) };
}

/** The times that stand for 0; the farther one for a finite σ″, which has no digits left at the nearer. */
const [NEAREST, NEAR] = [1e-100, 1e-8];
