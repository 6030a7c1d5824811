/**
 * Networks of others as the weights that a run begins at.
 * @module
 */
import { join } from "node:path";
import { canonicalJson } from "../io/content_id.ts";
import type { NetworkConfig } from "../nn/config.ts";
import type { Network } from "../nn/types.ts";
import type { ScheduleConfig } from "../schedules/registry.ts";
import { findDiffusersWeights } from "./diffusers/open.ts";
import type { PretrainedModel } from "./models/model.ts";
import { openPretrained } from "./open.ts";

/**
 * What of a run's configuration a model decides.
 * @category Pretrained networks
 */
export interface FineTuning {
  /** Where the weights are. */
  readonly from: string;
  /** The network, every default filled in. */
  readonly network: NetworkConfig;
  /** The noise levels that it was trained on. */
  readonly schedule: ScheduleConfig;
  /** How its time is counted. */
  readonly time: { readonly kind: "discrete"; readonly steps: number };
  /** What it says. */
  readonly loss: { readonly prediction: "eps" | "x0" | "v" };
}

/**
 * Whether a path leads to a model of others, rather than to a file of the kit's own.
 * @param path The path.
 * @returns True for a folder, a `.pt`, `.pth` or `.pkl` file.
 */
export async function isPretrained(path: string): Promise<boolean> {
  if (/\.(pt|pth|pkl)$/i.test(path)) return true;
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}

/**
 * The file that holds a model's weights, whose content is its identity.
 * @param path The model.
 * @returns The file: the path itself, unless that is a folder.
 * @throws {Error} If the folder holds no weights.
 */
export async function weightsFileOf(path: string): Promise<string> {
  if (!(await Deno.stat(path)).isDirectory) return path;
  const inner = join(path, "unet");
  return await findDiffusersWeights(
    await Deno.stat(inner).then(({ isDirectory }) => isDirectory, () => false) ? inner : path,
  );
}

/**
 * What a run that goes on with a model has to say: the part of its configuration that the model decides.
 * @param path The model.
 * @param model The same, opened.
 * @returns That part; data, treatment and steps are the run's own.
 * @throws {RangeError} If the kit cannot train it: what goes into it is scaled, what it is told is no step, or its levels
 * are none that a configuration can say.
 * @category Pretrained networks
 */
export function fineTuning(path: string, { network, schedule, form, path: noise }: PretrainedModel): FineTuning {
  const refuse = (why: string): never => {
    throw new RangeError(`Cannot begin at ${path}: ${why}`);
  };
  if (network === undefined) return refuse("it can be asked and not trained");
  if (noise.steps === undefined || form.input(0) !== 1 || form.toldAs !== "step") {
    return refuse(`what it takes and is told (${form.toldAs}) is not what the kit's training gives a network`);
  }
  if (schedule === undefined) return refuse(`no configuration says the noise levels of the ${noise.name}`);
  const prediction = form.gives as FineTuning["loss"]["prediction"];
  return {
    from: path,
    network: network.config,
    schedule,
    time: { kind: "discrete", steps: noise.steps },
    loss: { prediction },
  };
}

/**
 * Reads the weights of a model for a network that is to begin at them.
 * @param path The model.
 * @param network The network.
 * @param prediction What it is to say.
 * @returns One number for each of its parameters, in its order.
 * @throws {TypeError} If the network is another: names the first part of the configuration that differs, with both values.
 * @throws {RangeError} If the model says something else, or cannot be trained.
 * @throws What opening the model throws.
 */
export async function readPretrainedWeights(path: string, network: Network, prediction: string): Promise<Float32Array> {
  const { shape: [height, width] } = network, model = await openPretrained(path, { size: [height, width] });
  const { network: own, loss } = fineTuning(path, model), wanted = network.config;
  if (loss.prediction !== prediction) {
    throw new RangeError(`Cannot begin at ${path}: its network says ${loss.prediction}, not ${prediction}`);
  }
  // Dropout has no weights, and may be another in the fine-tuning.
  const keys = [...new Set([...Object.keys(own), ...Object.keys(wanted)])].filter((key) => key !== "dropout");
  const at = (config: NetworkConfig, key: string) => canonicalJson(config[key as keyof NetworkConfig] ?? null);
  const odd = keys.find((key) => at(own, key) !== at(wanted, key));
  if (odd !== undefined) {
    throw new TypeError(`Cannot begin at ${path}: its ${odd} is ${at(own, odd)}, the network's ${at(wanted, odd)}`);
  }
  return model.weights!;
}
