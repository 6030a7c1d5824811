/**
 * The straight path of flow matching, seen as a variance-preserving schedule.
 * @module
 */
import type { ScheduleEntry } from "./entry.ts";
import { fromAngle } from "./from_angle.ts";
import type { Schedule } from "./types.ts";

/**
 * The path x_t = (1 − t) x0 + t ε of flow matching (Lipman et al. 2023; Liu et al. 2023), scaled by
 * 1/√((1 − t)² + t²) so that α² + σ² = 1. The scaling changes neither the log-SNR nor what a predictor can know.
 *
 * tan θ = t/(1 − t), θ′ = 1/((1 − t)² + t²).
 *
 * @example σ/α = t/(1 − t)
 * ```ts
 * import assert from "node:assert/strict";
 * import { flowMatching } from "nearzero/schedules";
 *
 * const { alpha, sigma } = flowMatching().at(0.25);
 * assert.ok(Math.abs(sigma / alpha - 1 / 3) < 1e-15);
 * ```
 *
 * @returns The schedule.
 * @category Schedules
 */
export function flowMatching(): Schedule {
  return fromAngle({
    name: "flow matching",
    tex: String.raw`\alpha_t = \frac{1 - t}{\sqrt{(1 - t)^2 + t^2}},\quad ` +
      String.raw`\sigma_t = \frac{t}{\sqrt{(1 - t)^2 + t^2}}`,
    angle: (t) => {
      const square = (1 - t) * (1 - t) + t * t, norm = Math.sqrt(square);
      return { cos: (1 - t) / norm, sin: t / norm, slope: 1 / square, curvature: (2 - 4 * t) / (square * square) };
    },
    timeAtTangent: (tangent) => tangent / (1 + tangent),
  });
}

/** The path of flow matching as plain JSON. */
export interface FlowMatchingConfig {
  /** Says which schedule this is. */
  readonly kind: "flow-matching";
}

/** Its entry. */
export const flowMatchingEntry: ScheduleEntry<FlowMatchingConfig> = {
  kind: "flow-matching",
  source: "Lipman et al. 2023; Liu et al. 2023",
  formula: "(1 - t) / sqrt((1 - t)^2 + t^2)",
  endsInNoise: true,
  schema: (z) => z.strictObject({ kind: z.literal("flow-matching") }),
  make: () => flowMatching(),
};
