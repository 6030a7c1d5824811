/**
 * Early timestep-shared diffusion, the paper's own treatment.
 * @module
 */
import { shareTimesteps } from "../conditioning/share_timesteps.ts";
import { spanOf } from "../objectives/path.ts";
import type { TreatmentEntry } from "./entry.ts";

/** E-TSDM as plain JSON. */
export interface ETsdmTreatment {
  /** Says which treatment this is. */
  readonly kind: "e-tsdm";
  /** t̃, below which conditions are shared; a tenth of the path where not given. */
  readonly until: number;
  /** n, the number of sub-intervals below t̃; 5 where not given. */
  readonly intervals: number;
}

/** Its entry. */
export const eTsdmEntry: TreatmentEntry<ETsdmTreatment> = {
  kind: "e-tsdm",
  source: "Yang et al. 2024, their method",
  changes: ["condition"],
  schema: (z) =>
    z.strictObject({
      kind: z.literal("e-tsdm"),
      until: z.number().positive().optional(),
      intervals: z.int().min(1).optional(),
    }),
  defaults: (path) => ({ kind: "e-tsdm", until: spanOf(path) / 10, intervals: 5 }),
  make: ({ until, intervals }) => ({ name: "E-TSDM", condition: shareTimesteps({ until, intervals }) }),
};
