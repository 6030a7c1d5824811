/**
 * Telling the network σ.
 * @module
 */
import { sigmaCondition } from "../conditioning/noise_condition.ts";
import { spanOf } from "../objectives/path.ts";
import type { TreatmentEntry } from "./entry.ts";
import { scaled } from "./scaled.ts";

/** σ as condition, as plain JSON. */
export interface SigmaTreatment {
  /** Says which treatment this is. */
  readonly kind: "sigma";
  /** What multiplies σ; it is told as if it were the time where not given. */
  readonly scale: number;
}

/** Its entry. */
export const sigmaEntry: TreatmentEntry<SigmaTreatment> = {
  kind: "sigma",
  source: "Song & Ermon 2019, NCSN",
  changes: ["condition"],
  schema: (z) => z.strictObject({ kind: z.literal("sigma"), scale: z.number().positive().optional() }),
  defaults: (path) => ({ kind: "sigma", scale: spanOf(path) }),
  make: ({ scale }, path) => ({ name: "σ condition", condition: scaled(scale, sigmaCondition(path.levelAt)) }),
};
