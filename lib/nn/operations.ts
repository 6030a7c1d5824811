/**
 * The operations of the networks, on tensors and on tensors with their derivatives.
 *
 * On tensors they are those of the backend; the derivatives are composed of the same and of their tangents, so that they
 * run wherever networks do, and have gradients: reverse mode over forward mode.
 * @module
 */
import * as ops from "../backend/ops/mod.ts";
import { tf } from "../backend/tf.ts";
import { bilinearly, Dual, linearly, type Value, valueOf } from "./dual.ts";

/**
 * The affine map x·w + b of the last dimension.
 * @param x [..., in].
 * @param w [in, out]; [s, in, out] for one map for each entry of the first of three dimensions.
 * @param b [out]; [s, out] likewise.
 * @returns [..., out].
 * @throws {TypeError} If the shapes do not fit.
 */
export function dense<X extends Value>(x: X, w: tf.Tensor, b: tf.Tensor): X {
  const plain = (x: tf.Tensor, b: tf.Tensor) => ops.dense(x, w, b);
  return (x instanceof Dual ? new Dual(plain(x.value, b), plain(x.tangent, tf.zerosLike(b))) : plain(x, b)) as X;
}

/**
 * Convolution with zero padding, channels last.
 * @param x [n, height, width, cIn].
 * @param filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param stride Step in both directions.
 * @param padding Zeros around, "same", or none, "valid".
 * @returns [n, ⌈height / stride⌉, ⌈width / stride⌉, cOut] where padded.
 * @throws {TypeError} If the ranks or the channels do not fit.
 * @throws {RangeError} If the stride is not a positive integer.
 */
export function conv2d<X extends Value>(
  x: X,
  filter: tf.Tensor4D,
  stride: number,
  padding: "same" | "valid" = "same",
): X {
  return linearly((x) => {
    const image = x as tf.Tensor4D;
    return padding === "same" ? ops.convolution(image, filter, { stride }) : ops.conv2d(image, filter, stride, padding);
  }, x);
}

/**
 * Puts one row and one column of zeros around a feature map.
 * @param x [n, height, width, c].
 * @returns [n, height + 2, width + 2, c].
 */
export function pad1<X extends Value>(x: X): X {
  return linearly((x) => tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), x);
}

/**
 * Multiplies a value by a number.
 * @param x The value.
 * @param factor The number; nothing is done where it is 1.
 * @returns The product.
 */
export function scaled<X extends Value>(x: X, factor: number): X {
  return factor === 1 ? x : linearly((x) => tf.mul(x, factor), x);
}

/** What surrounds a convolution. */
export interface Around<X extends Value> {
  /** Step in both directions; 1 where not given. */
  readonly stride?: number;
  /** Normalisation and SiLU of the input; none where not given. */
  readonly norm?: ops.NormBefore;
  /** Added to every pixel, [cOut] or [n, cOut]; without a derivative it counts as constant. */
  readonly bias?: X | tf.Tensor;
  /** Added to the result, of its shape. */
  readonly beside?: X;
}

/**
 * A convolution with what surrounds it, conv(silu(norm(x))) + bias + beside.
 * @param x [n, height, width, cIn].
 * @param filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param around What goes before and after.
 * @returns [n, ⌈height / stride⌉, ⌈width / stride⌉, cOut].
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If the stride is not a positive integer or the groups do not divide the channels.
 */
export function convolution<X extends Value>(x: X, filter: tf.Tensor4D, around: Around<X> = {}): X {
  const { stride = 1, norm, bias, beside } = around, four = (x: Value) => valueOf(x) as tf.Tensor4D;
  const value = ops.convolution(four(x), filter, {
    stride,
    norm,
    bias: bias && valueOf(bias),
    beside: beside && four(beside),
  });
  const [biasMoved, besideMoved] = [bias, beside].map((each) => each instanceof Dual ? each.tangent : undefined);
  if (x instanceof Dual) {
    const moved = tf.tidy(() => {
      const [before, taps] = movingInput(x, filter, norm);
      return ops.convolution(four(before), taps, { stride, bias: biasMoved, beside: besideMoved && four(besideMoved) });
    });
    return new Dual(value, moved) as Value as X;
  }
  // What is convolved is a constant: only what is added moves.
  const added = biasMoved && tf.reshape(biasMoved, [-1, 1, 1, value.shape[3]]);
  if (added === undefined) return (besideMoved === undefined ? value : new Dual(value, besideMoved)) as Value as X;
  const moved = besideMoved === undefined ? tf.broadcastTo(added, value.shape) : tf.add(besideMoved, added);
  return new Dual(value, moved) as Value as X;
}

