/**
 * The schedule of latent diffusion.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import type { ScheduleEntry } from "./entry.ts";
import type { BetaRange } from "./linear.ts";
import { quadratic } from "./quadratic.ts";
import type { Schedule } from "./types.ts";

/**
 * The "scaled linear" schedule of latent diffusion (Rombach et al. 2022; Stable Diffusion): {@link quadratic} between
 * the rates of β = 0.00085 and 0.012 over T = 1000 steps.
 *
 * @example Latent diffusion’s
 * ```ts
 * import assert from "node:assert/strict";
 * import { scaledLinear } from "nearzero/schedules";
 *
 * const { alpha, sigma } = scaledLinear().at(0.3);
 * assert.ok(Math.abs(alpha ** 2 + sigma ** 2 - 1) < 1e-15);
 * ```
 *
 * @param range The rate's ends, 0.85 and 12.
 * @returns The schedule.
 * @throws {RangeError} If betaMin is not greater than 0 or betaMax is below it.
 * @category Schedules
 */
export function scaledLinear({ betaMin = 0.85, betaMax = 12 }: BetaRange = {}): Schedule {
  checkArguments("scaledLinear", arguments);
  return quadratic({ betaMin, betaMax }, "scaled linear");
}

/** The scaled linear schedule as plain JSON. */
export interface ScaledLinearConfig extends Required<BetaRange> {
  /** Says which schedule this is. */
  readonly kind: "scaled-linear";
}

/** Its entry. */
export const scaledLinearEntry: ScheduleEntry<ScaledLinearConfig> = {
  kind: "scaled-linear",
  source: "Rombach et al. 2022, latent diffusion",
  formula: "exp(-(sqrt(0.85)^2 t + sqrt(0.85) (sqrt(12) - sqrt(0.85)) t^2 + (sqrt(12) - sqrt(0.85))^2 t^3 / 3) / 2)",
  endsInNoise: false,
  schema: (z) =>
    z.strictObject({
      kind: z.literal("scaled-linear"),
      betaMin: z.number().positive().default(0.85),
      betaMax: z.number().positive().default(12),
    }),
  make: ({ betaMin, betaMax }) => scaledLinear({ betaMin, betaMax }),
};
