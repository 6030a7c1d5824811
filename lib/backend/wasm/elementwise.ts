/**
 * Elementwise operations on the wasm heap, several steps in one pass over memory.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { channelLoops } from "./channel_loops.ts";
import { address, allocate, doubles, floats, integers, release } from "./heap.ts";
import { trimmed, wholePanels, widened } from "./panels.ts";
import { PANEL } from "./tiles.ts";

/**
 * SiLU, x·sigmoid(x).
 * @param inputs x.
 * @returns Its shape.
 */
export const silu: Kernel = ({ x }) => {
  return mapped([x], ([x], out, ...sizes) => channelLoops().silu(x, out, ...sizes));
};

/**
 * Gradient of SiLU, s = sigmoid(x): dy·s·(1 + x·(1 − s)).
 * @param inputs x and dy of one shape.
 * @returns dx.
 */
export const siluGrad: Kernel = ({ x, dy }) => {
  return mapped([x, dy], ([x, dy], out, ...sizes) => channelLoops().siluSlope(x, dy, out, ...sizes));
};

/** A pass over tensors of one shape as over pixels of one panel, with coefficients that change nothing. */
type Pass = (
  inputs: number[],
  out: number,
  pixels: number,
  panels: number,
  stride: number,
  coefficients: number,
) => void;

function mapped(inputs: tf.TensorInfo[], pass: Pass): tf.TensorInfo {
  const { shape } = inputs[0], size = tf.util.sizeFromShape(shape), whole = wholePanels(size);
  const wide = inputs.map((tensor) => widened(tensor, 1, size));
  const [out, coefficients] = allocate([1, whole], [3 * PANEL]);
  floats(coefficients).fill(0).fill(1, PANEL, 2 * PANEL).fill(-0, 2 * PANEL);
  if (size > 0) pass(wide.map(address), address(out), whole / PANEL, 1, 4 * PANEL, address(coefficients));
  wide.forEach((tensor, i) => tensor === inputs[i] || release(tensor));
  release(coefficients);
  return { ...trimmed(out, [size]), shape };
}

/**
 * Sums of the rows of dy that shared a row of the bias, in float64.
 * @param inputs dy [..., c] and bias [c] or [n, c], for its shape.
 * @returns The bias's shape.
 */
export const biasAddGrad: Kernel = ({ dy, bias }) => {
  const channels = dy.shape[dy.shape.length - 1], rows = bias.shape.length === 1 ? 1 : bias.shape[0];
  const pixels = tf.util.sizeFromShape(dy.shape) / channels, each = pixels / rows;
  const from = widened(dy, pixels, channels), stride = 4 * wholePanels(channels), panels = stride / 4 / PANEL;
  const [out, room] = allocate(bias.shape, [stride]), to = floats(out), sums = doubles(room), loops = channelLoops();
  to.fill(0);
  for (let row = 0; row < rows && each > 0; row++) {
    const at = address(from) + row * each * stride;
    loops.moments(at, at, each, panels, stride, address(room));
    for (let c = 0; c < channels; c++) to[row * channels + c] = sums[c + c - c % PANEL];
  }
  if (from !== dy) release(from);
  release(room);
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
