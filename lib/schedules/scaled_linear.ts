/**
 * The schedule of latent diffusion.
 * @module
 */
import type { BetaRange } from "./linear.ts";
import { quadratic } from "./quadratic.ts";
import type { Schedule } from "./types.ts";

/**
 * The "scaled linear" schedule of latent diffusion (Rombach et al. 2022; Stable Diffusion): {@link quadratic} between
 * the rates of β = 0.00085 and 0.012 over T = 1000 steps.
 * @param range The rate's ends, 0.85 and 12.
 * @returns The schedule.
 * @throws {RangeError} If betaMin is not greater than 0 or betaMax is below it.
 */
export function scaledLinear({ betaMin = 0.85, betaMax = 12 }: BetaRange = {}): Schedule {
  return quadratic({ betaMin, betaMax }, "scaled linear");
}
