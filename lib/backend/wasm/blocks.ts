/**
 * Blocks of 2 × 2 positions on the wasm heap.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { allocate, floats } from "./heap.ts";

/**
 * Repeats every position in a block.
 * @param inputs x [n, h, w, c].
 * @returns [n, 2h, 2w, c].
 */
export const repeat: Kernel = ({ x }) => {
  const [n, height, width, channels] = x.shape as number[];
  const [out] = allocate([n, 2 * height, 2 * width, channels]);
  const from = floats(x), to = floats(out), row = 2 * width * channels;
  for (let y = 0, i = 0, j = 0; y < n * height; y++, j += row) {
    const start = j;
    for (let z = 0; z < width; z++, j += 2 * channels) {
      for (let c = 0; c < channels; c++) to[j + c] = to[j + channels + c] = from[i++];
    }
    to.copyWithin(j, start, j);
  }
  return out;
};

/**
 * The sum over each 2 × 2 block.
 * @param inputs x [n, 2h, 2w, c].
 * @returns [n, h, w, c].
 */
export const blockSums: Kernel = ({ x }) => {
  const [n, height, width, channels] = x.shape as number[];
  const [out] = allocate([n, height / 2, width / 2, channels]);
  const from = floats(x), to = floats(out), row = width * channels;
  for (let y = 0, i = 0, j = 0; y < n * height / 2; y++, i += row) {
    for (let z = 0; z < width; z += 2, i += channels) {
      for (let c = 0; c < channels; c++, i++) {
        to[j++] = from[i] + from[i + channels] + from[i + row] + from[i + row + channels];
      }
    }
  }
  return out;
};
