/**
 * What can be predicted of x_t, each as a function of α, σ and the data's variance in one direction.
 * @module
 */
import type { Level, MovingLevel } from "../schedules/types.ts";

/**
 * The quantities whose ideal prediction an oracle knows: ∇ log q_t, E[ε|x], E[x0|x] and E[αε − σx0 | x].
 * @category Oracles
 */
export type Quantity = "score" | "eps" | "x0" | "v";

/**
 * A quantity under Gaussian data. If x0 ~ N(μ, λ) in one direction, then with s = α²λ + σ² the prediction is
 *
 *   f = φ(λ) (x − αμ) + ψ μ.
 *
 * In a mixture f is the average of the components' f under their posterior weights, so φ, ψ and their derivatives are
 * all that an oracle must know of a quantity. Every form below is free of cancellation at α → 1 and at σ → 1.
 *
 * Along a path x = α x0 + σ ε the prediction is φα (x0 − μ) + φσ ε + ψμ. The derivatives of the two products are given
 * as such: put together of dφ and φ they would be differences of terms of the size of dσ/σ, also where they are 0.
 */
export interface Rule {
  /** φ, with s given. */
  phi(level: Level, variance: number, s: number): number;
  /** dφ along the motion of α and σ. */
  dPhi(level: MovingLevel, variance: number, s: number): number;
  /** ψ. */
  psi(level: Level): number;
  /** dψ along the motion of σ. */
  dPsi(level: MovingLevel): number;
  /** ψ − φα, by which a component's mean moves the prediction at fixed x. */
  pull(level: Level, variance: number, s: number): number;
  /** d(φα), by which the data's distance from μ moves the prediction along a path. */
  dSignal(level: MovingLevel, variance: number, s: number): number;
  /** d(φσ), by which the noise moves it. */
  dNoise(level: MovingLevel, variance: number, s: number): number;
}

const zero = () => 0;

/** α dσ − σ dα: as dα ≤ 0 ≤ dσ, nothing cancels. */
function turn({ alpha, sigma, dAlpha, dSigma }: MovingLevel): number {
  return alpha * dSigma - sigma * dAlpha;
}

/** The rule of each quantity. */
export const RULES: Readonly<Record<Quantity, Rule>> = {
  // −(x − αμ)/s.
  score: {
    phi: (_, __, s) => -1 / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) => 2 * (alpha * dAlpha * variance + sigma * dSigma) / s / s,
    psi: zero,
    dPsi: zero,
    pull: ({ alpha }, _, s) => alpha / s,
    dSignal: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (dAlpha * (alpha * alpha * variance - sigma * sigma) + 2 * alpha * sigma * dSigma) / s / s,
    dNoise: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (dSigma * (sigma * sigma - alpha * alpha * variance) + 2 * alpha * sigma * variance * dAlpha) / s / s,
  },
  // −σ · score.
  eps: {
    phi: ({ sigma }, _, s) => sigma / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (dSigma * (alpha * alpha * variance - sigma * sigma) - 2 * alpha * sigma * dAlpha * variance) / s / s,
    psi: zero,
    dPsi: zero,
    pull: ({ alpha, sigma }, _, s) => -alpha * sigma / s,
    dSignal: (level, variance, s) => turn(level) * (level.alpha ** 2 * variance - level.sigma ** 2) / s / s,
    dNoise: (level, variance, s) => 2 * level.alpha * level.sigma * variance * turn(level) / s / s,
  },
  // The posterior mean, μ + αλ (x − αμ)/s.
  x0: {
    phi: ({ alpha }, variance, s) => alpha * variance / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      variance * (dAlpha * (sigma * sigma - alpha * alpha * variance) - 2 * alpha * sigma * dSigma) / s / s,
    psi: () => 1,
    dPsi: zero,
    pull: ({ sigma }, _, s) => sigma * sigma / s,
    dSignal: (level, variance, s) => -2 * level.alpha * level.sigma * variance * turn(level) / s / s,
    dNoise: (level, variance, s) => variance * turn(level) * (level.alpha ** 2 * variance - level.sigma ** 2) / s / s,
  },
  // αε − σx0.
  v: {
    phi: ({ alpha, sigma }, variance, s) => alpha * sigma * (1 - variance) / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (1 - variance) * (alpha * alpha * variance - sigma * sigma) * (alpha * dSigma - sigma * dAlpha) / s / s,
    psi: ({ sigma }) => -sigma,
    dPsi: ({ dSigma }) => -dSigma,
    pull: ({ alpha, sigma }, _, s) => -sigma * (alpha * alpha + sigma * sigma) / s,
    dSignal: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (1 - variance) * alpha * (2 * sigma ** 3 * dAlpha + alpha * dSigma * (alpha * alpha * variance - sigma * sigma)) /
      s / s,
    dNoise: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (1 - variance) * sigma *
      (2 * alpha ** 3 * variance * dSigma + sigma * dAlpha * (sigma * sigma - alpha * alpha * variance)) /
      s / s,
  },
};
