/**
 * A penalty on the slope of the prediction in time.
 * @module
 */
import { identityCondition } from "../conditioning/identity_condition.ts";
import { spanOf } from "../objectives/path.ts";
import type { TreatmentEntry } from "./entry.ts";

/** Lipschitz regularisation as plain JSON; see {@linkcode Penalty}. */
export interface RegularisedTreatment {
  /** Says which treatment this is. */
  readonly kind: "regularised";
  /** What multiplies the squared slope of ε̂ in time; 1 where not given. */
  readonly weight: number;
  /** By the difference to a near time, or exactly by forward mode; by difference where not given. */
  readonly estimator: "difference" | "exact";
  /** t̃, below which it is added; a tenth of the path where not given. */
  readonly until: number;
  /** How far the near time is; one step, or a thousandth of the path, where not given. */
  readonly delta: number;
}

/** Its entry. */
export const regularisedEntry: TreatmentEntry<RegularisedTreatment> = {
  kind: "regularised",
  source: "Yang et al. 2024, an alternative of theirs",
  changes: ["loss"],
  schema: (z) =>
    z.strictObject({
      kind: z.literal("regularised"),
      weight: z.number().min(0).optional(),
      estimator: z.enum(["difference", "exact"]).optional(),
      until: z.number().positive().optional(),
      delta: z.number().positive().optional(),
    }),
  defaults(path) {
    const span = spanOf(path), delta = path.steps === undefined ? span / 1000 : 1;
    return { kind: "regularised", weight: 1, estimator: "difference", until: span / 10, delta };
  },
  make: ({ kind: _, ...penalty }) => ({
    name: "Lipschitz regularisation",
    condition: identityCondition(),
    penalty,
  }),
};
