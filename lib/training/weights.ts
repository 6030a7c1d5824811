/**
 * Trained networks in files.
 *
 * A file holds arrays only and cannot run code: each parameter's averaged weights under the parameter's own name, the last
 * weights under `last/` and the name, and what tells a network from another of the same shapes, the noise levels it learned
 * (`logSnr`) and what it was told of them (`conditions`): at each step, or at a thousand times where time is continuous. The losses are in the metadata.
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { Condition } from "../conditioning/types.ts";
import { badFile } from "../io/read.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../io/safetensors.ts";
import type { Network } from "../nn/types.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { LossHistory } from "./history.ts";
import { pathOf, type PathOptions, probeTimes } from "./path.ts";
import { Trained } from "./trained.ts";

/**
 * What the file does not hold: it says whether these are the ones, but cannot make them. The noise levels that the network
 * learned are given as a path or a grid.
 */
export interface LoadWeightsOptions extends PathOptions {
  /** The network. */
  readonly network: Network;
  /** What it is told of a time. */
  readonly condition: Condition;
}

/**
 * Where a configuration's network is kept: a file under `data/cache/networks` of the checkout, which git ignores.
 * @param config The configuration's identity, as `contentId` gives it.
 * @param name Which of the configuration's networks.
 * @returns `…/data/cache/networks/CONFIG-NAME.safetensors`; nothing is made.
 */
export function networkFile(config: string, name: string): string {
  const folder = fileURLToPath(new URL("../../data/cache/networks", import.meta.url));
  return join(folder, `${config}-${name}.safetensors`);
}

/**
 * Writes a trained network as safetensors, whole or not at all. The same network gives the same bytes.
 * @param path The file; missing folders are made.
 * @param trained The network.
 * @param metadata Free text by key; `losses` is taken.
 * @throws {RangeError} If the metadata has a key `losses`.
 * @throws {Error} "Cannot write PATH: …".
 */
export async function saveWeights(
  path: string,
  trained: Trained,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  if ("losses" in metadata) throw new RangeError(`Cannot write ${path}: the metadata's key "losses" is taken`);
  const { network: { parameters }, weights, lastWeights, history } = trained;
  const tensors: Record<string, StoredTensor> = {};
  for (const { name, shape } of parameters.list) {
    tensors[name] = { shape, values: parameters.slice(weights, name) };
    tensors[`last/${name}`] = { shape, values: parameters.slice(lastWeights, name) };
  }
  for (const [name, values] of tablesOf(trained)) tensors[name] = { shape: [values.length], values };
  await writeSafetensors(path, tensors, { ...metadata, losses: JSON.stringify(history) });
}

/**
 * Reads a network that {@linkcode saveWeights} wrote.
 * @param file The file.
 * @param options The network, its noise levels and condition, which must be those of the file.
 * @returns The network with its parameters and losses.
 * @throws {TypeError} If the file is of another network: names the first array that differs, with both shapes.
 * @throws {RangeError} If it is of other noise levels or another condition: names the first place that differs, with both values.
 * @throws {SyntaxError} "Cannot read PATH: …" where the content is damaged or weights are not finite.
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 */
export async function loadWeights(file: string, options: LoadWeightsOptions): Promise<Trained> {
  const { network, condition } = options, { parameters } = network;
  const path = pathOf(`load ${file}`, options), tables = tablesOf({ path, condition });
  const { tensors, metadata } = await readSafetensors(file);
  const expected = new Map<string, readonly number[]>();
  for (const { name, shape } of parameters.list) expected.set(name, shape);
  for (const { name, shape } of parameters.list) expected.set(`last/${name}`, shape);
  for (const [name, values] of tables) expected.set(name, [values.length]);
  for (const name of new Set([...expected.keys(), ...tensors.keys()])) {
    const here = tensors.get(name)?.shape, wanted = expected.get(name);
    if (here?.join() === wanted?.join() && here !== undefined) continue;
    throw new TypeError(`Cannot load ${file}: it has ${written(name, here)}, the network has ${written(name, wanted)}`);
  }
  for (const [name, values] of tables) {
    const stored = tensors.get(name)!.values, at = values.findIndex((value, i) => value !== stored[i]);
    if (at >= 0) throw new RangeError(`Cannot load ${file}: ${name}[${at}] is ${stored[at]}, not ${values[at]}`);
  }
  const read = (prefix: string): Float32Array => {
    const flat = new Float32Array(parameters.size);
    for (const { name } of parameters.list) {
      const { values } = tensors.get(prefix + name)!;
      if (!(values instanceof Float32Array)) throw badFile(file, `${prefix}${name} is not of dtype F32`);
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw badFile(file, `${prefix}${name}[${bad}] must be finite, got ${values[bad]}`);
      parameters.slice(flat, name).set(values);
    }
    return flat;
  };
  return new Trained({ network, path, condition, weights: read(""), lastWeights: read("last/"), history: losses() });

  function losses(): LossHistory {
    try {
      return LossHistory.from(JSON.parse(metadata.losses));
    } catch (error) {
      throw badFile(file, `its metadata hold no losses (${(error as Error).message})`);
    }
  }
}

/** The noise levels and what the network is told of them, as tables over the path. */
function tablesOf({ path, condition }: { path: NoisePath; condition: Condition }): [string, Float64Array][] {
  const times = probeTimes(path);
  const logSnr = times.map((time) => {
    const { alpha, sigma } = path.levelAt(time);
    return 2 * Math.log(alpha / sigma);
  });
  return [["logSnr", logSnr], ["conditions", times.map(condition)]];
}

function written(name: string, shape: readonly number[] | undefined): string {
  return shape === undefined ? `no ${name}` : `${name} of shape [${shape.join(", ")}]`;
}
