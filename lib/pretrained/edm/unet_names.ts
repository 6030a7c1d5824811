/**
 * How EDM's SongUNet and DhariwalUNet call the layers of the kit's U-Net.
 * @module
 */
import type { UNetConfig } from "../../nn/config.ts";
import type { UNetNames } from "../unet/links.ts";

/**
 * The names. Modules are called after the resolution that they work at; attention is part of its block.
 * @param config The U-Net.
 * @param kind Which of the two.
 * @returns The names.
 */
export function edmNames(config: UNetConfig, kind: "SongUNet" | "DhariwalUNet"): UNetNames {
  const at = (level: number) => `${config.shape[0] >> level}x${config.shape[0] >> level}`;
  const [norm, conv] = kind === "SongUNet"
    ? [`dec.${at(0)}_aux_norm`, `dec.${at(0)}_aux_conv`]
    : ["out_norm", "out_conv"];
  const fixed: Readonly<Record<string, string>> = {
    "time/in": "map_layer0",
    "time/hidden": "map_layer1",
    "in": `enc.${at(0)}_conv`,
    "out/norm": norm,
    "out": conv,
  };
  // Where the input enters and what a level says, which EDM calls auxiliary.
  const auxiliary = (layer: string): string | undefined => {
    const [, side, number, norm] = /^(down|up)(\d+)\/(?:in|out)put(\/norm)?$/.exec(layer) ?? [];
    if (side === undefined) return undefined;
    if (side === "up") return `dec.${at(Number(number))}_aux_${norm === undefined ? "conv" : "norm"}`;
    return `enc.${at(Number(number) + 1)}_aux_${config.progressiveInput}`;
  };
  const block = (path: string): string => {
    const [side, inner] = path.split("/"),
      level = Number(/\d+$/.exec(side)?.[0]),
      number = /\d+$/.exec(inner)?.[0] ?? "0";
    if (side === "middle") return `dec.${at(config.multipliers.length - 1)}_in${number}`;
    if (inner === "halve") return `enc.${at(level + 1)}_down`;
    if (inner === "double") return `dec.${at(level - 1)}_up`;
    return `${side.startsWith("down") ? "enc" : "dec"}.${at(level)}_block${number}`;
  };
  return {
    module(layer) {
      if (Object.hasOwn(fixed, layer)) return fixed[layer];
      const aside = auxiliary(layer);
      if (aside !== undefined) return aside;
      const cut = layer.lastIndexOf("/"), path = layer.slice(0, cut), part = layer.slice(cut + 1);
      const attends = /\/attention\d*$/.test(path);
      return `${block(path)}.${attends ? part === "norm" ? "norm2" : "proj" : part}`;
    },
    share: (path) => `${block(path)}.affine`,
    attention: (layer) => ({ qkv: `${block(layer)}.qkv`, order: "head-channel-part" }),
    attentionTail: [1, 1],
    // SongUNet multiplies one-hot vectors by the root of their length before its map, which has a bias.
    classes: kind === "SongUNet"
      ? { module: "map_label", kind: "map", bias: true, factor: Math.sqrt(config.classes) }
      : { module: "map_label", kind: "map" },
  };
}
