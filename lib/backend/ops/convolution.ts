/**
 * Convolution with what surrounds it in a residual block.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { type Attributes, hasKernel, runKernels } from "../kernels.ts";
import { tf } from "../tf.ts";
import { biasAdd } from "./bias_add.ts";
import { checkConvolution, conv2d } from "./conv2d.ts";
import { checkNorm, groupNorm, groupNormSilu } from "./group_norm.ts";

/** The group normalisation, with SiLU or without, that a convolution's input goes through first. */
export interface NormBefore {
  /** [cIn]. */
  readonly scale: tf.Tensor;
  /** [cIn]. */
  readonly offset: tf.Tensor;
  /** How many groups; divides cIn. */
  readonly groups: number;
  /** Added to the variance; 1e-5 where not given. */
  readonly eps?: number;
  /** Leave SiLU out. */
  readonly plain?: boolean;
}

/** What surrounds a convolution. */
export interface Surroundings {
  /** Step in both directions; 1 where not given. */
  readonly stride?: number;
  /** Normalisation and SiLU of the input; none where not given. */
  readonly norm?: NormBefore;
  /** Added to every pixel, [cOut] or, for each sample, [n, cOut]. */
  readonly bias?: tf.Tensor;
  /** Added to the result, of its shape. */
  readonly beside?: tf.Tensor4D;
}

/**
 * Convolution with zero padding, conv(silu(norm(x))) + bias + beside. Where a backend has a kernel for it, what lies
 * between is never written down as a tensor.
 * @param x [n, height, width, cIn].
 * @param filter [filterHeight, filterWidth, cIn, cOut].
 * @param surroundings What goes before and after.
 * @returns [n, ceil(height / stride), ceil(width / stride), cOut].
 * @throws {TypeError} If ranks, channels or what is added do not fit.
 * @throws {RangeError} If the stride is not a positive integer, or the groups do not divide the channels.
 */
export function convolution(x: tf.Tensor4D, filter: tf.Tensor4D, surroundings: Surroundings = {}): tf.Tensor4D {
  const { stride = 1, norm, bias, beside } = surroundings;
  checkConvolution(x, filter, stride);
  const [n, height, width] = x.shape, [rows, columns, , to] = filter.shape;
  const outHeight = Math.ceil(height / stride), outWidth = Math.ceil(width / stride);
  const shape = [n, outHeight, outWidth, to];
  if (beside !== undefined && !tf.util.arraysEqual(beside.shape, shape)) {
    throw new TypeError(`Cannot convolve: beside must have shape [${shape}], got [${beside.shape}]`);
  }
  if (norm !== undefined) checkNorm(x, norm.scale, norm.offset, norm.groups, norm.eps ?? 1e-5);
  if (!hasKernel("NormConvolution")) return composite(x, filter, surroundings);
  const perSample = bias?.rank === 2;
  if (bias !== undefined && !tf.util.arraysEqual(bias.shape, perSample ? [n, to] : [to])) {
    throw new TypeError(`Cannot add a bias: it must have shape [${to}] or [${n},${to}], got [${bias.shape}]`);
  }
  const before = (size: number, out: number, taps: number) =>
    Math.max(0, Math.floor(((out - 1) * stride + taps - size) / 2));
  const attributes: Attributes = {
    groups: norm?.groups ?? 0,
    activate: norm?.plain ? 0 : 1,
    eps: norm?.eps ?? 1e-5,
    stride,
    top: before(height, outHeight, rows),
    left: before(width, outWidth, columns),
    out_h: outHeight,
    out_w: outWidth,
  };
  const inputs: Record<string, tf.Tensor> = { x, filter };
  if (norm !== undefined) Object.assign(inputs, { scale: norm.scale, offset: norm.offset });
  if (bias !== undefined) inputs.bias = bias;
  const names = Object.keys(inputs);
  return differentiable(beside === undefined ? Object.values(inputs) : [...Object.values(inputs), beside], {
    forward: () => {
      const [y, statistics] = runKernels("NormConvolution", beside ? { ...inputs, beside } : inputs, attributes);
      return [y, statistics, ...Object.values(inputs)];
    },
    backward: (dy, [statistics, ...kept]) => {
      const given = Object.fromEntries(names.map((name, i) => [name, kept[i]]));
      const [dx, scale, offset, filter, bias] = runKernels(
        "NormConvolutionGrad",
        { ...given, statistics, dy },
        attributes,
      );
      const gradients: Record<string, tf.Tensor> = { x: dx, scale, offset, filter, bias };
      const all = names.map((name) => gradients[name]);
      return beside === undefined ? all : [...all, tf.clone(dy)];
    },
  }) as tf.Tensor4D;
}

function composite(x: tf.Tensor4D, filter: tf.Tensor4D, surroundings: Surroundings): tf.Tensor4D {
  const { stride = 1, norm, bias, beside } = surroundings;
  return tf.tidy(() => {
    const normalise = norm?.plain ? groupNorm : groupNormSilu;
    const h = norm === undefined ? x : normalise(x, norm.scale, norm.offset, norm.groups, norm.eps);
    const y = conv2d(h, filter, stride), moved = bias === undefined ? y : biasAdd(y, bias);
    return beside === undefined ? moved : tf.add(beside, moved);
  });
}
