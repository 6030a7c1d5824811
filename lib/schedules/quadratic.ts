/**
 * The quadratic schedule.
 * @module
 */
import { checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { ScheduleEntry } from "./entry.ts";
import { fromRate } from "./from_rate.ts";
import type { BetaRange } from "./linear.ts";
import type { Schedule } from "./types.ts";

/**
 * The quadratic schedule of DDIM (Song et al. 2021, "quad"), in continuous time: √β rises linearly,
 * β(t) = (√β₀ + t (√β₁ − √β₀))².
 *
 * @example Its β grows with t²
 * ```ts
 * import assert from "node:assert/strict";
 * import { quadratic } from "nearzero/schedules";
 *
 * const { alpha, sigma } = quadratic().at(0.3);
 * assert.ok(Math.abs(alpha ** 2 + sigma ** 2 - 1) < 1e-15);
 * ```
 *
 * @param range The rate's ends, 0.1 and 20: T = 1000 times the discrete 1e-4 and 0.02.
 * @param name Its name.
 * @returns The schedule.
 * @throws {RangeError} If betaMin is not greater than 0 or betaMax is below it.
 * @category Schedules
 */
export function quadratic({ betaMin = 0.1, betaMax = 20 }: BetaRange = {}, name: string = "quadratic"): Schedule {
  checkArguments("quadratic", arguments);
  checkPositive(`make a ${name} schedule`, "betaMin", betaMin);
  checkNumber(`make a ${name} schedule`, "betaMax", betaMax, betaMin);
  const a = Math.sqrt(betaMin), b = Math.sqrt(betaMax) - a;
  return fromRate({
    name,
    tex: String.raw`\alpha_t = \exp\left(-\tfrac12\int_0^t \beta_u\,du\right),\quad ` +
      String.raw`\beta_t = \left(\sqrt{${betaMin}} + \left(\sqrt{${betaMax}} - \sqrt{${betaMin}}\right) t\right)^2`,
    rate: (t) => {
      const root = a + b * t;
      return { value: t * (a * a + b * t * (a + b * t / 3)), slope: root * root, curvature: 2 * b * root };
    },
    // (w³ − a³)/(3b) = B at w = √β(t); t = (w − a)/b in the form that does not cancel.
    timeAtRate: (value) => {
      const w = Math.cbrt(a * a * a + 3 * b * value);
      return 3 * value / (w * w + w * a + a * a);
    },
  });
}

/** The quadratic schedule as plain JSON. */
export interface QuadraticConfig extends Required<BetaRange> {
  /** Says which schedule this is. */
  readonly kind: "quadratic";
}

/** Its entry. */
export const quadraticEntry: ScheduleEntry<QuadraticConfig> = {
  kind: "quadratic",
  source: 'Song et al. 2021, DDIM\'s "quad"',
  formula: "exp(-(sqrt(0.1)^2 t + sqrt(0.1) (sqrt(20) - sqrt(0.1)) t^2 + (sqrt(20) - sqrt(0.1))^2 t^3 / 3) / 2)",
  endsInNoise: false,
  schema: (z) =>
    z.strictObject({
      kind: z.literal("quadratic"),
      betaMin: z.number().positive().default(0.1),
      betaMax: z.number().positive().default(20),
    }),
  make: ({ betaMin, betaMax }) => quadratic({ betaMin, betaMax }),
};
