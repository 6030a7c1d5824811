/**
 * How fast the probability flow stretches space at a noise level: the slope whose averaged square schedules are judged by.
 * @module
 */
import { eigenSymmetric } from "../numerics/linalg.ts";
import { Random } from "../numerics/random.ts";
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import type { SamplerLevel } from "../samplers/noise_path.ts";
import type { AdviceSubject } from "./types.ts";

/** Beyond this dimension norms are found by power iteration, within it from the whole Jacobian. */
const WHOLE = 6;

/** Steps of the power iteration: of exact laws, and of networks, whose every step asks twice. */
const ITERATIONS = { exact: 12, network: 4 } as const;

/** The level of a log-SNR; no schedule is needed, and its time is λ itself. */
export function levelOfLogSnr(logSnr: number): SamplerLevel {
  const alpha = 1 / Math.sqrt(1 + Math.exp(-logSnr)), sigma = 1 / Math.sqrt(1 + Math.exp(logSnr));
  return { time: logSnr, alpha, sigma, logSnr, dLogSnr: -1 };
}

/**
 * ‖∇b‖² at points of q, in the log-SNR: along dx/dλ = b(x, λ) = ½(σ² x − σ ε̂), so ∇b = ½(σ² I − σ ∇ε̂), and ‖·‖ is the
 * largest stretch. In another time b is multiplied by |dλ/dt|, and nothing else changes: the points do not move.
 * @param subject What predicts.
 * @param levelAt The level of a log-SNR: {@linkcode levelOfLogSnr}, or that of a network's path.
 * @param points How many points.
 * @param seed Their seed.
 * @returns The squared slopes at a log-SNR; under one seed the data and the noise are the same at every one.
 */
export function flowSlopes(
  subject: AdviceSubject,
  levelAt: (logSnr: number) => SamplerLevel,
  points: number,
  seed: number,
): (logSnr: number) => Promise<Float64Array> {
  const d = subject.dimension, random = new Random(seed, "flow slope");
  const first = random.fork("tangent").normals(points * d);
  return async (logSnr) => {
    const level = levelAt(logSnr), { sigma } = level, { x } = subject.law.samplePath(points, level, random);
    const stretch = async (w: Float64Array): Promise<Float64Array> => {
      const moved = await subject.jacobian(x, level, w);
      return moved.map((value, i) => (sigma * sigma * w[i] - sigma * value) / 2);
    };
    return d <= WHOLE
      ? await wholeNorms(stretch, points, d)
      : await powerNorms(stretch, first, d, ITERATIONS[subject.kind === "network" ? "network" : "exact"]);
  };
}

/** The largest squared eigenvalue of each point's Jacobian, which is symmetric: the flow's ε̂ is −σ times a gradient. */
async function wholeNorms(
  stretch: (w: Float64Array) => Promise<Float64Array>,
  n: number,
  d: number,
): Promise<Float64Array> {
  const columns: Float64Array[] = [];
  for (let j = 0; j < d; j++) {
    const w = new Float64Array(n * d);
    for (let row = 0; row < n; row++) w[row * d + j] = 1;
    columns.push(await stretch(w));
  }
  if (d === 1) return columns[0].map((value) => value * value);
  return Float64Array.from({ length: n }, (_, row) => {
    const matrix = new Float64Array(d * d);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) matrix[i * d + j] = (columns[j][row * d + i] + columns[i][row * d + j]) / 2;
    }
    return eigenSymmetric(matrix, d).values.reduce((most, value) => Math.max(most, value * value), 0);
  });
}

async function powerNorms(
  stretch: (w: Float64Array) => Promise<Float64Array>,
  first: Float64Array,
  d: number,
  iterations: number,
): Promise<Float64Array> {
  let w = normalised(first, rowNorms([[1, first]], d), d), norms = new Float64Array(first.length / d);
  for (let i = 0; i < iterations; i++) {
    const moved = await stretch(w);
    norms = rowNorms([[1, moved]], d) as Float64Array<ArrayBuffer>;
    w = normalised(moved, norms, d);
  }
  return norms.map((norm) => norm * norm);
}

function normalised(rows: Float64Array, norms: Float64Array, d: number): Float64Array {
  return rows.map((value, i) => norms[Math.floor(i / d)] > 0 ? value / norms[Math.floor(i / d)] : 0);
}
