/**
 * The cosine schedule shifted for large pictures.
 * @module
 */
import { checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { ScheduleEntry } from "./entry.ts";
import { fromAngle } from "./from_angle.ts";
import type { Schedule } from "./types.ts";

/** The two resolutions whose ratio is the shift. */
export interface ShiftOptions {
  /** The side of the pictures, in pixels. */
  readonly resolution?: number;
  /** The side at which the cosine schedule is left as it is. */
  readonly reference?: number;
}

/**
 * The shifted cosine schedule of simple diffusion (Hoogeboom et al. 2023, eq. 7): the log-SNR of α = cos(πt/2) moved by
 * 2 ln(reference/resolution), so that a larger picture, whose neighbours share their content, gets as much noise per
 * patch. tan θ is multiplied by k = resolution/reference. The paper's clipping of λ to [−15, 15] is left to the reader.
 *
 * @example The shift of pictures four times as wide
 * ```ts
 * import assert from "node:assert/strict";
 * import { shiftedCosine, trigonometric } from "nearzero/schedules";
 *
 * const shifted = shiftedCosine({ resolution: 256, reference: 64 });
 * assert.ok(Math.abs(shifted.at(0.5).logSnr - (trigonometric().at(0.5).logSnr + 2 * Math.log(64 / 256))) < 1e-12);
 * ```
 *
 * @param options 256 pixels against 64.
 * @returns The schedule.
 * @throws {RangeError} If a resolution is not greater than 0.
 * @category Schedules
 */
export function shiftedCosine({ resolution = 256, reference = 64 }: ShiftOptions = {}): Schedule {
  checkArguments("shiftedCosine", arguments);
  checkPositive("make a shifted cosine schedule", "resolution", resolution);
  checkPositive("make a shifted cosine schedule", "reference", reference);
  const k = resolution / reference, c = Math.PI / 2;
  return fromAngle({
    name: resolution === 256 && reference === 64 ? "shifted cosine" : `shifted cosine (${resolution}/${reference})`,
    tex: String.raw`\lambda_t = -2\ln\tan\frac{\pi t}{2} + 2\ln\frac{${reference}}{${resolution}}`,
    angle: (t) => {
      const cos = Math.sin(c * (1 - t)), sin = k * Math.sin(c * t);
      const square = cos * cos + sin * sin, norm = Math.sqrt(square);
      return {
        cos: cos / norm,
        sin: sin / norm,
        slope: c * k / square,
        curvature: -2 * c * c * (k * k - 1) * cos * sin / (square * square),
      };
    },
    timeAtTangent: (tangent) => Math.atan(tangent / k) / c,
  });
}

/** The shifted cosine schedule as plain JSON. */
export interface ShiftedCosineConfig extends Required<ShiftOptions> {
  /** Says which schedule this is. */
  readonly kind: "shifted-cosine";
}

/** Its entry. */
export const shiftedCosineEntry: ScheduleEntry<ShiftedCosineConfig> = {
  kind: "shifted-cosine",
  source: "Hoogeboom et al. 2023, eq. 7",
  formula: "cos(pi t / 2) / sqrt(cos(pi t / 2)^2 + 16 sin(pi t / 2)^2)",
  endsInNoise: true,
  schema: (z) =>
    z.strictObject({
      kind: z.literal("shifted-cosine"),
      resolution: z.number().positive().default(256),
      reference: z.number().positive().default(64),
    }),
  make: ({ resolution, reference }) => shiftedCosine({ resolution, reference }),
};
