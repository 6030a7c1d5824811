/**
 * How diffusers' UNet2DModel calls the layers of the kit's U-Net.
 * @module
 */
import type { NamedArrays } from "../torch/arrays.ts";
import type { UNetNames } from "../unet/links.ts";

const FIXED: Readonly<Record<string, string>> = {
  "time/in": "time_embedding.linear_1",
  "time/hidden": "time_embedding.linear_2",
  "in": "conv_in",
  "out/norm": "conv_norm_out",
  "out": "conv_out",
};

const RESNET: Readonly<Record<string, string>> = {
  norm0: "norm1",
  conv0: "conv1",
  norm1: "norm2",
  conv1: "conv2",
  skip: "conv_shortcut",
};

/** What attention's maps were called before diffusers 0.15, and are called since. */
const RENAMED: Readonly<Record<string, string>> = {
  query: "to_q",
  key: "to_k",
  value: "to_v",
  proj_attn: "to_out.0",
};

/**
 * The names.
 * @param levels How many resolutions there are.
 * @param outChannels Channels that the last convolution gives.
 * @returns The names.
 */
export function diffusersNames(levels: number, outChannels: number): UNetNames {
  const place = (path: string): string => {
    const [side, inner] = path.split("/"), level = Number(/\d+$/.exec(side)?.[0]);
    const top = side === "middle"
      ? "mid_block"
      : side.startsWith("down")
      ? `down_blocks.${level}`
      : `up_blocks.${levels - 1 - level}`;
    const number = /\d+$/.exec(inner)?.[0] ?? "0";
    if (inner.startsWith("block")) return `${top}.resnets.${number}`;
    if (inner.startsWith("attention")) return `${top}.attentions.${number}`;
    return `${top}.${inner === "halve" ? "downsamplers" : "upsamplers"}.0`;
  };
  return {
    module(layer) {
      if (Object.hasOwn(FIXED, layer)) return FIXED[layer];
      const parts = layer.split("/"), part = parts.length === 3 ? parts.pop()! : "conv", top = place(parts.join("/"));
      if (parts[1].startsWith("attention")) return `${top}.${part === "norm" ? "group_norm" : "to_out.0"}`;
      return `${top}.${RESNET[part] ?? part}`;
    },
    share: (block) => `${place(block)}.time_emb_proj`,
    attention: (layer) => {
      const top = place(layer);
      return [`${top}.to_q`, `${top}.to_k`, `${top}.to_v`];
    },
    classes: { module: "class_embedding", kind: "table" },
    outChannels,
  };
}

/**
 * Gives arrays that were saved before attention's maps were renamed their names of today.
 * @param arrays The arrays.
 * @returns The same arrays.
 */
export function renamedArrays(arrays: NamedArrays): NamedArrays {
  const today = (name: string) =>
    name.replace(/(\.attentions\.\d+)\.(query|key|value|proj_attn)\./, (_, top, old) => `${top}.${RENAMED[old]}.`);
  const saved = new Map(arrays.names.map((name) => [today(name), name]));
  return {
    path: arrays.path,
    names: [...saved.keys()],
    shape: (name) => saved.has(name) ? arrays.shape(saved.get(name)!) : undefined,
    read: (name) => arrays.read(saved.get(name)!),
  };
}
