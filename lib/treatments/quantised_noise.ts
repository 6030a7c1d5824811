/**
 * Noise that takes few levels near the data, so that sharing a condition costs nothing.
 * @module
 */
import { quantiseNoise } from "../conditioning/quantise_noise.ts";
import { spanOf } from "../objectives/path.ts";
import type { TreatmentEntry } from "./entry.ts";

/** Quantised noise as plain JSON. */
export interface QuantisedTreatment {
  /** Says which treatment this is. */
  readonly kind: "quantised";
  /** t̃, below which the noise takes few levels; a tenth of the path where not given. */
  readonly until: number;
  /** How many levels, and the network is told which; 5 where not given. */
  readonly intervals: number;
}

/** Its entry. */
export const quantisedEntry: TreatmentEntry<QuantisedTreatment> = {
  kind: "quantised",
  source: "this kit's control of E-TSDM: the same sharing without its price",
  changes: ["condition", "noise"],
  schema: (z) =>
    z.strictObject({
      kind: z.literal("quantised"),
      until: z.number().positive().optional(),
      intervals: z.int().min(1).optional(),
    }),
  defaults: (path) => ({ kind: "quantised", until: spanOf(path) / 10, intervals: 5 }),
  make({ until, intervals }, path) {
    const condition = quantiseNoise({ until, intervals, whole: path.steps !== undefined });
    return { name: "quantised noise", condition, noiseTime: condition };
  },
};
