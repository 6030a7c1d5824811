/**
 * Telling the network the log-SNR.
 * @module
 */
import { logSnrCondition } from "../conditioning/noise_condition.ts";
import { spanOf } from "../objectives/path.ts";
import type { TreatmentEntry } from "./entry.ts";
import { scaled } from "./scaled.ts";

/** The log-SNR as condition, as plain JSON. */
export interface LogSnrTreatment {
  /** Says which treatment this is. */
  readonly kind: "log-snr";
  /** What multiplies λ; a log-SNR of 20 is told as the whole path where not given. */
  readonly scale: number;
}

/** Its entry. */
export const logSnrEntry: TreatmentEntry<LogSnrTreatment> = {
  kind: "log-snr",
  source: "Kingma et al. 2021, VDM",
  changes: ["condition"],
  falls: true,
  schema: (z) => z.strictObject({ kind: z.literal("log-snr"), scale: z.number().positive().optional() }),
  defaults: (path) => ({ kind: "log-snr", scale: spanOf(path) / 20 }),
  make: ({ scale }, path) => ({ name: "log-SNR condition", condition: scaled(scale, logSnrCondition(path.levelAt)) }),
};
