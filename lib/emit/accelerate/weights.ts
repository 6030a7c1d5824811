/**
 * The weights of a U-Net between the kit's flat vector and diffusers' arrays.
 * @module
 */
import type { StoredTensor } from "../../io/formats/safetensors.ts";
import type { UNetConfig } from "../../nn/config.ts";
import { makeUNet } from "../../nn/unet.ts";
import { exportableUNet, unetInDiffusers } from "../../pretrained/diffusers/exportable.ts";
import { diffusersNames } from "../../pretrained/diffusers/unet_names.ts";
import type { NamedArrays } from "../../pretrained/torch/arrays.ts";
import { type Link, unetLinks } from "../../pretrained/unet/links.ts";
import { gather, scatter } from "../../pretrained/unet/transfer.ts";

/**
 * A network's weights as the arrays of UNet2DModel.
 * @param network The network.
 * @param flat Its flat vector.
 * @returns The arrays by name.
 * @throws {RangeError} If UNet2DModel has no such network.
 */
export function toDiffusers(network: UNetConfig, flat: Float32Array): Record<string, StoredTensor> {
  const { config, weights } = exportableUNet(network, flat);
  return scatter(weights, linksOf(config));
}

/**
 * The flat vector of a network from the arrays of UNet2DModel, whose fixed filters are left out.
 * @param network The network.
 * @param arrays The arrays.
 * @returns The vector.
 * @throws {SyntaxError} If they are of another network.
 */
export async function fromDiffusers(network: UNetConfig, arrays: NamedArrays): Promise<Float32Array> {
  const { config } = unetInDiffusers(network), there = makeUNet(config).parameters, own = makeUNet(network).parameters;
  const all = await gather(there.size, linksOf(config), arrays), flat = new Float32Array(own.size);
  // A table of classes has one row less here: that of "no label" is the last of both.
  for (const { name, size } of own.list) own.slice(flat, name).set(there.slice(all, name).subarray(0, size));
  return flat;
}

function linksOf(config: UNetConfig): Link[] {
  return unetLinks(config, makeUNet(config).parameters, diffusersNames(config.multipliers.length, config.shape[2]));
}
