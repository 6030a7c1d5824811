/**
 * The layers networks are made of. Each function declares its parameters and returns the layer as a function of views.
 * @module
 */
import type { NormBefore } from "../backend/ops/mod.ts";
import { tf } from "../backend/tf.ts";
import type { Value } from "./dual.ts";
import {
  add,
  biasAdd,
  conv2d,
  convolution as convolve,
  dense,
  groupNorm,
  groupNormSilu,
  headAttention,
  pad1,
  reshape,
  scaled,
} from "./operations.ts";
import type { Parameter, Parameters, Views } from "./parameters.ts";

/** A layer: a function of the parameters' views and its input, which may carry its derivative along. */
export type Layer = <X extends Value>(views: Views, x: X) => X;

/** An affine map whose parameters can be taken too. */
export interface LinearLayer extends Layer {
  /** The matrix [from, to] and the bias [to]. */
  readonly parts: (views: Views) => { readonly weight: tf.Tensor; readonly bias: tf.Tensor };
}

/** A normalisation that can also be left to the convolution behind it. */
export interface NormalisationLayer extends Layer {
  /** What a convolution is to do before it. */
  readonly parts: (views: Views) => NormBefore;
}

/** A convolution, and what it is to take along: SiLU of a normalisation before it, what is added behind it. */
export interface ConvolutionLayer {
  /** The filter, and the bias where it has one. */
  readonly parts: (views: Views) => { readonly filter: tf.Tensor4D; readonly bias?: tf.Tensor };
  /** Convolves. */
  <X extends Value>(
    views: Views,
    x: X,
    along?: {
      readonly norm?: NormalisationLayer;
      /** In place of a bias of its own, [to] or [n, to]. */
      readonly bias?: X;
      /** Of the result's shape. */
      readonly beside?: X;
    },
  ): X;
}

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
): LinearLayer {
  const deviation = options.zero ? 0 : Math.sqrt(1 / from);
  const weight = parameters.add(`${name}/weight`, [from, to], { deviation });
  const bias = parameters.add(`${name}/bias`, [to], { constant: 0 });
  const layer: Layer = (views, x) => dense(x, views[weight.index], views[bias.index]);
  return Object.assign(layer, { parts: (views: Views) => ({ weight: views[weight.index], bias: views[bias.index] }) });
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
): ConvolutionLayer {
  const { kernel = 3, stride = 1, padding = "end", zero = false, noBias = false } = options;
  const deviation = zero ? 0 : Math.sqrt(1 / (kernel * kernel * from));
  const weight = parameters.add(`${name}/weight`, [kernel, kernel, from, to], { deviation });
  const bias: Parameter | undefined = noBias ? undefined : parameters.add(`${name}/bias`, [to], { constant: 0 });
  const parts: ConvolutionLayer["parts"] = (views) => ({
    filter: views[weight.index] as tf.Tensor4D,
    bias: bias && views[bias.index],
  });
  const layer = <X extends Value>(
    views: Views,
    x: X,
    along: { norm?: NormalisationLayer; bias?: X; beside?: X } = {},
  ) => {
    const { filter, bias } = parts(views), { norm, beside } = along;
    if (padding === "both" && stride > 1) {
      const y = conv2d(pad1(x), filter, stride, "valid");
      return bias === undefined ? y : biasAdd(y, bias);
    }
    return convolve<X>(x, filter, { stride, norm: norm?.parts(views), bias: bias ?? along.bias, beside });
  };
  return Object.assign(layer, { parts });
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
): NormalisationLayer {
  const { then = "nothing", eps } = options;
  const scale = parameters.add(`${name}/scale`, [channels], { constant: 1 });
  const offset = parameters.add(`${name}/offset`, [channels], { constant: 0 });
  const normalise = then === "silu" ? groupNormSilu : groupNorm;
  const parts = (views: Views) => ({
    scale: views[scale.index],
    offset: views[offset.index],
    groups,
    ...(eps === undefined ? {} : { eps }),
  });
  const layer: Layer = (views, x) => normalise(x, views[scale.index], views[offset.index], groups, eps);
  return Object.assign(layer, { parts });
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
  const norm = groups === 0 ? undefined : normalisation(parameters, `${name}/norm`, channels, groups, { eps });
  const qkv = linear(parameters, `${name}/qkv`, channels, 3 * channels);
  const out = linear(parameters, `${name}/out`, channels, channels, { zero: true });
  return (views, x) => {
    const [n, height, columns] = x.shape, before = norm && { ...norm.parts(views), plain: true };
    // A map of each position is a convolution by a filter of one tap, which takes along what surrounds it.
    const filter = (weight: tf.Tensor) => tf.reshape(weight, [1, 1, -1, weight.shape[1]!]) as tf.Tensor4D;
    const [inner, outer] = [qkv.parts(views), out.parts(views)];
    const rows = convolve(x, filter(inner.weight), { norm: before, bias: inner.bias });
    const mixed = headAttention(reshape(rows, [n, height * columns, 3 * channels]), heads);
    return scaled(convolve(reshape(mixed, x.shape), filter(outer.weight), { bias: outer.bias, beside: x }), scale);
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
