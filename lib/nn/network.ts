/**
 * Networks from their configurations.
 * @module
 */
import { checkKnown } from "../numerics/check.ts";
import type { NetworkConfig } from "./config.ts";
import { makeMlp } from "./mlp.ts";
import type { Network } from "./types.ts";
import { makeUNet } from "./unet.ts";

/**
 * Makes the network that a configuration describes, such as one read from a file or sent to a worker.
 * @param config The configuration; its `kind` says which network.
 * @returns The network.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If the kind or a key is unknown, or a value out of range.
 * @category Networks
 */
export function makeNetwork(config: NetworkConfig): Network {
  checkKnown("make a network", "kind", config.kind, ["mlp", "unet"]);
  return config.kind === "mlp" ? makeMlp(config) : makeUNet(config);
}

/**
 * Counts the numbers that training adjusts.
 * @param network The network.
 * @returns The length of its flat parameter vector.
 * @category Networks
 */
export function countParameters(network: Network): number {
  return network.parameters.size;
}
