/**
 * The weights that a network begins at in place of drawn ones, from files.
 *
 * A kind of file is one entry of `readers`: it says by the path whether it is its own, and reads one number for each of the
 * network's parameters.
 * @module
 */
import { basename } from "node:path";
import { readSignedSafetensors } from "../../io/formats/signed.ts";
import { sha256File } from "../../io/sha256.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { Network } from "../../nn/types.ts";
import type { Target } from "../../objectives/loss_weight.ts";
import { isPretrained, readPretrainedWeights, weightsFileOf } from "../../pretrained/first_weights.ts";
import type { FirstWeights } from "../first_weights.ts";
import { checkShapes, flatVector } from "./parameter_arrays.ts";

/** A kind of file that holds weights. */
export interface WeightsReader {
  /**
   * Whether a file is of this kind.
   * @param path The file.
   */
  reads(path: string): boolean | Promise<boolean>;
  /**
   * Reads the weights.
   * @param path The file.
   * @param network The network that is to begin at them.
   * @param prediction What it is to say.
   * @returns One number for each of its parameters, in its order.
   */
  read(path: string, network: Network, prediction: Target): Promise<Float32Array>;
  /**
   * The file whose content decides, where the path is of a folder.
   * @param path The path.
   */
  file?(path: string): Promise<string>;
}

/** The kit's own: the averaged weights under the parameters' names; what they were told of time may be something else. */
const kitWeights: WeightsReader = {
  reads: () => true,
  async read(path, { parameters }, prediction) {
    const { tensors, metadata } = await readSignedSafetensors(path, "get it again or train it anew");
    const names = new Set(parameters.list.map(({ name }) => name));
    const own = new Map([...tensors].filter(([name]) => names.has(name) || !BESIDE.test(name)));
    checkShapes(path, own, new Map(parameters.list.map(({ name, shape }) => [name, shape])));
    const { prediction: said = "eps" } = metadata;
    if (said !== prediction) {
      throw new RangeError(`Cannot begin at ${path}: its network says ${said}, not ${prediction}`);
    }
    return flatVector(path, parameters, tensors);
  },
};

/** What stands in a file of the kit beside the averaged weights. */
const BESIDE = /^(last\/|logSnr$|conditions$)/;

/** Networks that others trained. */
const othersWeights: WeightsReader = { reads: isPretrained, read: readPretrainedWeights, file: weightsFileOf };

/** Every kind of file; the first that knows a file as its own reads it. */
const readers: readonly WeightsReader[] = [othersWeights, kitWeights];

/**
 * The file whose content is that of weights which a network is to begin at.
 * @param path A file of weights, or what else leads to some.
 * @returns The file: the path itself, unless that is of a folder.
 * @throws {Error} If there is none.
 */
export async function firstWeightsFile(path: string): Promise<string> {
  for (const reader of readers) if (await reader.reads(path)) return await reader.file?.(path) ?? path;
  return path;
}

/**
 * Reads the weights that a network is to begin at.
 * @param path The file.
 * @param network The network.
 * @param prediction What it is to say.
 * @returns The weights with the SHA-256 of the file.
 * @throws {TypeError} If they are of another network: names the first array that differs, with both shapes.
 * @throws {RangeError} If they are of a network that says something else.
 * @throws {SyntaxError} If the file is damaged.
 * @throws {Error} If it cannot be read.
 */
export async function readFirstWeights(path: string, network: Network, prediction: Target): Promise<FirstWeights> {
  checkArguments("readFirstWeights", arguments);
  for (const reader of readers) {
    if (!await reader.reads(path)) continue;
    const weights = await reader.read(path, network, prediction);
    return { name: basename(path), sha256: await sha256File(await reader.file?.(path) ?? path), weights };
  }
  throw new SyntaxError(`Cannot read ${path}: it is no file of weights that this kit knows`);
}
