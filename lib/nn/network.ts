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
 *
 * @example From what a network says of itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { countParameters, makeMlp, makeNetwork } from "nearzero/nn";
 *
 * const network = makeMlp({ shape: [2], hidden: [16, 16] });
 * assert.equal(countParameters(makeNetwork(network.config)), countParameters(network));
 * ```
 *
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
 *
 * @example A wider network has more
 * ```ts
 * import assert from "node:assert/strict";
 * import { countParameters, makeMlp } from "nearzero/nn";
 *
 * const size = (width: number) => countParameters(makeMlp({ shape: [2], hidden: [width, width] }));
 * assert.ok(size(32) > 2 * size(16));
 * ```
 *
 * @param network The network.
 * @returns The length of its flat parameter vector.
 * @category Networks
 */
export function countParameters(network: Network): number {
  return network.parameters.size;
}
