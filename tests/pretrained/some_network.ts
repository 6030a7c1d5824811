/**
 * Small trained networks for tests.
 * @module
 */
import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import type { UNetOptions } from "../../lib/nn/config.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { Trained } from "../../lib/predictors/trained.ts";
import { gridPath } from "../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { LossHistory } from "../../lib/training/history.ts";
import { numbers } from "./numbers.ts";

/** A network of 8 × 8 pictures with no weight that is 0. */
export function someTrained(options: Partial<UNetOptions> = {}, shared = false): Trained {
  const network = makeUNet({ shape: [8, 8, 1], base: 8, multipliers: [1, 2], groups: 4, ...options });
  const weights = network.parameters.initialise(1), extra = numbers("weights", weights.length);
  weights.forEach((value, i) => weights[i] = value + 0.1 * extra[i]);
  const condition = shared ? shareTimesteps({ until: 100, intervals: 5 }) : (time: number) => time;
  return new Trained({
    network,
    path: gridPath(ddpmLinearGrid()),
    condition,
    weights,
    lastWeights: weights,
    history: new LossHistory(1, 1000, 1, 1),
  });
}
