/**
 * Every treatment that configurations name.
 * @module
 */
import { ddpmEntry, type DdpmTreatment } from "./ddpm.ts";
import type { TreatmentEntry } from "./entry.ts";
import { eTsdmEntry, type ETsdmTreatment } from "./e_tsdm.ts";
import { logSnrEntry, type LogSnrTreatment } from "./log_snr.ts";
import { modNsEntry, type ModNsTreatment } from "./mod_ns.ts";
import { quantisedEntry, type QuantisedTreatment } from "./quantised_noise.ts";
import { regularisedEntry, type RegularisedTreatment } from "./regularised.ts";
import { remapEntry, type RemapTreatment } from "./remap.ts";
import { sigmaEntry, type SigmaTreatment } from "./sigma.ts";

/**
 * A treatment as plain JSON. Times are in the path's unit: steps where time is discrete, t in [0, 1] where continuous.
 * @category Treatments
 */
export type TreatmentConfig =
  | DdpmTreatment
  | ETsdmTreatment
  | RemapTreatment
  | LogSnrTreatment
  | SigmaTreatment
  | QuantisedTreatment
  | RegularisedTreatment
  | ModNsTreatment;

/** Every treatment, in the order of tables. A treatment is added by its file, its line here and its type above. */
export const treatmentEntries: readonly TreatmentEntry<TreatmentConfig>[] = [
  ddpmEntry,
  eTsdmEntry,
  remapEntry,
  logSnrEntry,
  sigmaEntry,
  quantisedEntry,
  regularisedEntry,
  modNsEntry,
];
