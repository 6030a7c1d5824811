/**
 * How guided-diffusion's UNetModel calls the layers of the kit's U-Net.
 * @module
 */
import type { UNetConfig } from "../../nn/config.ts";
import type { QkvOrder, UNetNames } from "../unet/links.ts";

const FIXED: Readonly<Record<string, string>> = {
  "time/in": "time_embed.0",
  "time/hidden": "time_embed.2",
  "in": "input_blocks.0.0",
  "out/norm": "out.0",
  "out": "out.2",
  "middle/block0": "middle_block.0",
  "middle/attention": "middle_block.1",
  "middle/block1": "middle_block.2",
};

const RESNET: Readonly<Record<string, string>> = {
  norm0: "in_layers.0",
  conv0: "in_layers.2",
  norm1: "out_layers.0",
  conv1: "out_layers.3",
  skip: "skip_connection",
};

/**
 * The names. Modules are numbered: the stem is input block 0, then each level's blocks and its step down follow; on the
 * way up the step is the last part of the level's last block.
 * @param config The U-Net.
 * @param order How its maps to queries, keys and values are ordered.
 * @param outChannels Channels that the last convolution gives.
 * @returns The names.
 */
export function guidedNames(config: UNetConfig, order: QkvOrder, outChannels: number): UNetNames {
  const { shape, multipliers, blocks, attention } = config, places = new Map(Object.entries(FIXED));
  const last = multipliers.length - 1, attends = (level: number) => attention.includes(shape[0] / 2 ** level);
  let number = 1;
  for (let level = 0; level <= last; level++) {
    for (let i = 0; i < blocks; i++, number++) {
      places.set(`down${level}/block${i}`, `input_blocks.${number}.0`);
      places.set(`down${level}/attention${i}`, `input_blocks.${number}.1`);
    }
    if (level < last) places.set(`down${level}/halve`, `input_blocks.${number++}.0`);
  }
  number = 0;
  for (let level = last; level >= 0; level--) {
    for (let i = 0; i <= blocks; i++, number++) {
      places.set(`up${level}/block${i}`, `output_blocks.${number}.0`);
      places.set(`up${level}/attention${i}`, `output_blocks.${number}.1`);
    }
    if (level > 0) places.set(`up${level}/double`, `output_blocks.${number - 1}.${attends(level) ? 2 : 1}`);
  }
  return {
    module(layer) {
      const whole = places.get(layer);
      if (whole !== undefined) {
        return layer.endsWith("/halve") ? `${whole}.op` : layer.endsWith("/double") ? `${whole}.conv` : whole;
      }
      const cut = layer.lastIndexOf("/"), place = places.get(layer.slice(0, cut)), part = layer.slice(cut + 1);
      if (/\/attention\d*$/.test(layer.slice(0, cut))) return `${place}.${part === "norm" ? "norm" : "proj_out"}`;
      return `${place}.${RESNET[part]}`;
    },
    share: (block) => `${places.get(block)}.emb_layers.1`,
    attention: (layer) => ({ qkv: `${places.get(layer)}.qkv`, order }),
    attentionTail: [1],
    classes: { module: "label_emb", kind: "table" },
    outChannels,
  };
}