/** The tangent of what is convolved, and the part of the filter that it meets: channels that are constants are left out. */
function movingInput(x: Dual, filter: tf.Tensor4D, norm?: ops.NormBefore): [moving: tf.Tensor, filter: tf.Tensor4D] {
  const { value, moving } = x, [all, count] = [value, moving].map(({ shape }) => shape[shape.length - 1]);
  const part = <T extends tf.Tensor>(of: T, axis: number): T =>
    tf.slice(of, of.shape.map(() => 0), of.shape.map((size, i) => i === axis ? count : size));
  const taps = () => count === all ? filter : part(filter, 2);
  if (norm === undefined) return [moving, taps()];
  const { scale, offset, groups, eps, plain } = norm, moved = count * groups / all;
  // Constants move with those of their group that do.
  if (!Number.isInteger(moved)) return [normTangent(value, x.tangent, norm), filter];
  if (count === all) return [normTangent(value, moving, norm), filter];
  const first = { scale: part(scale, 0), offset: part(offset, 0), groups: moved, eps, plain };
  return [normTangent(part(value, value.rank - 1), moving, first), taps()];
}

/** The tangent of a normalisation, with SiLU or without. */
function normTangent(value: tf.Tensor, tangent: tf.Tensor, norm: ops.NormBefore): tf.Tensor {
  const { scale, offset, groups, eps, plain } = norm;
  if (!plain) return ops.groupNormSiluTangent(value, tangent, scale, offset, groups, eps);
  return tf.mul(ops.groupNormTangent(value, tangent, groups, eps), scale);
}

/** A residual block's parameters, and what each sample is told; see the backend's `residual`. */
export type BlockParts<X extends Value> = Omit<ops.ResidualParts, "share"> & {
  /** Added behind the first convolution, [n, cOut]. */
  readonly share: X;
};

/**
 * A residual block: normalisation, SiLU and convolution, twice, added to the input.
 * @param x One map [n, height, width, c], or two to be taken side by side.
 * @param parts The parameters, and what each sample is told.
 * @param groups Groups of both normalisations.
 * @returns [n, height, width, cOut].
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If the groups do not divide the channels.
 */
export function residual<X extends Value>(x: readonly X[], parts: BlockParts<X>, groups: number): X {
  if (![...x, parts.share].some((each) => each instanceof Dual)) {
    return ops.residual(
      x as readonly tf.Tensor[] as tf.Tensor4D[],
      parts as ops.ResidualParts,
      groups,
    ) as tf.Tensor as X;
  }
  const { scale0, offset0, conv0, share, scale1, offset1, conv1, bias, skip, skipBias } = parts;
  const whole = x.length === 1 ? x[0] : concat(x, 3), four = (filter: tf.Tensor) => filter as tf.Tensor4D;
  const beside = skip === undefined ? whole : convolution(whole, four(skip), { bias: skipBias });
  const h = convolution(whole, four(conv0), { norm: { scale: scale0, offset: offset0, groups }, bias: share });
  return convolution(h, four(conv1), { norm: { scale: scale1, offset: offset1, groups }, bias, beside });
}

/**
 * Adds a bias to the last dimension: one for all, or one for each sample.
 * @param x [..., c].
 * @param bias [c] or [n, c]; without a derivative it counts as constant.
 * @returns The shape of x.
 * @throws {TypeError} If the bias has another shape.
 */
export function biasAdd<X extends Value>(x: X, bias: X | tf.Tensor): X {
  const value = ops.biasAdd(valueOf(x), valueOf(bias));
  if (!(bias instanceof Dual)) return (x instanceof Dual ? new Dual(value, x.tangent) : value) as X;
  const moved = x instanceof Dual ? x.tangent : tf.zerosLike(value);
  return new Dual(value, ops.biasAdd(moved, bias.tangent)) as Value as X;
}

/**
 * Adds two values, or a constant to one.
 * @param x The one.
 * @param y The other; a number, or a tensor without a derivative, counts as constant.
 * @returns The sum.
 */
