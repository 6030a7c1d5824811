/**
 * The layers networks are made of. Each function declares its parameters and returns the layer as a function of views.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Value } from "./dual.ts";
import {
  add,
  attention,
  biasAdd,
  conv2d,
  dense,
  groupNorm,
  groupNormSilu,
  pad1,
  reshape,
  scaled,
  split,
  transpose,
} from "./operations.ts";
import type { Parameter, Parameters, Views } from "./parameters.ts";

/** A layer: a function of the parameters' views and its input, which may carry its derivative along. */
export type Layer = <X extends Value>(views: Views, x: X) => X;

/** What a layer of weights may differ in. */
export interface WeightOptions {
  /** Begin at zero, so that the layer gives nothing at first. */
  readonly zero?: boolean;
  /** Leave the bias out, where the next addition has one of its own. */
  readonly noBias?: boolean;
}

/** What a convolution may differ in. */
export interface ConvolutionOptions extends WeightOptions {
  /** Height and width of the filter; 3 where not given. */
  readonly kernel?: number;
  /** Step in both directions; 1 where not given. */
  readonly stride?: number;
  /** Where a stride of 2 pads a filter of 3: after the end, as where not given, or one row and column on both sides. */
  readonly padding?: "end" | "both";
}

/** What a normalisation may differ in. */
export interface NormalisationOptions {
  /** What follows: nothing, as where not given, or SiLU in the same pass over memory. */
  readonly then?: "nothing" | "silu";
  /** Added to the variance; 1e-5 where not given. */
  readonly eps?: number;
}

/** What a self-attention may differ in. */
export interface AttentionOptions {
  /** Added to the variance by its normalisation; 1e-5 where not given. */
  readonly eps?: number;
  /** Multiplies its sum with its input; 1 where not given. */
  readonly scale?: number;
}

/**
 * An affine map of the last dimension: parameters `{name}/weight` [from, to] and `{name}/bias` [to].
 * Weights begin normal with variance 1 / from, biases at zero.
 * @param parameters Where to declare them.
 * @param name The layer's name.
 * @param from Size of the last dimension of the input.
 * @param to Size of the last dimension of the output.
 * @param options What differs from the usual.
 * @returns The layer.
 */
export function linear(
  parameters: Parameters,
  name: string,
  from: number,
  to: number,
  options: WeightOptions = {},
): Layer {
  const deviation = options.zero ? 0 : Math.sqrt(1 / from);
  const weight = parameters.add(`${name}/weight`, [from, to], { deviation });
  const bias = parameters.add(`${name}/bias`, [to], { constant: 0 });
  return (views, x) => dense(x, views[weight.index], views[bias.index]);
}

/**
 * A convolution with zero padding, channels last: parameters `{name}/weight` [kernel, kernel, from, to] and
 * `{name}/bias` [to]. Weights begin normal with variance 1 / (kernel² · from), biases at zero.
 * @param parameters Where to declare them.
 * @param name The layer's name.
 * @param from Channels of the input.
 * @param to Channels of the output.
 * @param options What differs from the usual.
 * @returns The layer.
 */
export function convolution(
  parameters: Parameters,
  name: string,
  from: number,
  to: number,
  options: ConvolutionOptions = {},
): Layer {
  const { kernel = 3, stride = 1, padding = "end", zero = false, noBias = false } = options;
  const deviation = zero ? 0 : Math.sqrt(1 / (kernel * kernel * from));
  const weight = parameters.add(`${name}/weight`, [kernel, kernel, from, to], { deviation });
  const bias: Parameter | undefined = noBias ? undefined : parameters.add(`${name}/bias`, [to], { constant: 0 });
  return (views, x) => {
    const around = padding === "both" && stride > 1 ? pad1(x) : x;
    const y = conv2d(around, views[weight.index] as tf.Tensor4D, stride, around === x ? "same" : "valid");
    return bias === undefined ? y : biasAdd(y, views[bias.index]);
  };
}

