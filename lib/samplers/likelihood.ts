/**
 * The exact log-likelihood of data under a predictor, by its probability-flow ODE.
 * @module
 */
import { checkInteger, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { float64Space } from "./float64_space.ts";
import { estimateSlope, levelAtHalfLogSnr, logSnrRange, placeOnFlow } from "./flow.ts";
import type { NoisePath } from "./noise_path.ts";
import { integrate, type IntegrateOptions, type NormedSpace } from "./runge_kutta.ts";
import type { NoisePredictor, VectorSpace } from "./types.ts";

const ACTION = "compute a likelihood";

/** tr ∂ε̂/∂x of every row at a time: exact, or an estimate that is unbiased and the same each time it is asked. */
export type Trace<V> = (x: V, time: number) => Float64Array | Promise<Float64Array>;

/**
 * What a likelihood is computed with.
 * @category Samplers
 */
export interface LikelihoodOptions<V> extends IntegrateOptions {
  /** The arithmetic, with a norm and inner products. */
  readonly space: VectorSpace<V>;
  /** The data; it stays the caller's. */
  readonly x: V;
  /** d, the entries of a row. */
  readonly dimension: number;
  /** The trace of the predictor's Jacobian: {@linkcode exactTrace} or {@linkcode hutchinsonTrace}. */
  readonly trace: Trace<V>;
  /** The levels. */
  readonly path: NoisePath;
  /** The time the data is taken to be at, t_eps; the path's finest unless told. */
  readonly from?: number;
  /** The time at which it is taken to be noise; the path's noisiest unless told. */
  readonly to?: number;
  /** log-density there, by row; that of N(0, I) unless told. */
  readonly prior?: (x: V) => Float64Array | Promise<Float64Array>;
}

/** A state of the ODE with the logarithm of its volume. */
interface Pair<V> {
  readonly x: V;
  readonly volume: Float64Array;
}

/**
 * log p of every row in nats (Song et al. 2021, app. D.2, the instantaneous change of variables): the data is carried to
 * noise by the ODE, and log p(x) = log p_T(x_T) + ∫ tr ∂(dx/dℓ)/∂x dℓ with tr = d σ² − σ tr ∂ε̂/∂x.
 *
 * What is computed is the density of the model's samples at t_eps, which is that of the data only up to its noise there.
 * @param predict The predictor.
 * @param options Data, trace, path and tolerances.
 * @returns log p, one number a row.
 * @throws {TypeError} If the space has no norm or inner products.
 * @throws {RangeError} If a time is out of range, a prediction is not finite, or the steps do not suffice.
 * @category Samplers
 */
export async function logLikelihood<V>(
  predict: NoisePredictor<V>,
  options: LikelihoodOptions<V>,
): Promise<Float64Array> {
  checkArguments("logLikelihood", arguments);
  const { space, x, dimension: d, trace, path, from = path.finest, to = path.noisiest } = options;
  const { norm, rowDots } = space;
  if (norm === undefined || rowDots === undefined) {
    throw new TypeError("Cannot compute a likelihood: the vector space has no norm or no inner products");
  }
  const standard = async (end: V) =>
    (await rowDots(end, end)).map((square) => -(square + d * Math.log(2 * Math.PI)) / 2);
  const { prior = standard } = options;
  const [first, last] = logSnrRange(ACTION, path, from, to);
  const slope = estimateSlope(ACTION, predict, space, path, from, to);
  const levelAt = levelAtHalfLogSnr(path, from, to);
  const derivative = async (state: Pair<V>, half: number, step: number): Promise<Pair<V>> => {
    const { time, sigma } = levelAt(half);
    const volume = (await trace(state.x, time)).map((each) => sigma * (d * sigma - each));
    return { x: await slope(state.x, half, step), volume };
  };
  const rows = (await rowDots(x, x)).length;
  const { end } = await integrate(
    derivative,
    pairSpace({ ...space, norm }, d),
    {
      x,
      volume: new Float64Array(rows),
    },
    first,
    last,
    options,
    placeOnFlow(ACTION, predict, path, from, to),
  );
  const log = await prior(end.x);
  space.release(end.x);
  return log.map((value, row) => value + end.volume[row]);
}

/** Pairs as vectors; an error in the volume counts by dimension, as one in bits per dimension. */
function pairSpace<V>(space: NormedSpace<V>, dimension: number): NormedSpace<Pair<V>> {
  const volumes = float64Space(0, 1);
  return {
    combine: (terms) => ({
      x: space.combine(terms.map(([c, pair]) => [c, pair.x] as const)),
      volume: volumes.combine(terms.map(([c, pair]) => [c, pair.volume] as const)),
    }),
    release: (pair) => space.release(pair.x),
    norm: async (pair) => Math.max(await space.norm(pair.x), await volumes.norm!(pair.volume) / dimension),
  };
}

/** A Jacobian times a tangent, w ↦ J w or w ↦ Jᵀ w, row by row: a new vector. */
export type JacobianProduct<V> = (x: V, time: number, tangent: V) => V | Promise<V>;

/**
 * The trace by d products, in float64: tr J = Σ eᵢᵀ J eᵢ.
 * @param product The Jacobian product, such as `(x, time, w) => oracle.jvp("eps", x, path.at(time), w)`.
 * @param dimension d.
 * @returns The trace.
 * @category Samplers
 */
export function exactTrace(product: JacobianProduct<Float64Array>, dimension: number): Trace<Float64Array> {
  checkInteger("take a trace", "dimension", dimension, 1);
  return async (x, time) => {
    const out = new Float64Array(x.length / dimension);
    for (let i = 0; i < dimension; i++) {
      const axis = new Float64Array(x.length);
      for (let at = i; at < x.length; at += dimension) axis[at] = 1;
      const column = await product(x, time, axis);
      for (let row = 0; row < out.length; row++) out[row] += column[row * dimension + i];
    }
    return out;
  };
}

/** How Hutchinson's estimate is made. */
export interface HutchinsonOptions<V> {
  /** The arithmetic, with inner products. */
  readonly space: VectorSpace<V>;
  /** d, the entries of a row. */
  readonly dimension: number;
  /** How many probes are averaged; 1 unless told. */
  readonly probes?: number;
  /** The probes' stream, the same at every time, as an ODE needs; seed 0 unless told. */
  readonly random?: Random;
}

/**
 * Hutchinson's estimate of the trace, the mean of zᵀ J z over random z (Grathwohl et al. 2019), here of length √d: unbiased
 * as it is for standard normal z, and without the error that their length makes. Where there is little but noise J is
 * nearly a multiple of the identity, and the estimate exact.
 * @param product The Jacobian product; a transposed one does as well.
 * @param options Probes and their stream.
 * @returns The trace.
 * @throws {TypeError} If the space has no inner products.
 * @category Samplers
 */
export function hutchinsonTrace<V>(product: JacobianProduct<V>, options: HutchinsonOptions<V>): Trace<V> {
  checkArguments("hutchinsonTrace", arguments);
  const { space, dimension, probes = 1, random = new Random(0, "Hutchinson") } = options, { rowDots } = space;
  checkInteger("estimate a trace", "dimension", dimension, 1);
  checkInteger("estimate a trace", "probes", probes, 1);
  if (rowDots === undefined) throw new TypeError("Cannot estimate a trace: the vector space has no inner products");
  return async (x, time) => {
    let sum: Float64Array | undefined;
    for (let i = 0; i < probes; i++) {
      const z = space.noise(x, random, i);
      const image = await product(x, time, z);
      const dots = await rowDots(z, image), squares = await rowDots(z, z);
      space.release(z);
      space.release(image);
      const traces = dots.map((dot, row) => dot * dimension / squares[row]);
      sum = sum === undefined ? traces : sum.map((value, row) => value + traces[row]);
    }
    return sum!.map((value) => value / probes);
  };
}

/**
 * Bits per dimension of log-densities.
 *
 * For data in bins of width w to which uniform noise of one bin was added (uniform dequantisation), the probability of a
 * bin is at least exp(E log p) w^d, so that −(log₂ p)/d − log₂ w bounds the bits that a lossless code needs; bytes scaled to
 * byte/127.5 − 1 have w = 2/255. Without bins w is 1: differential entropy, which may be negative.
 *
 * @example A uniform density on a bin of width 1 has none
 * ```ts
 * import assert from "node:assert/strict";
 * import { bitsPerDimension } from "nearzero/samplers";
 *
 * assert.deepEqual(Array.from(bitsPerDimension(Float64Array.of(-2 * Math.LN2), 2)), [1]);
 * ```
 *
 * @param logDensity log p in nats, one entry a sample.
 * @param dimension d.
 * @param binWidth w; 1 unless told.
 * @returns Bits per dimension, one entry a sample.
 * @throws {RangeError} If d is not a positive integer or w is not above 0.
 * @category Samplers
 */
export function bitsPerDimension(logDensity: Float64Array, dimension: number, binWidth: number = 1): Float64Array {
  checkInteger("convert to bits per dimension", "dimension", dimension, 1);
  checkPositive("convert to bits per dimension", "binWidth", binWidth);
  return logDensity.map((log) => -log / Math.LN2 / dimension - Math.log2(binWidth));
}
