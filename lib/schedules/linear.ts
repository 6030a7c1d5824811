/**
 * The linear schedule of DDPM, in continuous time.
 * @module
 */
import { checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { ScheduleEntry } from "./entry.ts";
import { fromRate } from "./from_rate.ts";
import { ddpmLinearGrid } from "./grid.ts";
import type { Schedule } from "./types.ts";

/**
 * The rate's two ends.
 * @category Schedules
 */
export interface BetaRange {
  /** β(0), the rate at the data; T times DDPM's first β. */
  readonly betaMin?: number;
  /** β(1), the rate at the noise; T times DDPM's last β. */
  readonly betaMax?: number;
}

/**
 * The variance-preserving SDE with a linear rate (Song et al. 2021, "Score-based generative modeling through SDEs",
 * eq. 32), the limit of DDPM's β from 1e-4 to 0.02 over T = 1000 steps.
 *
 * @example Near 0 the noise grows like √t
 * ```ts
 * import assert from "node:assert/strict";
 * import { linear } from "nearzero/schedules";
 *
 * const { alpha, sigma } = linear().at(0.3);
 * assert.ok(Math.abs(alpha ** 2 + sigma ** 2 - 1) < 1e-15);
 * assert.equal(linear().origin.sigmaExponent, -0.5);
 * ```
 *
 * @param range The rate's ends, 0.1 and 20 as in DDPM.
 * @returns The schedule B(t) = β₀ t + ½ (β₁ − β₀) t².
 * @throws {RangeError} If betaMin is not greater than 0 or betaMax is below it.
 * @category Schedules
 */
export function linear({ betaMin = 0.1, betaMax = 20 }: BetaRange = {}): Schedule {
  checkArguments("linear", arguments);
  checkPositive("make a linear schedule", "betaMin", betaMin);
  checkNumber("make a linear schedule", "betaMax", betaMax, betaMin);
  const rise = betaMax - betaMin;
  return fromRate({
    name: "linear",
    tex: String.raw`\alpha_t = \exp\left(-\tfrac12\int_0^t \beta_u\,du\right),\quad ` +
      String.raw`\beta_t = ${betaMin} + ${rise}\,t`,
    rate: (t) => ({ value: t * (betaMin + rise * t / 2), slope: betaMin + rise * t, curvature: rise }),
    // The root of ½ rise t² + β₀ t = B in the form that does not cancel.
    timeAtRate: (value) => 2 * value / (betaMin + Math.sqrt(betaMin * betaMin + 2 * rise * value)),
  });
}

/** The linear schedule as plain JSON. */
export interface LinearConfig extends Required<BetaRange> {
  /** Says which schedule this is. */
  readonly kind: "linear";
}

/** Its entry. */
export const linearEntry: ScheduleEntry<LinearConfig> = {
  kind: "linear",
  source: "Ho et al. 2020; Song et al. 2021, eq. 32",
  formula: "exp(-0.05t - 4.975t^2)",
  endsInNoise: false,
  schema: (z) =>
    z.strictObject({
      kind: z.literal("linear"),
      betaMin: z.number().positive().default(0.1),
      betaMax: z.number().positive().default(20),
    }),
  make: ({ betaMin, betaMax }) => linear({ betaMin, betaMax }),
  // Ho et al.'s β, from betaMin/T to betaMax/T.
  grid: ({ betaMin, betaMax }, steps) => {
    const most = Math.max(betaMin, betaMax);
    if (most >= steps) {
      throw new RangeError(
        `Cannot make a linear grid: ${steps} steps are too few for betaMax = ${most}, T must be above it so that the last ` +
          `beta, ${most}/T, is below 1`,
      );
    }
    return ddpmLinearGrid({ steps, first: betaMin / steps, last: betaMax / steps });
  },
};
