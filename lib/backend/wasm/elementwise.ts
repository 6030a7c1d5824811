/**
 * Elementwise operations on the wasm heap, several steps in one pass over memory.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { allocate, floats, integers } from "./heap.ts";

/**
 * Gradient of SiLU, s = sigmoid(x): dy·s·(1 + x·(1 − s)).
 * @param inputs x and dy of one shape.
 * @returns dx.
 */
export const siluGrad: Kernel = ({ x, dy }) => {
  // The backend's own sigmoid has a vectorised exponential; a scalar one here would cost more than the extra pass.
  const sigmoid = tf.sigmoid(x);
  const [out] = allocate(x.shape);
  const [xs, ss, dys, to] = [floats(x), floats(sigmoid), floats(dy), floats(out)];
  for (let i = 0; i < to.length; i++) to[i] = dys[i] * ss[i] * (1 + xs[i] * (1 - ss[i]));
  sigmoid.dispose();
  return out;
};

/**
 * Sums of the rows of dy that shared a row of the bias, in float64.
 * @param inputs dy [..., c] and bias [c] or [n, c], for its shape.
 * @returns The bias's shape.
 */
export const biasAddGrad: Kernel = ({ dy, bias }) => {
  const [out] = allocate(bias.shape);
  const channels = dy.shape[dy.shape.length - 1];
  const from = floats(dy), to = floats(out), sum = new Float64Array(channels);
  const stretch = from.length / to.length * channels;
  for (let row = 0; row < to.length; row += channels) {
    sum.fill(0);
    const start = row / channels * stretch;
    for (let i = start; i < start + stretch;) {
      for (let c = 0; c < channels; c++) sum[c] += from[i++];
    }
    to.set(sum, row);
  }
  return out;
};

/**
 * Adam's update in one pass: m ← β₁m + rest₁g, v ← β₂v + rest₂g², p ← p − decay·p − rate·m / (root·√v + eps).
 * @param inputs p, m, v and g, of one shape.
 * @param attributes The coefficients decay, rate, beta1, rest1, beta2, rest2, root and eps.
 * @returns The next p, m and v.
 */
export const adam: Kernel = ({ p, m, v, g }, attributes) => {
  const { decay, rate, beta1, rest1, beta2, rest2, root, eps } = attributes as Record<string, number>;
  const outputs = allocate(p.shape, m.shape, v.shape);
  const [ps, ms, vs, gs] = [floats(p), floats(m), floats(v), floats(g)];
  const [pNext, mNext, vNext] = outputs.map(floats);
  for (let i = 0; i < pNext.length; i++) {
    const gradient = gs[i];
    const mean = beta1 * ms[i] + rest1 * gradient, square = beta2 * vs[i] + rest2 * gradient * gradient;
    mNext[i] = mean;
    vNext[i] = square;
    pNext[i] = ps[i] - decay * ps[i] - rate * mean / (root * Math.sqrt(square) + eps);
  }
  return outputs;
};

/**
 * Sums of rows that share a segment; rows with an id outside [0, numSegments) are left out.
 * @param inputs x [n, ...] and segmentIds [n].
 * @param attributes numSegments.
 * @returns [numSegments, ...].
 */
export const unsortedSegmentSum: Kernel = ({ x, segmentIds }, attributes) => {
  const segments = attributes.numSegments as number;
  const [out] = allocate([segments, ...x.shape.slice(1)]);
  const from = floats(x), to = floats(out), ids = integers(segmentIds);
  const width = from.length / Math.max(1, ids.length);
  to.fill(0);
  for (let row = 0; row < ids.length; row++) {
    if (ids[row] < 0 || ids[row] >= segments) continue;
    for (let i = row * width, j = ids[row] * width; i < (row + 1) * width;) to[j++] += from[i++];
  }
  return out;
};
