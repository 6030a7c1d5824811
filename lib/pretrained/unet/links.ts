/**
 * Which array of a foreign checkpoint is which part of the kit's U-Net, and in which order its numbers stand.
 * @module
 */
import type { UNetConfig } from "../../nn/config.ts";
import type { Parameter, Parameters } from "../../nn/parameters.ts";
import { headsOf } from "../../nn/unet_switches.ts";

/** How another's modules are called, and what of them is not as in the kit. */
export interface UNetNames {
  /**
   * The module of a layer.
   * @param layer The kit's layer, such as `down0/block1/conv0`.
   * @returns The other's, without `.weight`.
   */
  module(layer: string): string;
  /** The module of a block's map from the embedded condition. */
  share(block: string): string;
  /** Three modules for queries, keys and values, or one with the order of its rows. */
  attention(
    layer: string,
  ): readonly [q: string, k: string, v: string] | { readonly qkv: string; readonly order: QkvOrder };
  /** Dimensions behind those of a matrix that attention's maps have, such as [1, 1] where they are convolutions. */
  readonly attentionTail?: readonly number[];
  /** The module of classes: rows for classes, or a map of one-hot vectors without bias, with a factor. */
  readonly classes?: {
    readonly module: string;
    readonly kind: "table" | "map";
    readonly bias?: boolean;
    readonly factor?: number;
  };
  /** Channels that the last convolution gives, of which the kit's network has the first; the sample's unless told. */
  readonly outChannels?: number;
}

/** How the rows of one map to queries, keys and values are ordered, the slowest first. */
export type QkvOrder = "part-head-channel" | "head-part-channel" | "head-channel-part";

/** A foreign array and the stretch of the kit's parameters that it fills. */
export interface Link {
  /** The array's name. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** The parameter that it is a part of. */
  readonly parameter: Parameter;
  /** What it is: numbers in a row, a matrix [to, from], a filter [to, from, height, width], or rows as they are. */
  readonly kind: "vector" | "matrix" | "filter" | "rows";
  /** The first of the parameter's columns that it fills; 0 unless told. */
  readonly column?: number;
  /** The column of each of its rows, counted from the first; the same unless told. */
  readonly order?: Int32Array;
  /** True where its numbers are added to what another link put there. */
  readonly adds?: boolean;
  /** Multiplies its numbers. */
  readonly factor?: number;
}

/**
 * Links every parameter of a U-Net with the arrays of a checkpoint.
 * @param config The U-Net.
 * @param parameters Its parameters.
 * @param names How the checkpoint calls them.
 * @returns The links; those that add come after those that they add to.
 */
export function unetLinks(config: UNetConfig, parameters: Parameters, names: UNetNames): Link[] {
  const links: Link[] = [], film = config.injection === "film", columns = blockColumns(config, parameters);
  const tail = names.attentionTail ?? [];
  const vector = (name: string, parameter: Parameter, rest: Partial<Link> = {}): Link => {
    return { name, shape: [rest.order?.length ?? parameter.size], parameter, kind: "vector", ...rest };
  };
  for (const parameter of parameters.list) {
    const { name, shape } = parameter,
      cut = name.lastIndexOf("/"),
      layer = name.slice(0, cut),
      part = name.slice(cut + 1);
    if (layer === "time/blocks") {
      for (const { block, column, width } of columns) {
        const module = names.share(block), [from] = part === "weight" ? shape : [0];
        if (part === "weight") {
          links.push({ name: `${module}.weight`, shape: [width, from], parameter, kind: "matrix", column });
          continue;
        }
        links.push({ name: `${module}.bias`, shape: [width], parameter, kind: "vector", column });
        // Where the share is added, its bias stands in for the convolution's before it.
        if (film) continue;
        const bias = `${names.module(`${block}/conv0`)}.bias`;
        links.push({ name: bias, shape: [width], parameter, kind: "vector", column, adds: true });
      }
    } else if (layer === "class") links.push(...classLinks(config, parameter, names));
    else if (layer.endsWith("/qkv")) links.push(...qkvLinks(config, parameter, names, layer, part, tail));
    else if (part === "scale" || part === "offset") {
      links.push(vector(`${names.module(layer)}.${part === "scale" ? "weight" : "bias"}`, parameter));
    } else {
      const module = names.module(layer), to = layer === "out" ? names.outChannels : undefined;
      if (part === "bias") links.push(vector(`${module}.bias`, parameter, to === undefined ? {} : { shape: [to] }));
      else if (shape.length === 4) {
        const filter = [to ?? shape[3], shape[2], shape[0], shape[1]];
        links.push({ name: `${module}.weight`, shape: filter, parameter, kind: "filter" });
      } else {
        const behind = layer.endsWith("/out") ? tail : [];
        links.push({ name: `${module}.weight`, shape: [shape[1], shape[0], ...behind], parameter, kind: "matrix" });
      }
    }
  }
  return links;
}

/** Which columns of `time/blocks` are each block's. */
function blockColumns(
  config: UNetConfig,
  parameters: Parameters,
): { readonly block: string; readonly column: number; readonly width: number }[] {
  let column = 0;
  return parameters.list.filter(({ name }) => name.endsWith("/conv0/weight")).map(({ name, shape }) => {
    const width = (config.injection === "film" ? 2 : 1) * shape[3], at = column;
    column += width;
    return { block: name.slice(0, -"/conv0/weight".length), column: at, width };
  });
}

function classLinks(config: UNetConfig, parameter: Parameter, { classes }: UNetNames): Link[] {
  if (classes === undefined) throw new TypeError("Cannot link classes: their module has no name");
  const { module, kind, bias, factor } = classes, width = parameter.shape[1], n = config.classes;
  if (kind === "table") return [{ name: `${module}.weight`, shape: [n, width], parameter, kind: "rows" }];
  const links: Link[] = [{ name: `${module}.weight`, shape: [width, n], parameter, kind: "matrix", factor }];
  if (bias) links.push({ name: `${module}.bias`, shape: [width], parameter, kind: "rows", adds: true });
  return links;
}

function qkvLinks(
  config: UNetConfig,
  parameter: Parameter,
  names: UNetNames,
  layer: string,
  part: string,
  tail: readonly number[],
): Link[] {
  const named = names.attention(layer.slice(0, -"/qkv".length)), weight = part === "weight";
  const channels = parameter.shape[parameter.shape.length - 1] / 3;
  const kind = weight ? "matrix" : "vector", shape = (to: number) => weight ? [to, channels, ...tail] : [to];
  if (!("qkv" in named)) {
    return named.map((module, i) => ({
      name: `${module}.${part}`,
      shape: shape(channels),
      parameter,
      kind,
      column: i * channels,
    }));
  }
  const order = qkvOrder(named.order, channels, headsOf(config, channels));
  return [{ name: `${named.qkv}.${part}`, shape: shape(3 * channels), parameter, kind, order }];
}

/**
 * The kit's column of each row of a foreign map to queries, keys and values. The kit's own order is part, head, channel.
 * @param order The foreign order.
 * @param channels Channels of the feature map.
 * @param heads How many heads.
 * @returns 3 · channels columns.
 */
export function qkvOrder(order: QkvOrder, channels: number, heads: number): Int32Array {
  const width = channels / heads;
  return Int32Array.from({ length: 3 * channels }, (_, row) => {
    if (order === "part-head-channel") return row;
    const head = Math.floor(row / (3 * width)), rest = row % (3 * width);
    const [part, channel] = order === "head-part-channel"
      ? [Math.floor(rest / width), rest % width]
      : [rest % 3, Math.floor(rest / 3)];
    return part * channels + head * width + channel;
  });
}
