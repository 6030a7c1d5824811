/**
 * A residual block of a U-Net as one operation.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { hasKernel, runKernels } from "../kernels.ts";
import { tf } from "../tf.ts";
import { convolution } from "./convolution.ts";

/** A residual block's parameters and what it is told. */
export interface ResidualParts {
  /** Of the first normalisation, [cIn]. */
  readonly scale0: tf.Tensor;
  /** Of the first normalisation, [cIn]. */
  readonly offset0: tf.Tensor;
  /** The first convolution's filter, [3, 3, cIn, cOut]. */
  readonly conv0: tf.Tensor;
  /** What each sample is told: added behind the first convolution, [n, cOut]. */
  readonly share: tf.Tensor;
  /** Of the second normalisation, [cOut]. */
  readonly scale1: tf.Tensor;
  /** Of the second normalisation, [cOut]. */
  readonly offset1: tf.Tensor;
  /** The second convolution's filter, [3, 3, cOut, cOut]. */
  readonly conv1: tf.Tensor;
  /** Added behind the second convolution, [cOut]. */
  readonly bias: tf.Tensor;
  /** The map of x to the result's channels, [1, 1, cIn, cOut]; x itself is added where not given. */
  readonly skip?: tf.Tensor;
  /** Its bias, [cOut]. */
  readonly skipBias?: tf.Tensor;
}

/** Entries of the larger filter beyond which the batch is better shared out filter by filter. */
const largest = 98_304;

/**
 * Normalisation, SiLU and 3 × 3 convolution, twice, added to the input: h = conv0(silu(norm0(x))) + share, y = conv1(silu(norm1(h))) +
 * bias + skip(x) (Ho et al. 2020, appendix B).
 * @param x One map [n, height, width, c], or two of them to be taken side by side, cIn channels in all.
 * @param parts The parameters, and what each sample is told.
 * @param groups Groups of both normalisations.
 * @returns [n, height, width, cOut].
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If the groups do not divide the channels.
 */
export function residual(x: readonly tf.Tensor4D[], parts: ResidualParts, groups: number): tf.Tensor4D {
  const { conv0, conv1 } = parts;
  const whole = hasKernel("Residual") && Math.max(conv0.size, conv1.size) <= largest && fits(x, parts, groups);
  if (!whole) return composite(x, parts, groups);
  const inputs: Record<string, tf.Tensor> = { x0: x[0], ...(x.length > 1 ? { x1: x[1] } : {}), ...parts };
  for (const [name, value] of Object.entries(inputs)) if (value === undefined) delete inputs[name];
  const names = Object.keys(inputs);
  return differentiable(Object.values(inputs), {
    forward: () => {
      const [y, middle, statistics0, statistics1] = runKernels("Residual", inputs, { groups, eps: 1e-5 });
      return [y, middle, statistics0, statistics1, ...Object.values(inputs)];
    },
    backward: (dy, [middle, statistics0, statistics1, ...kept]) => {
      const given = Object.fromEntries(names.map((name, i) => [name, kept[i]]));
      const all = runKernels("ResidualGrad", { ...given, middle, statistics0, statistics1, dy }, { groups });
      return names.map((name) => all[order.indexOf(name)]);
    },
  }) as tf.Tensor4D;
}

/** The gradients' order. */
const order = [
  ..."x0 x1 scale0 offset0 conv0 share scale1 offset1 conv1 bias skip skipBias".split(" "),
];

/** Whether the shapes are those of a block; where they are not, its parts say why. */
function fits(x: readonly tf.Tensor4D[], parts: ResidualParts, groups: number): boolean {
  const { conv0, conv1, share, skip, skipBias } = parts;
  const from = x.reduce((sum, map) => sum + map.shape[3], 0), to = conv0.shape[3]!;
  const is = (tensor: tf.Tensor | undefined, ...shape: number[]) => tensor?.shape.join() === shape.join();
  return x.length <= 2 && x.every((map) => is(map, ...x[0].shape.slice(0, 3), map.shape[3])) &&
    is(conv0, 3, 3, from, to) && is(conv1, 3, 3, to, to) && is(share, x[0].shape[0], to) && groups >= 1 &&
    from % groups === 0 && to % groups === 0 && is(parts.scale0, from) && is(parts.offset0, from) &&
    is(parts.scale1, to) && is(parts.offset1, to) && is(parts.bias, to) &&
    (skip === undefined ? from === to : is(skip, 1, 1, from, to) && is(skipBias, to));
}

function composite(maps: readonly tf.Tensor4D[], parts: ResidualParts, groups: number): tf.Tensor4D {
  const { scale0, offset0, conv0, share, scale1, offset1, conv1, bias, skip, skipBias } = parts;
  return tf.tidy(() => {
    const x = maps.length === 1 ? maps[0] : tf.concat([...maps], 3);
    const beside = skip === undefined ? x : convolution(x, skip as tf.Tensor4D, { bias: skipBias });
    const norm0 = { scale: scale0, offset: offset0, groups }, norm1 = { scale: scale1, offset: offset1, groups };
    const h = convolution(x, conv0 as tf.Tensor4D, { norm: norm0, bias: share });
    return convolution(h, conv1 as tf.Tensor4D, { norm: norm1, bias, beside });
  });
}
