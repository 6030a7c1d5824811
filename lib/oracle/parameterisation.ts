/**
 * What can be predicted of x_t, each as a function of α, σ and the data's variance in one direction.
 * @module
 */
import type { Level, MovingLevel } from "../schedules/types.ts";

/** The quantities whose ideal prediction an oracle knows: ∇ log q_t, E[ε|x], E[x0|x] and E[αε − σx0 | x]. */
export type Quantity = "score" | "eps" | "x0" | "v";

/**
 * A quantity under Gaussian data. If x0 ~ N(μ, λ) in one direction, then with s = α²λ + σ² the prediction is
 *
 *   f = φ(λ) (x − αμ) + ψ μ.
 *
 * In a mixture f is the average of the components' f under their posterior weights, so φ, ψ and their derivatives are
 * all that an oracle must know of a quantity. Every form below is free of cancellation at α → 1 and at σ → 1.
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
}

const zero = () => 0;

/** The rule of each quantity. */
export const RULES: Readonly<Record<Quantity, Rule>> = {
  // −(x − αμ)/s.
  score: {
    phi: (_, __, s) => -1 / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) => 2 * (alpha * dAlpha * variance + sigma * dSigma) / s / s,
    psi: zero,
    dPsi: zero,
  },
  // −σ · score.
  eps: {
    phi: ({ sigma }, _, s) => sigma / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (dSigma * (alpha * alpha * variance - sigma * sigma) - 2 * alpha * sigma * dAlpha * variance) / s / s,
    psi: zero,
    dPsi: zero,
  },
  // The posterior mean, μ + αλ (x − αμ)/s.
  x0: {
    phi: ({ alpha }, variance, s) => alpha * variance / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      variance * (dAlpha * (sigma * sigma - alpha * alpha * variance) - 2 * alpha * sigma * dSigma) / s / s,
    psi: () => 1,
    dPsi: zero,
  },
  // αε − σx0.
  v: {
    phi: ({ alpha, sigma }, variance, s) => alpha * sigma * (1 - variance) / s,
    dPhi: ({ alpha, sigma, dAlpha, dSigma }, variance, s) =>
      (1 - variance) * (alpha * alpha * variance - sigma * sigma) * (alpha * dSigma - sigma * dAlpha) / s / s,
    psi: ({ sigma }) => -sigma,
    dPsi: ({ dSigma }) => -dSigma,
  },
};
