/**
 * The cosine schedule with its offset.
 * @module
 */
import { checkInteger, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type AlphaSigma, defineSchedule, noiseLevel } from "./define.ts";
import type { ScheduleEntry } from "./entry.ts";
import { rateOfLogSnr } from "./from_rate.ts";
import { type Grid, gridFromRates, MOST_STEPS } from "./grid.ts";
import { trigonometric } from "./trigonometric.ts";
import type { Schedule } from "./types.ts";

/**
 * The cosine schedule (Nichol & Dhariwal 2021, "Improved DDPM", eq. 17) in continuous time.
 *
 * α = cos θ / cos θ₀ with θ = (t + s)/(1 + s) · π/2. With Δ = θ − θ₀ = c t,
 *
 * - σ² = sin Δ · sin(θ + θ₀) / cos² θ₀,
 * - σσ′ = c sin 2θ / (2 cos² θ₀),
 * - σ³σ″ = −c² [(2 sin Δ sin(θ + θ₀))² + sin² 2θ₀] / (4 cos⁴ θ₀),
 *
 * none of which cancels at any s or t. Its dα/dt at 0 is −c tan θ₀: the offset alone makes it differ from 0.
 *
 * @example Its offset makes dα/dt differ from 0 at 0
 * ```ts
 * import assert from "node:assert/strict";
 * import { cosine } from "nearzero/schedules";
 *
 * const { alpha, sigma } = cosine().at(0.3);
 * assert.ok(Math.abs(alpha ** 2 + sigma ** 2 - 1) < 1e-15);
 * assert.ok(cosine().origin.alphaSlope < 0 && cosine(0).origin.alphaSlope === 0);
 * ```
 *
 * @param offset s in [0, 1); the paper's is 0.008. With 0 it is {@link trigonometric}.
 * @returns The schedule.
 * @throws {RangeError} If the offset is outside [0, 1).
 * @category Schedules
 */
export function cosine(offset: number = 0.008): Schedule {
  checkNumber("make a cosine schedule", "offset", offset, 0, 1 - Number.EPSILON);
  const name = offset === 0.008 ? "cosine" : `cosine (s = ${offset})`;
  if (offset === 0) return { ...trigonometric(), name };
  const c = Math.PI / 2 / (1 + offset), theta0 = c * offset;
  const cos0 = Math.cos(theta0), tan0 = Math.tan(theta0), sin20 = Math.sin(2 * theta0);
  const alphaSigma = (t: number): AlphaSigma => {
    // cos θ as the sine of what is left to π/2, so that it reaches 0 without cancelling.
    const delta = c * t, sin = Math.sin(delta + theta0), cos = Math.sin(c * (1 - t));
    const alpha = cos / cos0;
    const product = Math.sin(delta) * Math.sin(delta + 2 * theta0);
    const sigma = Math.sqrt(product) / cos0;
    return {
      alpha,
      dAlpha: -c * sin / cos0,
      d2Alpha: -c * c * alpha,
      sigma,
      dSigma: c * sin * cos / (cos0 * cos0 * sigma),
      d2Sigma: -c * c * (4 * product * product + sin20 * sin20) / (4 * cos0 ** 4 * sigma ** 3),
    };
  };
  return defineSchedule({
    name,
    tex: String.raw`\alpha_t = \cos\left(\frac{t + s}{1 + s}\,\frac{\pi}{2}\right)\Big/` +
      String.raw`\cos\left(\frac{s}{1 + s}\,\frac{\pi}{2}\right),\quad s = ${offset}`,
    origin: { alphaSlope: -c * tan0, sigmaExponent: -0.5 },
    at: (t) => noiseLevel(t, alphaSigma(t)),
    timeAt: (logSnr) => {
      const alpha = 1 / Math.sqrt(1 + Math.exp(-logSnr)), variance = 1 / (1 + Math.exp(logSnr));
      // With u = tan(Δ/2): α = cos Δ − tan θ₀ sin Δ is a quadratic in u; its root in the form that does not cancel.
      const u = variance / (1 + alpha) / (tan0 + Math.sqrt(tan0 * tan0 + variance));
      return 2 * Math.atan(u) / c;
    },
  });
}

/** Parameters of a cosine grid. */
export interface CosineGridOptions {
  /** T. */
  readonly steps?: number;
  /** s, the offset of the cosine. */
  readonly offset?: number;
  /** The largest β; ᾱ of the last step would otherwise be 0. */
  readonly maxBeta?: number;
}

/**
 * The cosine grid of Nichol & Dhariwal (2021), its β clipped.
 *
 * @example A thousand steps
 * ```ts
 * import assert from "node:assert/strict";
 * import { cosineGrid } from "nearzero/schedules";
 *
 * const { alpha, steps } = cosineGrid();
 * assert.equal(steps, 1000);
 * assert.ok(alpha[0] > alpha[999]);
 * ```
 *
 * @param options T = 1000 steps, s = 0.008, β at most 0.999.
 * @returns The grid.
 * @throws {RangeError} If an option is out of range.
 * @category Schedules
 */
export function cosineGrid({ steps = 1000, offset = 0.008, maxBeta = 0.999 }: CosineGridOptions = {}): Grid {
  checkArguments("cosineGrid", arguments);
  checkInteger("make a cosine grid", "steps", steps, 1, MOST_STEPS);
  checkNumber("make a cosine grid", "maxBeta", maxBeta, Number.MIN_VALUE, 1 - Number.EPSILON);
  const schedule = cosine(offset), mostRise = -Math.log1p(-maxBeta);
  const rates = new Float64Array(steps);
  let unclipped = 0;
  for (let k = 0; k < steps; k++) {
    const previous = unclipped;
    unclipped = rateOfLogSnr(schedule.at((k + 1) / steps).logSnr);
    // Where nothing was clipped so far the rate is the schedule's own, not a sum of its differences.
    const clipped = k > 0 && rates[k - 1] !== previous;
    if (unclipped - previous > mostRise) rates[k] = (k === 0 ? 0 : rates[k - 1]) + mostRise;
    else rates[k] = clipped ? rates[k - 1] + unclipped - previous : unclipped;
  }
  return gridFromRates("cosine", rates);
}

/** The cosine schedule as plain JSON. */
export interface CosineConfig {
  /** Says which schedule this is. */
  readonly kind: "cosine";
  /** s, the offset. */
  readonly offset: number;
}

/** Its entry. */
export const cosineEntry: ScheduleEntry<CosineConfig> = {
  kind: "cosine",
  source: "Nichol & Dhariwal 2021, eq. 17",
  formula: "cos((t + 0.008) / 1.008 * pi / 2) / cos(0.008 / 1.008 * pi / 2)",
  endsInNoise: true,
  schema: (z) => z.strictObject({ kind: z.literal("cosine"), offset: z.number().positive().default(0.008) }),
  make: ({ offset }) => cosine(offset),
  grid: ({ offset }, steps) => cosineGrid({ steps, offset }),
};
