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

/** The entries: a treatment is added by its file and its line here. */
class Entries {
  static readonly ddpm: TreatmentEntry<DdpmTreatment> = ddpmEntry;
  static readonly eTsdm: TreatmentEntry<ETsdmTreatment> = eTsdmEntry;
  static readonly remap: TreatmentEntry<RemapTreatment> = remapEntry;
  static readonly logSnr: TreatmentEntry<LogSnrTreatment> = logSnrEntry;
  static readonly sigma: TreatmentEntry<SigmaTreatment> = sigmaEntry;
  static readonly quantised: TreatmentEntry<QuantisedTreatment> = quantisedEntry;
  static readonly regularised: TreatmentEntry<RegularisedTreatment> = regularisedEntry;
  static readonly modNs: TreatmentEntry<ModNsTreatment> = modNsEntry;
}

type ConfigOf<E> = E extends TreatmentEntry<infer C> ? C : never;

/** A treatment as plain JSON. Times are in the path's unit: steps where time is discrete, t in [0, 1] where continuous. */
export type TreatmentConfig = ConfigOf<(typeof Entries)[Exclude<keyof typeof Entries, "prototype">]>;

/** Every treatment, in the order of tables. */
export const treatmentEntries: readonly TreatmentEntry<TreatmentConfig>[] = Object.values(
  Entries,
) as TreatmentEntry<TreatmentConfig>[];
