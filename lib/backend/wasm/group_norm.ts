/**
 * Group normalisation on the wasm heap, alone and followed by SiLU.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { channelLoops } from "./channel_loops.ts";
import { address, allocate, doubles, floats, release } from "./heap.ts";
import { trimmed, wholePanels, widened } from "./panels.ts";
import { PANEL } from "./tiles.ts";

/**
 * Group normalisation.
 * @param inputs x [n, …, c], scale [c], offset [c].
 * @param attributes groups and eps.
 * @returns y of x's shape, and the statistics [n, groups, 2]: mean and 1/√(variance + eps).
 */
export const groupNorm: Kernel = (inputs, attributes) => normalised(inputs, attributes, "affine");

/**
 * SiLU of a group normalisation.
 * @param inputs x [n, …, c], scale [c], offset [c].
 * @param attributes groups and eps.
 * @returns y of x's shape, and the statistics [n, groups, 2]: mean and 1/√(variance + eps).
 */
export const groupNormSilu: Kernel = (inputs, attributes) => normalised(inputs, attributes, "silu");

/**
 * Gradient of group normalisation. With x̂ the normalised value and d = dy·scale, each group's
 * dx = (d − mean(d) − x̂·mean(d·x̂)) / √(variance + eps).
 * @param inputs x, scale, statistics (of the forward pass) and dy.
 * @param attributes groups.
 * @returns dx, dscale and doffset.
 */
export const groupNormGrad: Kernel = (inputs, attributes) => gradients(inputs, attributes, false);

/**
 * Gradient of SiLU of a group normalisation.
 * @param inputs x, scale, offset, statistics (of the forward pass) and dy.
 * @param attributes groups.
 * @returns dx, dscale and doffset.
 */
export const groupNormSiluGrad: Kernel = (inputs, attributes) => gradients(inputs, attributes, true);

/**
 * The derivative of SiLU of a group normalisation along dx. With z its value before SiLU and x̂ the normalised values, each
 * group's dz = scale·(dx − mean(dx) − x̂·mean(x̂·dx)) / √(variance + eps), times the slope of SiLU at z.
 * @param inputs x, dx, scale and offset.
 * @param attributes groups and eps.
 * @returns The shape of x.
 */
export const groupNormSiluTangent: Kernel = ({ x, dx, scale, offset }, attributes) => {
  const { groups, eps } = attributes as Record<string, number>, samples = new Samples(x, scale.shape[0], groups);
  const { batch, pixels, channels, width, panels, stride } = samples, wide = panels * PANEL, count = pixels * width;
  const [from, along] = [x, dx].map((tensor) => widened(tensor, batch * pixels, channels));
  const [moved, room, slopes, affine] = allocate([batch * pixels, wide], samples.sums, [4 * wide], [3 * wide]);
  const [sums, values, loops] = [doubles(room), floats(slopes), channelLoops()];
  const statistics = new Float32Array(2 * batch * groups), means = new Float64Array(groups);
  const coefficients = new AffineCoefficients(samples, scale, offset, floats(affine));
  const total = (g: number, entry: number) => {
    let sum = 0;
    for (let c = g * width; c < (g + 1) * width; c++) sum += sums[first(c) + entry];
    return sum;
  };
  values.fill(0);
  samples.each((n, at) => {
    const [xAt, dxAt, to] = [from, along, moved].map((tensor) => address(tensor) + at);
    loops.moments(xAt, xAt, pixels, panels, stride, address(room));
    for (let g = 0; g < groups; g++) {
      const mean = means[g] = total(g, 0) / count, square = total(g, PANEL) / count, own = 2 * (n * groups + g);
      statistics[own] = mean;
      statistics[own + 1] = 1 / Math.sqrt(Math.max(0, square - mean * mean) + eps);
    }
    coefficients.set(statistics, n, means);
    loops.moments(xAt, dxAt, pixels, panels, stride, address(room));
    for (let g = 0; g < groups; g++) {
      const mean = statistics[2 * (n * groups + g)], inverse = statistics[2 * (n * groups + g) + 1];
      const drift = total(g, 0), growth = (total(g, PANEL) - mean * drift) * inverse ** 2;
      for (let c = g * width; c < (g + 1) * width; c++) {
        const place = 4 * c - 3 * (c % PANEL), factor = floats(scale)[c] * inverse;
        values[place] = mean;
        values[place + PANEL] = factor;
        values[place + 2 * PANEL] = -factor * growth / count;
        values[place + 3 * PANEL] = -factor * drift / count;
      }
    }
    loops.combine(xAt, dxAt, to, pixels, panels, stride, address(slopes));
    loops.siluSlope(xAt, to, to, pixels, panels, stride, address(affine));
  });
  if (from !== x) release(from);
  if (along !== dx) release(along);
  release(room, slopes, affine);
  return trimmed(moved, x.shape);
};

