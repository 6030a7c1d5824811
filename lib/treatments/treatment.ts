/**
 * Treatments: what is done about the network's slope in time near t = 0, each a value that the loop does not look into.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { Penalty } from "../objectives/penalty.ts";

/**
 * What a run does differently from DDPM.
 * @category Treatments
 */
export interface Treatment {
  /** Its name, for figures and messages. */
  readonly name: string;
  /** What the network is told of a time, in training and in sampling. */
  readonly condition: Condition;
  /** Where training puts the noise of a time; at the time itself where not given. */
  readonly noiseTime?: Condition;
  /** The noise levels that replace the run's, in training and in sampling; the run's own where not given. */
  readonly path?: NoisePath;
  /** What is added to the loss for the slope in time; nothing where not given. */
  readonly penalty?: Penalty;
}

/**
 * The treatment that is none: the network is told the time itself, as in DDPM.
 * @returns The treatment.
 * @category Treatments
 */
export function untreated(): Treatment {
  return { name: "DDPM", condition: (time) => time };
}
