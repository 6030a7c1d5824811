/**
 * A trained predictor under another schedule, without training.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { type NoisePredictor, noisePredictor } from "../samplers/types.ts";

/**
 * Where an interpolant α†(t) x0 + σ†(t) ε is at a time, and how it moves; α†² + σ†² need not be 1.
 * @category Advice
 */
export interface InterpolantLevel {
  /** α†. */
  readonly alpha: number;
  /** σ†, above 0. */
  readonly sigma: number;
  /** dα†/dt. */
  readonly dAlpha: number;
  /** dσ†/dt. */
  readonly dSigma: number;
}

/**
 * A predictor learned on one path as one on another: at time t of the new path it is asked at the time of its own with the
 * same log-SNR. All paths of the kit are variance preserving, so x is the same there, and the marginals are too; exact
 * where the two paths cover the same log-SNRs.
 * @param predict The predictor, on its own path.
 * @param own Its path.
 * @param other The path that it is to walk: what samplers make their levels of.
 * @returns The predictor on the other path.
 * @category Advice
 */
export function transferred<V>(predict: NoisePredictor<V>, own: NoisePath, other: NoisePath): NoisePredictor<V> {
  const timeOf = (time: number) => own.timeAt(other.at(time).logSnr), { x0 } = predict;
  return noisePredictor(
    (x, time) => predict(x, timeOf(time)),
    x0 === undefined ? {} : { x0: (x, time) => x0(x, timeOf(time)) },
  );
}

/**
 * The velocity of another interpolant from a predictor learned on a variance-preserving path: the transfer formula of
 * Chen, Vanden-Eijnden & Xu (arXiv 2509.01629) for the noise. With c = √(α†² + σ†²) and s the own time at which
 * α_s/σ_s = α†/σ†, the laws of x†_t and c x_s are one, so that
 *
 *   b†(x, t) = α̇† x̂0 + σ̇† ε̂,  ε̂ = ε̂(x/c, s),  x̂0 = (x − σ† ε̂)/α†.
 * @param predict The predictor's ε̂, n × d to n × d, at a time of its path.
 * @param own Its path.
 * @param interpolant Where the other interpolant is at a time.
 * @returns dx/dt on the other interpolant, at points n × d and a time.
 * @category Advice
 */
export function transferVelocity(
  predict: (x: Float64Array, time: number) => Float64Array,
  own: NoisePath,
  interpolant: (time: number) => InterpolantLevel,
): (x: Float64Array, time: number) => Float64Array {
  checkArguments("transferVelocity", arguments);
  return (x, time) => {
    const { alpha, sigma, dAlpha, dSigma } = interpolant(time), action = "transfer a predictor";
    checkNumber(action, `alpha at time ${time}`, alpha, Number.MIN_VALUE);
    checkNumber(action, `sigma at time ${time}`, sigma, Number.MIN_VALUE);
    const c = Math.hypot(alpha, sigma),
      eps = predict(x.map((value) => value / c), own.timeAt(2 * Math.log(alpha / sigma)));
    return x.map((value, i) => dAlpha * (value - sigma * eps[i]) / alpha + dSigma * eps[i]);
  };
}
