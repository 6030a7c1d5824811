/**
 * The treatment that is none.
 * @module
 */
import type { TreatmentEntry } from "./entry.ts";
import { untreated } from "./treatment.ts";

/** No treatment, as plain JSON. */
export interface DdpmTreatment {
  /** Says which treatment this is. */
  readonly kind: "ddpm";
}

/** Its entry. */
export const ddpmEntry: TreatmentEntry<DdpmTreatment> = {
  kind: "ddpm",
  source: "Ho et al. 2020",
  changes: [],
  schema: (z) => z.strictObject({ kind: z.literal("ddpm") }),
  defaults: () => ({ kind: "ddpm" }),
  make: () => untreated(),
};
