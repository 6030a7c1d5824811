/**
 * Noise levels reshaped near the data.
 * @module
 */
import { identityCondition } from "../conditioning/identity_condition.ts";
import { spanOf } from "../objectives/path.ts";
import { modNsPath } from "../samplers/mod_ns_path.ts";
import type { TreatmentEntry } from "./entry.ts";

/** Mod-NS as plain JSON. */
export interface ModNsTreatment {
  /** Says which treatment this is. */
  readonly kind: "mod-ns";
  /** t̃, below which the levels are reshaped so that dα/dt is 0 at the data; a tenth of the path where not given. */
  readonly until: number;
}

/** Its entry. */
export const modNsEntry: TreatmentEntry<ModNsTreatment> = {
  kind: "mod-ns",
  source: "Yang et al. 2024, an alternative of theirs",
  changes: ["noise"],
  schema: (z) => z.strictObject({ kind: z.literal("mod-ns"), until: z.number().positive().optional() }),
  defaults: (path) => ({ kind: "mod-ns", until: spanOf(path) / 10 }),
  make: ({ until }, path) => ({ name: "Mod-NS", condition: identityCondition(), path: modNsPath(path, until) }),
};