/**
 * Group normalisation: parameters `{name}/scale` and `{name}/offset` [channels], which begin at one and zero.
 * @param parameters Where to declare them.
 * @param name The layer's name.
 * @param channels Size of the last dimension, a multiple of groups.
 * @param groups How many groups.
 * @param options What differs from the usual.
 * @returns The layer.
 */
export function normalisation(
  parameters: Parameters,
  name: string,
  channels: number,
  groups: number,
  options: NormalisationOptions = {},
): Layer {
  const { then = "nothing", eps } = options;
  const scale = parameters.add(`${name}/scale`, [channels], { constant: 1 });
  const offset = parameters.add(`${name}/offset`, [channels], { constant: 0 });
  const normalise = then === "silu" ? groupNormSilu : groupNorm;
  return (views, x) => normalise(x, views[scale.index], views[offset.index], groups, eps);
}

/**
 * Self-attention over all positions of a feature map, added to its input (Dhariwal & Nichol 2021): normalisation, one
 * map to queries, keys and values, attention in each head, and a map back that begins at zero.
 * @param parameters Where to declare `{name}/norm`, `{name}/qkv` and `{name}/out`.
 * @param name The layer's name.
 * @param channels Channels of the feature map, a multiple of groups and of heads.
 * @param heads How many heads.
 * @param groups Groups of the normalisation; 0 for none.
 * @param options What differs from the usual.
 * @returns The layer.
 */
export function selfAttention(
  parameters: Parameters,
  name: string,
  channels: number,
  heads: number,
  groups: number,
  options: AttentionOptions = {},
): Layer {
  const { eps, scale = 1 } = options;
  const norm: Layer = groups === 0
    ? (_views, x) => x
    : normalisation(parameters, `${name}/norm`, channels, groups, { eps });
  const qkv = linear(parameters, `${name}/qkv`, channels, 3 * channels);
  const out = linear(parameters, `${name}/out`, channels, channels, { zero: true });
  const width = channels / heads;
  return (views, x) => {
    const [n, height, columns] = x.shape;
    const positions = height * columns;
    const toHeads = (part: typeof x) =>
      heads === 1 ? part : transpose(reshape(part, [n, positions, heads, width]), [0, 2, 1, 3]);
    const rows = reshape(norm(views, x), [n, positions, channels]);
    const [q, k, v] = split(qkv(views, rows), 3, 2).map(toHeads);
    const mixed = attention(q, k, v);
    const joined = heads === 1 ? mixed : reshape(transpose(mixed, [0, 2, 1, 3]), [n, positions, channels]);
    return scaled(add(x, reshape(out(views, joined), x.shape)), scale);
  };
}

/** Adds the embedding of each sample's class to a value [..., width]; −1 is no label, as all are where none is given. */
export type ClassTable = <X extends Value>(views: Views, x: X, labels: Int32Array | undefined) => X;

/**
 * A learned embedding of classes (Dhariwal & Nichol 2021), added: parameters `{name}/weight` [classes + 1, width], which
 * begin normal with variance 1. The last row stands for "no label" (Ho & Salimans 2022).
 * @param parameters Where to declare them.
 * @param name The table's name.
 * @param classes How many classes; nothing is declared, and nothing added, where it is 0.
 * @param width Size of the last dimension of what they are added to.
 * @returns The table.
 */
export function classTable(parameters: Parameters, name: string, classes: number, width: number): ClassTable {
  if (classes === 0) return (_views, x) => x;
  const table = parameters.add(`${name}/weight`, [classes + 1, width], { deviation: 1 });
  return (views, x, labels) => {
    // Of a stack of networks, each has a table of its own.
    const rows = x.shape.slice(0, -1).reduce((a, b) => a * b, 1);
    const each = rows * (classes + 1) * width / views[table.index].size;
    const indices = Int32Array.from({ length: rows }, (_, b) => {
      const label = labels?.[b] ?? -1;
      return Math.floor(b / each) * (classes + 1) + (label < 0 ? classes : label);
    });
    const found = tf.gather(tf.reshape(views[table.index], [-1, width]), tf.tensor1d(indices, "int32"));
    return add(x, tf.reshape(found, x.shape));
  };
}
