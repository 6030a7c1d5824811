/**
 * Telling the network a power of the time.
 * @module
 */
import { remap } from "../conditioning/remap.ts";
import { spanOf } from "../objectives/path.ts";
import type { TreatmentEntry } from "./entry.ts";

/** Remap as plain JSON. */
export interface RemapTreatment {
  /** Says which treatment this is. */
  readonly kind: "remap";
  /** The power, in (0, 1], whose slope at 0 is infinite below 1; 0.5 where not given. */
  readonly exponent: number;
}

/** Its entry. */
export const remapEntry: TreatmentEntry<RemapTreatment> = {
  kind: "remap",
  source: "Yang et al. 2024, an alternative of theirs",
  changes: ["condition"],
  schema: (z) => z.strictObject({ kind: z.literal("remap"), exponent: z.number().positive().max(1).optional() }),
  defaults: () => ({ kind: "remap", exponent: 0.5 }),
  make: ({ exponent }, path) => ({ name: "Remap", condition: remap({ exponent, scale: spanOf(path) }) }),
};
