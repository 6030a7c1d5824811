/**
 * EDM's noise distribution as a schedule.
 * @module
 */
import { checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { normalCdf, normalQuantile } from "../numerics/special.ts";
import type { ScheduleEntry } from "./entry.ts";
import { fromLogSnr } from "./from_log_snr.ts";
import type { Schedule } from "./types.ts";

/** The normal distribution of ln σ_EDM. */
export interface EdmOptions {
  /** P_mean. */
  readonly mean?: number;
  /** P_std. */
  readonly std?: number;
}

/** Below this time, where σ is e^{−32}, λ stands still: dz/dt would leave float64's range. */
const SMALLEST = 1e-150;

/**
 * EDM's training distribution (Karras et al. 2022, table 1: ln(σ/α) ~ N(−1.2, 1.2²)) as a schedule: t is the quantile,
 * λ = −2 (P_mean + P_std Φ⁻¹(t)), so that uniform t gives EDM's noise levels.
 *
 * As t → 0, with z = Φ⁻¹(t) ≈ −√(2 ln 1/t), σ ≈ e^{P_mean + P_std z} falls more slowly than any power of t and
 * dσ/dt ≈ P_std σ √(2π) e^{z²/2} ~ σ/(t |z|): the exponent −1, up to factors that vary slowly. EDM's σ as a coordinate has no
 * singularity; its quantile has the strongest of all.
 *
 * @example Log σ/α is normal: its median is at the middle of the times
 * ```ts
 * import assert from "node:assert/strict";
 * import { edm } from "nearzero/schedules";
 *
 * const { alpha, sigma } = edm({ mean: -1.2, std: 1.2 }).at(0.5);
 * assert.ok(Math.abs(Math.log(sigma / alpha) + 1.2) < 1e-9);
 * ```
 *
 * @param options P_mean = −1.2 and P_std = 1.2.
 * @returns The schedule.
 * @throws {RangeError} If P_std is not greater than 0.
 * @category Schedules
 */
export function edm({ mean = -1.2, std = 1.2 }: EdmOptions = {}): Schedule {
  checkArguments("edm", arguments);
  checkNumber("make an EDM schedule", "mean", mean);
  checkPositive("make an EDM schedule", "std", std);
  return fromLogSnr({
    name: mean === -1.2 && std === 1.2 ? "EDM" : `EDM (${mean}, ${std})`,
    tex: String.raw`\lambda_t = -2\left(${mean} + ${std}\,\Phi^{-1}(t)\right)`,
    origin: { alphaSlope: -Infinity, sigmaExponent: -1, slowlyVarying: true },
    logSnr: (t) => {
      const z = normalQuantile(t === 0 ? 0 : Math.max(t, SMALLEST));
      // dz/dt = 1/φ(z), d²z/dt² = z/φ(z)².
      const slope = Math.sqrt(2 * Math.PI) * Math.exp(z * z / 2);
      return { value: -2 * (mean + std * z), slope: -2 * std * slope, curvature: -2 * std * z * slope * slope };
    },
    timeAt: (logSnr) => normalCdf((-logSnr / 2 - mean) / std),
  });
}

/** EDM's schedule as plain JSON. */
export interface EdmConfig extends Required<EdmOptions> {
  /** Says which schedule this is. */
  readonly kind: "edm";
}

/** Its entry. */
export const edmEntry: ScheduleEntry<EdmConfig> = {
  kind: "edm",
  source: "Karras et al. 2022, table 1",
  endsInNoise: true,
  schema: (z) =>
    z.strictObject({
      kind: z.literal("edm"),
      mean: z.number().default(-1.2),
      std: z.number().positive().default(1.2),
    }),
  make: ({ mean, std }) => edm({ mean, std }),
};
