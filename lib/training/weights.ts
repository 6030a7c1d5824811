/**
 * Trained networks in files.
 *
 * A file holds arrays only and cannot run code: each parameter's averaged weights under the parameter's own name, the last
 * weights under `last/` and the name, and what tells a network from another of the same shapes, the noise levels it learned
 * (`logSnr`) and what it was told of each step (`conditions`). The losses are in the metadata.
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { Condition } from "../conditioning/types.ts";
import { badFile } from "../io/read.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../io/safetensors.ts";
import type { Network } from "../nn/types.ts";
import type { Grid } from "../schedules/grid.ts";
import { LossHistory } from "./history.ts";
import { Trained } from "./trained.ts";

/** What the file does not hold: it says whether these are the ones, but cannot make them. */
export interface LoadWeightsOptions {
  /** The network. */
  readonly network: Network;
  /** The noise levels it learned. */
  readonly grid: Grid;
  /** What it is told of a step. */
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
  const { network: { parameters }, grid, condition, weights, lastWeights, history } = trained;
  const tensors: Record<string, StoredTensor> = {};
  for (const { name, shape } of parameters.list) {
    tensors[name] = { shape, values: parameters.slice(weights, name) };
    tensors[`last/${name}`] = { shape, values: parameters.slice(lastWeights, name) };
  }
  tensors.logSnr = { shape: [grid.steps], values: grid.logSnr };
  tensors.conditions = { shape: [grid.steps], values: tableOf(grid, condition) };
  await writeSafetensors(path, tensors, { ...metadata, losses: JSON.stringify(history) });
}

/**
 * Reads a network that {@linkcode saveWeights} wrote.
 * @param path The file.
 * @param options The network, its grid and condition, which must be those of the file.
 * @returns The network with its parameters and losses.
 * @throws {TypeError} If the file is of another network: names the first array that differs, with both shapes.
 * @throws {RangeError} If it is of another grid or condition: names the first step that differs, with both values.
 * @throws {SyntaxError} "Cannot read PATH: …" where the content is damaged or weights are not finite.
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 */
export async function loadWeights(path: string, options: LoadWeightsOptions): Promise<Trained> {
  const { network, grid, condition } = options, { parameters } = network;
  const { tensors, metadata } = await readSafetensors(path);
  const expected = new Map<string, readonly number[]>();
  for (const { name, shape } of parameters.list) expected.set(name, shape);
  for (const { name, shape } of parameters.list) expected.set(`last/${name}`, shape);
  for (const name of ["logSnr", "conditions"]) expected.set(name, [grid.steps]);
  for (const name of new Set([...expected.keys(), ...tensors.keys()])) {
    const here = tensors.get(name)?.shape, wanted = expected.get(name);
    if (here?.join() === wanted?.join() && here !== undefined) continue;
    throw new TypeError(`Cannot load ${path}: it has ${written(name, here)}, the network has ${written(name, wanted)}`);
  }
  for (const [name, values] of [["logSnr", grid.logSnr], ["conditions", tableOf(grid, condition)]] as const) {
    const stored = tensors.get(name)!.values, step = values.findIndex((value, i) => value !== stored[i]);
    if (step >= 0) {
      throw new RangeError(`Cannot load ${path}: ${name}[${step}] is ${stored[step]}, not ${values[step]}`);
    }
  }
  const read = (prefix: string): Float32Array => {
    const flat = new Float32Array(parameters.size);
    for (const { name } of parameters.list) {
      const { values } = tensors.get(prefix + name)!;
      if (!(values instanceof Float32Array)) throw badFile(path, `${prefix}${name} is not of dtype F32`);
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw badFile(path, `${prefix}${name}[${bad}] must be finite, got ${values[bad]}`);
      parameters.slice(flat, name).set(values);
    }
    return flat;
  };
  return new Trained({ network, grid, condition, weights: read(""), lastWeights: read("last/"), history: losses() });

  function losses(): LossHistory {
    try {
      return LossHistory.from(JSON.parse(metadata.losses));
    } catch (error) {
      throw badFile(path, `its metadata hold no losses (${(error as Error).message})`);
    }
  }
}

/** What the network is told of each step of the grid. */
function tableOf(grid: Grid, condition: Condition): Float64Array {
  return Float64Array.from({ length: grid.steps }, (_, step) => condition(step));
}

function written(name: string, shape: readonly number[] | undefined): string {
  return shape === undefined ? `no ${name}` : `${name} of shape [${shape.join(", ")}]`;
}
