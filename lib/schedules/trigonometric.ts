/**
 * The trigonometric schedule, the cosine schedule without offset.
 * @module
 */
import type { ScheduleEntry } from "./entry.ts";
import { fromAngle } from "./from_angle.ts";
import type { Schedule } from "./types.ts";

/**
 * α = cos(πt/2), σ = sin(πt/2): the cosine schedule with s = 0, TrigFlow's path (Lu & Song 2024, "sCM", arXiv
 * 2410.11081). dα/dt vanishes at 0, so Theorem 3.1 does not apply to it.
 *
 * @example A quarter of a circle
 * ```ts
 * import assert from "node:assert/strict";
 * import { trigonometric } from "nearzero/schedules";
 *
 * assert.ok(Math.abs(trigonometric().at(0.5).alpha - Math.SQRT1_2) < 1e-15);
 * ```
 *
 * @returns The schedule.
 * @category Schedules
 */
export function trigonometric(): Schedule {
  const c = Math.PI / 2;
  return fromAngle({
    name: "trigonometric",
    tex: String.raw`\alpha_t = \cos\frac{\pi t}{2},\quad \sigma_t = \sin\frac{\pi t}{2}`,
    angle: (t) => ({ cos: Math.sin(c * (1 - t)), sin: Math.sin(c * t), slope: c, curvature: 0 }),
    timeAtTangent: (tangent) => Math.atan(tangent) / c,
  });
}

/** The trigonometric schedule as plain JSON. */
export interface TrigonometricConfig {
  /** Says which schedule this is. */
  readonly kind: "trigonometric";
}

/** Its entry. */
export const trigonometricEntry: ScheduleEntry<TrigonometricConfig> = {
  kind: "trigonometric",
  source: "Lu & Song 2024, TrigFlow",
  formula: "cos(pi t / 2)",
  endsInNoise: true,
  schema: (z) => z.strictObject({ kind: z.literal("trigonometric") }),
  make: () => trigonometric(),
};