export function add<X extends Value>(x: X, y: X | tf.Tensor | number): X {
  if (!(y instanceof Dual)) {
    return (x instanceof Dual ? new Dual(tf.add(x.value, y), x.tangent) : tf.add(x as tf.Tensor, y)) as X;
  }
  const value = tf.add(valueOf(x), y.value);
  const moved = x instanceof Dual ? tf.add(x.tangent, y.tangent) : tf.broadcastTo(y.tangent, value.shape);
  return new Dual(value, moved) as Value as X;
}

/**
 * Multiplies two values, entry by entry.
 * @param x The one.
 * @param y The other.
 * @returns The product.
 */
export function mul<X extends Value>(x: X, y: X): X {
  return bilinearly(tf.mul, x, y);
}

/**
 * SiLU, x·sigmoid(x), entry by entry.
 * @param x Any shape.
 * @returns The same shape.
 */
export function silu<X extends Value>(x: X): X {
  if (!(x instanceof Dual)) return ops.silu(x as tf.Tensor) as X;
  return new Dual(ops.silu(x.value), ops.siluTangent(x.value, x.tangent)) as Value as X;
}

/**
 * Group normalisation.
 * @param x [n, …, c].
 * @param scale [c].
 * @param offset [c].
 * @param groups How many groups.
 * @param eps Added to the variance; 1e-5 where not given.
 * @returns The shape of x.
 * @throws {TypeError} If scale or offset is not of shape [c].
 * @throws {RangeError} If the groups do not divide the channels.
 */
export function groupNorm<X extends Value>(
  x: X,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps?: number,
): X {
  if (!(x instanceof Dual)) return ops.groupNorm(x as tf.Tensor, scale, offset, groups, eps) as X;
  const { value, tangent } = x;
  const moved = tf.mul(ops.groupNormTangent(value, tangent, groups, eps), scale);
  return new Dual(ops.groupNorm(value, scale, offset, groups, eps), moved) as Value as X;
}

/**
 * SiLU of a group normalisation.
 * @param x [n, …, c].
 * @param scale [c].
 * @param offset [c].
 * @param groups How many groups.
 * @param eps Added to the variance; 1e-5 where not given.
 * @returns The shape of x.
 * @throws {TypeError} If scale or offset is not of shape [c].
 * @throws {RangeError} If the groups do not divide the channels.
 */
export function groupNormSilu<X extends Value>(
  x: X,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps?: number,
): X {
  if (!(x instanceof Dual)) return ops.groupNormSilu(x as tf.Tensor, scale, offset, groups, eps) as X;
  const moved = ops.groupNormSiluTangent(x.value, x.tangent, scale, offset, groups, eps);
  return new Dual(ops.groupNormSilu(x.value, scale, offset, groups, eps), moved) as Value as X;
}

/**
 * Scaled dot-product attention, softmax(q·kᵀ / √d)·v.
 * @param q [..., queries, d].
 * @param k [..., keys, d].
 * @param v [..., keys, dv].
 * @returns [..., queries, dv].
 * @throws {TypeError} If the shapes of tensors do not fit.
 */
export function attention<X extends Value>(q: X, k: X, v: X): X {
  if (!(q instanceof Dual)) return ops.attention(q as tf.Tensor, k as tf.Tensor, v as tf.Tensor) as X;
  const scaled = linearly((q) => tf.mul(q, 1 / Math.sqrt(q.shape[q.rank - 1])), q as X);
  const weights = softmax(bilinearly((q, k) => tf.matMul(q, k, false, true), scaled, k));
  return bilinearly((weights, v) => tf.matMul(weights, v), weights, v);
}

/**
 * Self-attention in several heads: queries, keys and values side by side, and in each of them the heads.
 * @param qkv [n, positions, 3·c].
 * @param heads How many heads; divides c.
 * @returns [n, positions, c], the heads side by side.
 * @throws {TypeError} If qkv is not of rank 3.
 * @throws {RangeError} If its last dimension is not a multiple of three times the heads.
 */
