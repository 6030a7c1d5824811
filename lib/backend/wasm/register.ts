/**
 * Giving the wasm backend its training kernels.
 * @module
 */
import { type Kernel, replaceKernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { blockSums, repeat } from "./blocks.ts";
import { conv2d } from "./convolution.ts";
import { conv2dBackpropFilter, conv2dBackpropInput } from "./convolution_gradients.ts";
import { adam, biasAddGrad, silu, siluGrad, unsortedSegmentSum } from "./elementwise.ts";
import { groupNorm, groupNormGrad, groupNormSilu, groupNormSiluGrad, groupNormSiluTangent } from "./group_norm.ts";
import { share } from "./heap.ts";
import { batchMatMul } from "./mat_mul.ts";
import { concat, splitV } from "./pieces.ts";
import { transposeMatrix } from "./transpose.ts";

let registered = false;

/** Registers the kernels that training on wasm needs, once. The wasm backend must have been imported. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  const kernels: Record<string, Kernel> = {
    BatchMatMul: batchMatMul,
    BiasAddGrad: biasAddGrad,
    BlockSums2: blockSums,
    Concat: concat,
    Conv2D: conv2d,
    Conv2DBackpropFilter: conv2dBackpropFilter,
    Conv2DBackpropInput: conv2dBackpropInput,
    Adam: adam,
    GroupNorm: groupNorm,
    GroupNormGrad: groupNormGrad,
    GroupNormSilu: groupNormSilu,
    GroupNormSiluGrad: groupNormSiluGrad,
    GroupNormSiluTangent: groupNormSiluTangent,
    Identity: identity,
    Repeat2: repeat,
    Silu: silu,
    SiluGrad: siluGrad,
    SplitV: splitV,
    Transpose: transpose,
    UnsortedSegmentSum: unsortedSegmentSum,
  };
  for (const [name, kernel] of Object.entries(kernels)) replaceKernel("wasm", name, kernel);
}

/** Tensors are immutable, so that a clone may share its original's memory. */
const identity: Kernel = ({ x }, attributes, previous) =>
  x.dtype === "string" ? previous!({ inputs: { x }, backend: tf.backend(), attrs: attributes as never }) : share(x);

const transpose: Kernel = ({ x }, attributes, previous) => {
  const [rows, columns] = x.shape;
  const perm = attributes.perm as number[];
  const matrix = x.shape.length === 2 && perm[0] === 1 && x.dtype === "float32" && rows > 1 && columns > 1;
  if (matrix) return transposeMatrix(x, rows, columns);
  return previous!({ inputs: { x }, backend: tf.backend(), attrs: attributes as never });
};
