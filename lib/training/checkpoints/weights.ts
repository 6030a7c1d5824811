/**
 * Trained networks in files.
 *
 * A file holds arrays only and cannot run code: each parameter's averaged weights under the parameter's own name, the last
 * weights under `last/` and the name, and what tells a network from another of the same shapes, the noise levels it learned
 * (`logSnr`) and what it was told of them (`conditions`). The losses are in the metadata, and the digest of all, which is
 * checked when the file is read.
 * @module
 */
import { join } from "node:path";
import type { Condition } from "../../conditioning/types.ts";
import { checkout } from "../../io/checkout.ts";
import { checkFileName } from "../../io/file_name.ts";
import { badFile } from "../../io/read.ts";
import { readSignedSafetensors, writeSignedSafetensors } from "../../io/formats/signed.ts";
import type { Network } from "../../nn/types.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { LossHistory } from "../history.ts";
import type { Target } from "../../objectives/loss_weight.ts";
import { checkNoise, noiseArrays } from "./noise_arrays.ts";
import { checkShapes, flatVector, namedArrays } from "./parameter_arrays.ts";
import { pathOf, type PathOptions } from "../../objectives/path.ts";
import { Trained } from "../../predictors/trained.ts";

/**
 * What the file does not hold: it says whether these are the ones, but cannot make them. The noise levels that the network
 * learned are given as a path or a grid.
 */
export interface LoadWeightsOptions extends PathOptions {
  /** The network. */
  readonly network: Network;
  /** What it is told of a time. */
  readonly condition: Condition;
  /** What it says; ε where not given. */
  readonly prediction?: Target;
}

/** What a reader can do about a file of weights that is damaged. */
export const REMEDY = "remove it and train again: a run with checkpoints goes on from them";

/**
 * Where a configuration's network is kept: a file under `data/cache/networks` of the checkout, which git ignores.
 * @param config The configuration's identity, as `contentId` gives it.
 * @param name Which of the configuration's networks.
 * @returns `…/data/cache/networks/CONFIG-NAME.safetensors`; nothing is made.
 * @throws {RangeError} If that is no name of a file.
 */
export function networkFile(config: string, name: string): string {
  const file = checkFileName("find a network", "its name", `${config}-${name}.safetensors`);
  return join(checkout, "data", "cache", "networks", file);
}

/**
 * Writes a trained network as safetensors, whole or not at all. The same network gives the same bytes.
 * @param path The file; missing folders are made.
 * @param trained The network.
 * @param metadata Free text by key; `losses` and `prediction` are taken.
 * @throws {RangeError} If the metadata has a key that is taken.
 * @throws {Error} "Cannot write PATH: …".
 * @category Training
 */
export async function saveWeights(
  path: string,
  trained: Trained,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const key of ["losses", "prediction"]) {
    if (key in metadata) throw new RangeError(`Cannot write ${path}: the metadata's key "${key}" is taken`);
  }
  const { network: { parameters }, prediction, weights, lastWeights, history } = trained;
  const tensors = {
    ...namedArrays(parameters, weights),
    ...namedArrays(parameters, lastWeights, "last/"),
    ...noiseArrays(trained),
  };
  await writeSignedSafetensors(path, tensors, { ...metadata, prediction, losses: JSON.stringify(history) });
}

/**
 * Reads a network that {@linkcode saveWeights} wrote.
 * @param file The file.
 * @param options The network, its noise levels and condition, which must be those of the file.
 * @returns The network with its parameters and losses.
 * @throws {TypeError} If the file is of another network: names the first array that differs, with both shapes.
 * @throws {RangeError} If it is of other noise levels or another condition (names the first place that differs, with both
 * values) or says something else.
 * @throws {SyntaxError} "Cannot read PATH: …" where the content is damaged or weights are not finite.
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 * @category Training
 */
export async function loadWeights(file: string, options: LoadWeightsOptions): Promise<Trained> {
  checkArguments("loadWeights", arguments);
  const { network, condition, prediction = "eps" } = options, { parameters } = network;
  const path = pathOf(`load ${file}`, options), noise = noiseArrays({ path, condition });
  const { tensors, metadata } = await readSignedSafetensors(file, REMEDY);
  const expected = new Map<string, readonly number[]>();
  for (const { name, shape } of parameters.list) expected.set(name, shape);
  for (const { name, shape } of parameters.list) expected.set(`last/${name}`, shape);
  for (const [name, { shape }] of Object.entries(noise)) expected.set(name, shape);
  checkShapes(file, tensors, expected);
  checkNoise(file, tensors, noise);
  const { prediction: stored = "eps" } = metadata;
  if (stored !== prediction) throw new RangeError(`Cannot load ${file}: it says ${stored}, not ${prediction}`);
  const [weights, lastWeights] = ["", "last/"].map((prefix) => flatVector(file, parameters, tensors, prefix));
  return new Trained({ network, path, condition, prediction, weights, lastWeights, history: losses() });

  function losses(): LossHistory {
    try {
      return LossHistory.from(JSON.parse(metadata.losses));
    } catch (error) {
      throw badFile(file, `its metadata hold no losses (${(error as Error).message})`);
    }
  }
}
