/**
 * A world in which samplers can be followed exactly: data N(0, s²) in one dimension, where the ideal predictor is linear
 * and every state is a known combination of the start and the noises drawn. A vector here is its coefficients on those
 * independent N(0, 1) variables, so its squared length is the exact variance: no Monte Carlo.
 */
import type { NoisePredictor, VectorSpace } from "../../lib/samplers/types.ts";
import type { NoisePath, SamplerLevel } from "../../lib/samplers/noise_path.ts";

export const linearSpace: VectorSpace<Float64Array> = {
  combine(terms) {
    const length = Math.max(...terms.map(([, vector]) => vector.length));
    const out = new Float64Array(length);
    for (const [coefficient, vector] of terms) vector.forEach((value, i) => out[i] += coefficient * value);
    return out;
  },
  noise: (_like, _random, index) => {
    const out = new Float64Array(index + 2);
    out[index + 1] = 1;
    return out;
  },
  release: () => {},
};

/** ε*(x) = σ x/(α² s² + σ²), and E[x0 | x] = α s² x/(α² s² + σ²). */
export function idealPredictor(path: NoisePath, dataVariance: number): NoisePredictor<Float64Array> {
  const scaled = (of: (level: SamplerLevel) => number) => (x: Float64Array, time: number) => {
    const level = path.at(time);
    return x.map((value) => of(level) * value / marginal(level, dataVariance));
  };
  return Object.assign(scaled(({ sigma }) => sigma), { x0: scaled(({ alpha }) => alpha * dataVariance) });
}

export function varianceOf(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}

/** The exact variance at a level. */
export function marginal({ alpha, sigma }: SamplerLevel, dataVariance: number): number {
  return alpha ** 2 * dataVariance + sigma ** 2;
}

/** The start at a level's exact marginal. */
export function startAt(level: SamplerLevel, dataVariance: number): Float64Array {
  return Float64Array.of(Math.sqrt(marginal(level, dataVariance)));
}
