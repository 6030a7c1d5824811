/**
 * Group normalisation on the wasm heap: two passes forward, two back.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { allocate, floats } from "./heap.ts";

/**
 * Group normalisation.
 * @param inputs x [n, …, c], scale [c], offset [c].
 * @param attributes groups and eps.
 * @returns y of x's shape, and the statistics [n, groups, 2]: mean and 1/√(variance + eps).
 */
export const groupNorm: Kernel = ({ x, scale, offset }, attributes) => {
  const { groups, eps } = attributes as Record<string, number>;
  const batch = x.shape[0], channels = scale.shape[0], width = channels / groups;
  const outputs = allocate(x.shape, [batch, groups, 2]);
  const [from, scales, offsets] = [floats(x), floats(scale), floats(offset)];
  const [to, statistics] = outputs.map(floats);
  const size = from.length / batch, count = size / groups;
  const sum = new Float64Array(groups), squares = new Float64Array(groups);
  const factor = new Float64Array(channels), shift = new Float64Array(channels);
  for (let n = 0; n < batch; n++) {
    const start = n * size, end = start + size;
    sum.fill(0);
    squares.fill(0);
    for (let i = start; i < end;) {
      for (let g = 0; g < groups; g++) {
        let s = 0, q = 0;
        for (let c = 0; c < width; c++) {
          const value = from[i++];
          s += value;
          q += value * value;
        }
        sum[g] += s;
        squares[g] += q;
      }
    }
    for (let g = 0; g < groups; g++) {
      const mean = sum[g] / count;
      // Float64 sums: the one-pass variance loses nothing that float32 values held.
      const inverse = 1 / Math.sqrt(Math.max(0, squares[g] / count - mean * mean) + eps);
      statistics[(n * groups + g) * 2] = mean;
      statistics[(n * groups + g) * 2 + 1] = inverse;
      for (let c = g * width; c < (g + 1) * width; c++) {
        factor[c] = scales[c] * inverse;
        shift[c] = offsets[c] - mean * factor[c];
      }
    }
    for (let i = start; i < end;) {
      for (let c = 0; c < channels; c++, i++) to[i] = from[i] * factor[c] + shift[c];
    }
  }
  return outputs;
};

/**
 * Gradient of group normalisation. With x̂ the normalised value and d = dy·scale, each group's
 * dx = (d − mean(d) − x̂·mean(d·x̂)) / √(variance + eps).
 * @param inputs x, scale, statistics (of the forward pass) and dy.
 * @param attributes groups.
 * @returns dx, dscale and doffset.
 */
export const groupNormGrad: Kernel = ({ x, scale, statistics, dy }, attributes) => {
  const groups = attributes.groups as number;
  const batch = x.shape[0], channels = scale.shape[0], width = channels / groups;
  const outputs = allocate(x.shape, [channels], [channels]);
  const [xs, scales, stats, dys] = [floats(x), floats(scale), floats(statistics), floats(dy)];
  const [dx, dScale, dOffset] = outputs.map(floats);
  const size = xs.length / batch, count = size / groups;
  const sum = new Float64Array(channels), product = new Float64Array(channels);
  const scaleSum = new Float64Array(channels), offsetSum = new Float64Array(channels);
  const a = new Float64Array(channels), b = new Float64Array(channels), constant = new Float64Array(channels);
  for (let n = 0; n < batch; n++) {
    const start = n * size, end = start + size;
    sum.fill(0);
    product.fill(0);
    for (let i = start; i < end;) {
      for (let c = 0; c < channels; c++, i++) {
        sum[c] += dys[i];
        product[c] += dys[i] * xs[i];
      }
    }
    for (let g = 0; g < groups; g++) {
      const mean = stats[(n * groups + g) * 2], inverse = stats[(n * groups + g) * 2 + 1];
      let direct = 0, along = 0;
      for (let c = g * width; c < (g + 1) * width; c++) {
        const normal = (product[c] - mean * sum[c]) * inverse; // Σ dy·x̂
        scaleSum[c] += normal;
        offsetSum[c] += sum[c];
        direct += sum[c] * scales[c];
        along += normal * scales[c];
      }
      const slope = -inverse * inverse * along / count;
      for (let c = g * width; c < (g + 1) * width; c++) {
        a[c] = scales[c] * inverse;
        b[c] = slope;
        constant[c] = -inverse * direct / count - mean * slope;
      }
    }
    for (let i = start; i < end;) {
      for (let c = 0; c < channels; c++, i++) dx[i] = dys[i] * a[c] + xs[i] * b[c] + constant[c];
    }
  }
  dScale.set(scaleSum);
  dOffset.set(offsetSum);
  return outputs;
};