export function headAttention<X extends Value>(qkv: X, heads: number): X {
  if (!(qkv instanceof Dual)) return ops.selfAttention(qkv as tf.Tensor as tf.Tensor3D, heads) as tf.Tensor as X;
  const [n, positions, width] = qkv.shape, channels = width / 3;
  const toHeads = (part: X) =>
    heads === 1 ? part : transpose(reshape(part, [n, positions, heads, channels / heads]), [0, 2, 1, 3]);
  const [q, k, v] = split(qkv as X, 3, 2).map(toHeads), mixed = attention(q, k, v);
  return heads === 1 ? mixed : reshape(transpose(mixed, [0, 2, 1, 3]), [n, positions, channels]);
}

/** Softmax p of the last dimension, with the tangent p·(ṡ − Σ p·ṡ). */
function softmax<X extends Value>(x: X): X {
  if (!(x instanceof Dual)) return tf.softmax(x as tf.Tensor) as X;
  const value = tf.softmax(x.value), share = tf.mul(value, x.tangent);
  return new Dual(value, tf.sub(share, tf.mul(value, tf.sum(share, -1, true)))) as Value as X;
}

/**
 * Joins values along an axis.
 * @param parts The values.
 * @param axis The axis.
 * @returns The whole, with its derivative where one of them has one.
 */
export function concat<X extends Value>(parts: readonly X[], axis: number): X {
  const value = tf.concat(parts.map(valueOf), axis), moving = parts.findLastIndex((part) => part instanceof Dual);
  if (moving < 0) return value as X;
  // What ends the last dimension as constants has no place in the derivative.
  const some = axis === value.rank - 1 ? parts.slice(0, moving + 1) : parts;
  const tangents = some.map((part) => part instanceof Dual ? part.tangent : tf.zerosLike(part as tf.Tensor));
  return new Dual(value, tangents.length === 1 ? tangents[0] : tf.concat(tangents, axis)) as Value as X;
}

/**
 * Splits a value along an axis.
 * @param x The whole.
 * @param sizes The parts' sizes, or their number where they are equal.
 * @param axis The axis.
 * @returns The parts.
 */
export function split<X extends Value>(x: X, sizes: number | number[], axis: number): X[] {
  if (!(x instanceof Dual)) return tf.split(x as tf.Tensor, sizes, axis) as X[];
  const tangents = tf.split(x.tangent, sizes, axis);
  return tf.split(x.value, sizes, axis).map((value, i) => new Dual(value, tangents[i])) as Value[] as X[];
}

/**
 * Gives a value another shape.
 * @param x The value.
 * @param shape The shape; −1 stands for what is left over.
 * @returns The same entries in row-major order.
 */
export function reshape<X extends Value>(x: X, shape: number[]): X {
  return linearly((x) => tf.reshape(x, shape), x);
}

/**
 * Permutes a value's axes.
 * @param x The value.
 * @param order The axis of x that each axis of the result is.
 * @returns The value with its axes permuted.
 */
export function transpose<X extends Value>(x: X, order: number[]): X {
  return linearly((x) => tf.transpose(x, order), x);
}

/**
 * Halves height and width by averages.
 * @param x [n, height, width, c], height and width even.
 * @returns [n, height / 2, width / 2, c].
 * @throws {TypeError} If x is not of rank 4.
 * @throws {RangeError} If height or width is odd.
 */
export function avgPool2<X extends Value>(x: X): X {
  return linearly((x) => ops.avgPool2(x as tf.Tensor4D), x);
}

/**
 * Smooths by the weights [1, 2, 1] / 4 in each direction: before {@linkcode avgPool2}, or after {@linkcode upsample2}, it
 * makes the filter [1, 3, 3, 1] of them.
 * @param x [n, height, width, c].
 * @param padding One row and column of zeros around, "same", or none, "valid".
 * @returns The shape of x where padded; else height and width are less by two.
 * @throws {TypeError} If x is not of rank 4.
 * @throws {RangeError} If height or width is below 3 with what is padded.
 */
export function binomial<X extends Value>(x: X, padding: "same" | "valid" = "same"): X {
  return linearly((x) => ops.binomial3(x as tf.Tensor4D), padding === "same" ? pad1(x) : x);
}

/**
 * Doubles height and width by repetition.
 * @param x [n, height, width, c].
 * @returns [n, 2·height, 2·width, c].
 * @throws {TypeError} If x is not of rank 4.
 */
export function upsample2<X extends Value>(x: X): X {
  return linearly((x) => ops.upsample2(x as tf.Tensor4D), x);
}
