/**
 * Cutting tensors apart and joining them on the wasm heap. TensorFlow.js 4.22 makes one general slice for each piece,
 * which for a network's hundred parameters takes longer than the step of Adam on them.
 * @module
 */
import type { Inputs, Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { allocate, copyFloats, floats } from "./heap.ts";

/**
 * SplitV: the pieces of a tensor along one axis.
 * @param inputs x.
 * @param attributes numOrSizeSplits (how many equal pieces, or the size of each) and axis.
 * @param previous TensorFlow.js's own kernel, for types other than float32.
 * @returns The pieces in order.
 */
export const splitV: Kernel = (inputs, attributes, previous) => {
  const { x } = inputs;
  const { numOrSizeSplits, axis } = attributes as { numOrSizeSplits: number | number[]; axis: number };
  if (x.dtype !== "float32") return previous!({ inputs, backend: tf.backend(), attrs: attributes as never });
  const along = tf.util.parseAxisParam(axis, x.shape)[0];
  const sizes = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along);
  const pieces = allocate(...sizes.map((size) => [...x.shape.slice(0, along), size, ...x.shape.slice(along + 1)]));
  copyPieces(floats(x), pieces.map(floats), x.shape, along, (heap, whole, piece, n) => {
    copyFloats(heap, piece, whole, n);
  });
  return pieces;
};

/**
 * Concat: tensors joined along one axis.
 * @param inputs The tensors, by number.
 * @param attributes axis.
 * @param previous TensorFlow.js's own kernel, for types other than float32.
 * @returns The joined tensor.
 */
export const concat: Kernel = (inputs, attributes, previous) => {
  const tensors = Object.values(inputs as Inputs);
  if (tensors.some(({ dtype }) => dtype !== "float32")) {
    return previous!({ inputs: tensors as never, backend: tf.backend(), attrs: attributes as never });
  }
  const along = tf.util.parseAxisParam(attributes.axis as number, tensors[0].shape)[0];
  const shape = tf.backend_util.computeOutShape(tensors.map((tensor) => tensor.shape), along);
  const [out] = allocate(shape);
  const pieces = tensors.map(floats).filter((piece) => piece.length > 0);
  copyPieces(floats(out), pieces, shape, along, (heap, whole, piece, n) => {
    copyFloats(heap, whole, piece, n);
  });
  return out;
};

/** Copies n floats between an index of the whole and one of a piece, in one direction or the other. */
type Copy = (heap: Float32Array, whole: number, piece: number, n: number) => void;

/** Visits every stretch that a piece shares with the whole. All lie on one heap, so that nothing is made on the way. */
function copyPieces(whole: Float32Array, pieces: Float32Array[], shape: number[], along: number, copy: Copy): void {
  const heap = new Float32Array(whole.buffer);
  const rows = tf.util.sizeFromShape(shape.slice(0, along));
  const starts = pieces.map((piece) => piece.byteOffset / 4), widths = pieces.map((piece) => piece.length / rows);
  let at = whole.byteOffset / 4;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < pieces.length; k++) {
      copy(heap, at, starts[k] + row * widths[k], widths[k]);
      at += widths[k];
    }
  }
}