type Arguments = Parameters<Kernel>;

function normalised({ x, scale, offset }: Arguments[0], attributes: Arguments[1], map: "affine" | "silu") {
  const { groups, eps } = attributes as Record<string, number>, samples = new Samples(x, scale.shape[0], groups);
  const { batch, pixels, channels, width, panels, stride } = samples, from = widened(x, batch * pixels, channels);
  const [y, statistics, room, coefficients] = allocate(
    [batch * pixels, wholePanels(channels)],
    [batch, groups, 2],
    samples.sums,
    [3 * panels * PANEL],
  );
  const [stats, sums] = [floats(statistics), doubles(room)],
    means = new Float64Array(groups),
    loops = channelLoops(),
    count = pixels * width;
  const affine = new AffineCoefficients(samples, scale, offset, floats(coefficients));
  samples.each((n, at) => {
    loops.moments(address(from) + at, address(from) + at, pixels, panels, stride, address(room));
    for (let g = 0; g < groups; g++) {
      let sum = 0, squares = 0;
      for (let c = g * width; c < (g + 1) * width; c++) {
        sum += sums[first(c)];
        squares += sums[first(c) + PANEL];
      }
      const mean = means[g] = sum / count;
      stats[(n * groups + g) * 2] = mean;
      // Float64 sums: the one-pass variance loses nothing that float32 values held.
      stats[(n * groups + g) * 2 + 1] = 1 / Math.sqrt(Math.max(0, squares / count - mean * mean) + eps);
    }
    affine.set(stats, n, means);
    loops[map](address(from) + at, address(y) + at, pixels, panels, stride, address(coefficients));
  });
  if (from !== x) release(from);
  release(room, coefficients);
  return [trimmed(y, x.shape), statistics];
}

