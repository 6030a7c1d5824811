/**
 * The inverse of a schedule that has none in closed form.
 * @module
 */
import type { NoiseLevel } from "./types.ts";

/** Smallest time considered: below it lies nothing that float64 can tell from 0. */
const SMALLEST = 1e-300;

/**
 * Solves λ(t) = logSnr by Newton's method in ln t, kept inside a bracket by bisection.
 *
 * Near 0 every schedule's λ is almost linear in ln t, so Newton's method converges there at once and t keeps its
 * relative accuracy however small it is.
 * @param at A schedule's level, with λ strictly decreasing in t.
 * @param logSnr The value to reach, above λ(1).
 * @returns The time, 0 where the value lies above λ(1e-300).
 */
export function solveLogSnr(at: (t: number) => NoiseLevel, logSnr: number): number {
  let low = Math.log(SMALLEST), high = 0;
  let bounded = false, u = Math.log(0.5);
  for (let i = 0; i < 200; i++) {
    const t = Math.exp(u), level = at(t);
    const excess = level.logSnr - logSnr;
    if (excess > 0) low = u;
    else high = u;
    const newton = u - excess / (t * level.dLogSnr);
    // Looked at only where it may matter: there a formula takes many digits.
    if (!bounded && !(newton > low)) {
      if (at(SMALLEST).logSnr <= logSnr) return 0;
      bounded = true;
    }
    if (Math.abs(newton - u) <= 1e-16 * Math.max(1, Math.abs(u))) return Math.exp(newton);
    u = newton > low && newton < high ? newton : (low + high) / 2;
  }
  return Math.exp(u);
}
