/**
 * Bringing the network of an emitted run back.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import type { PlannedRun } from "../../experiments/config/planned_run.ts";
import { readJson } from "../../io/read_json.ts";
import { validate } from "../../io/validate.ts";
import { makeNetwork } from "../../nn/network.ts";
import { spanOf } from "../../objectives/path.ts";
import { Trained } from "../../predictors/trained.ts";
import { findDiffusersWeights } from "../../pretrained/diffusers/open.ts";
import { openArrays } from "../../pretrained/torch/arrays.ts";
import { LossHistory } from "../../training/history.ts";
import { emitPlan } from "./plan.ts";
import { fromDiffusers } from "./weights.ts";

const checkpointSchema = once(() =>
  z.looseObject({
    run: z.string(),
    network: z.string(),
    step: z.int(),
    torch: z.string(),
    diffusers: z.string(),
  })
);

/** A network that an emitted script trained. */
export interface BroughtNetwork {
  /** The network. Its losses are in the script's own log. */
  readonly trained: Trained;
  /** What trained it, such as "PyTorch 2.15.0, diffusers 0.42.1". */
  readonly engine: string;
}

/**
 * Reads the last checkpoint of an emitted run as the network of that run.
 * @param folder The checkpoint.
 * @param run The run.
 * @returns The network, with its averaged and its last weights.
 * @throws {RangeError} If the checkpoint is of another network, or not of the last step.
 * @throws {TypeError} If a value of its `run.json` has the wrong type.
 * @throws {SyntaxError} If a file is damaged.
 * @throws {Error} If a file is missing.
 */
export async function bringBack(folder: string, run: PlannedRun): Promise<BroughtNetwork> {
  const file = join(folder, "run.json"), said = validate(`read ${file}`, checkpointSchema(), await readJson(file));
  const { steps, intervals, every, loss: { prediction } } = run.config.training;
  const refuse = (why: string): never => {
    throw new RangeError(`Cannot take ${folder}: ${why}`);
  };
  if (said.network !== run.network) {
    refuse(
      `it is of the network ${said.network}, the run's is ${run.network}: run the config.json beside it, as emitted`,
    );
  }
  if (said.step !== steps) refuse(`it is of step ${said.step}, the run has ${steps}`);
  const { network: config, path, treatment: { condition } } = emitPlan(run);
  const read = async (part: string) =>
    await fromDiffusers(config, await openArrays(await findDiffusersWeights(join(folder, part))));
  const [weights, lastWeights] = [await read("unet"), await read("last")];
  const history = new LossHistory(steps, spanOf(path), intervals, every);
  return {
    trained: new Trained({ network: makeNetwork(config), path, condition, prediction, weights, lastWeights, history }),
    engine: `PyTorch ${said.torch}, diffusers ${said.diffusers}`,
  };
}