function gradients({ x, scale, offset, statistics, dy }: Arguments[0], attributes: Arguments[1], activated: boolean) {
  const groups = attributes.groups as number, samples = new Samples(x, scale.shape[0], groups);
  const { batch, pixels, channels, width, panels, stride } = samples, wide = panels * PANEL;
  const [from, above] = [x, dy].map((tensor) => widened(tensor, batch * pixels, channels));
  const [dx, dScale, dOffset, room, coefficients] = allocate(
    [batch * pixels, wide],
    [channels],
    [channels],
    samples.sums,
    [4 * wide],
  );
  const [scales, stats, sums, values] = [floats(scale), floats(statistics), doubles(room), floats(coefficients)];
  const loops = channelLoops(), count = pixels * width;
  const affine = activated ? new AffineCoefficients(samples, scale, offset, values) : undefined;
  const scaleSum = new Float64Array(channels), offsetSum = new Float64Array(channels);
  values.fill(0);
  samples.each((n, at) => {
    const [xAt, dyAt, dxAt] = [from, above, dx].map((tensor) => address(tensor) + at);
    affine?.set(stats, n);
    if (activated) loops.siluSlope(xAt, dyAt, dxAt, pixels, panels, stride, address(coefficients));
    const dz = activated ? dxAt : dyAt;
    loops.moments(xAt, dz, pixels, panels, stride, address(room));
    for (let g = 0; g < groups; g++) {
      const mean = stats[(n * groups + g) * 2], inverse = stats[(n * groups + g) * 2 + 1];
      let direct = 0, along = 0;
      for (let c = g * width; c < (g + 1) * width; c++) {
        const sum = sums[first(c)], normal = (sums[first(c) + PANEL] - mean * sum) * inverse; // Σ dz·x̂
        scaleSum[c] += normal;
        offsetSum[c] += sum;
        direct += sum * scales[c];
        along += normal * scales[c];
      }
      const slope = -inverse * inverse * along / count, constant = -inverse * direct / count;
      for (let c = g * width; c < (g + 1) * width; c++) {
        const to = 4 * c - 3 * (c % PANEL);
        values[to] = mean;
        values[to + PANEL] = scales[c] * inverse;
        values[to + 2 * PANEL] = slope;
        values[to + 3 * PANEL] = constant;
      }
    }
    loops.combine(xAt, dz, dxAt, pixels, panels, stride, address(coefficients));
  });
  floats(dScale).set(scaleSum);
  floats(dOffset).set(offsetSum);
  if (from !== x) release(from);
  if (above !== dy) release(above);
  release(room, coefficients);
  return [trimmed(dx, x.shape), dScale, dOffset];
}

/** Where a channel's first sum is: panel by panel eight of one kind and eight of the other. */
function first(channel: number): number {
  return 2 * channel - channel % PANEL;
}

/** The samples of a batch, their channels in whole panels. */
class Samples {
  readonly batch: number;
  readonly pixels: number;
  readonly channels: number;
  readonly groups: number;
  /** Channels of a group. */
  readonly width: number;
  readonly panels: number;
  /** Bytes from a pixel to the next. */
  readonly stride: number;

  constructor(x: tf.TensorInfo, channels: number, groups: number) {
    this.batch = x.shape[0];
    this.pixels = tf.util.sizeFromShape(x.shape.slice(1)) / channels;
    this.channels = channels;
    this.groups = groups;
    this.width = channels / groups;
    this.panels = wholePanels(channels) / PANEL;
    this.stride = 4 * PANEL * this.panels;
  }

  /** The shape that two sums in float64 of each channel take. */
  get sums(): number[] {
    return [4 * PANEL * this.panels];
  }

  /** Visits each sample, told how many bytes it is from the first. */
  each(visit: (n: number, at: number) => void): void {
    if (this.pixels > 0) { for (let n = 0; n < this.batch; n++) visit(n, n * this.pixels * this.stride); }
  }
}

/** z = (x − mean) · inverse · scale + offset as the passes take it. */
class AffineCoefficients {
  readonly #samples: Samples;
  readonly #scales: Float32Array;
  readonly #offsets: Float32Array;
  readonly #to: Float32Array;

  constructor(samples: Samples, scale: tf.TensorInfo, offset: tf.TensorInfo, to: Float32Array) {
    this.#samples = samples;
    this.#scales = floats(scale);
    this.#offsets = floats(offset);
    this.#to = to.fill(0);
  }

  /**
   * Writes those of a sample: what the statistics lose of the means themselves goes into the shifts.
   */
  set(statistics: Float32Array, n: number, means?: Float64Array): void {
    const { channels, groups, width } = this.#samples;
    for (let c = 0; c < channels; c++) {
      const g = Math.floor(c / width), at = 2 * (n * groups + g), to = 3 * c - 2 * (c % PANEL);
      const factor = this.#scales[c] * statistics[at + 1], lost = means === undefined ? 0 : means[g] - statistics[at];
      this.#to[to] = statistics[at];
      this.#to[to + PANEL] = factor;
      this.#to[to + 2 * PANEL] = this.#offsets[c] - lost * factor;
    }
  }
}
