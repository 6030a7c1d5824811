/**
 * Adam on the flat parameter vector, with warm-up, clipping and a moving average of the parameters.
 * @module
 */
import { adamStep, emaStep } from "../backend/ops.ts";
import { tf } from "../backend/tf.ts";
import { checkNumber, checkPositive } from "../numerics/check.ts";

/** The moving average of the parameters. */
export interface AverageOptions {
  /** Training steps after which a parameter's weight in the average has halved. */
  readonly halfLife: number;
  /** The half-life is at most this share of the steps so far, so that the start is forgotten (Karras et al. 2022). */
  readonly rampUp: number;
}

/** How the parameters move. */
export interface OptimiserOptions {
  /** Step size after the warm-up. */
  readonly learningRate: number;
  /** Steps over which the step size grows linearly from 0. */
  readonly warmup: number;
  /** Largest Euclidean norm of the gradient; a longer one is scaled down. Infinity for no limit. */
  readonly clip: number;
  /** Decay of Adam's first moment. */
  readonly beta1: number;
  /** Decay of Adam's second moment. */
  readonly beta2: number;
  /** Added to Adam's root of the second moment. */
  readonly eps: number;
  /** The moving average that predictions are made with. */
  readonly ema: AverageOptions;
}

/** DDPM's choices, with a larger step size, shorter warm-up and shorter average for runs of about a thousand steps. */
export const optimiserDefaults: OptimiserOptions = {
  learningRate: 2e-3,
  warmup: 100,
  clip: 1,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  ema: { halfLife: 500, rampUp: 0.05 },
};

/**
 * Checks an optimiser's options.
 * @param options The options.
 * @throws {TypeError} If one is not a number.
 * @throws {RangeError} If one is out of range.
 */
export function checkOptimiser(options: OptimiserOptions): void {
  checkPositive("train", "learningRate", options.learningRate);
  checkNumber("train", "warmup", options.warmup, 0);
  checkNumber("train", "clip", options.clip, Number.MIN_VALUE, Infinity);
  checkNumber("train", "beta1", options.beta1, 0, 1 - Number.EPSILON);
  checkNumber("train", "beta2", options.beta2, 0, 1 - Number.EPSILON);
  checkPositive("train", "eps", options.eps);
  checkNumber("train", "ema.halfLife", options.ema.halfLife, 0);
  checkNumber("train", "ema.rampUp", options.ema.rampUp, 0);
}

/**
 * The decay of the moving average at a step: 2^(−1 / h), h the smaller of the half-life and rampUp · step.
 * @param step Which update this is, from 1.
 * @param options The average's half-life and ramp.
 * @returns The decay, in [0, 1); 0 where h is 0, so that the average is the parameters.
 */
export function averageDecay(step: number, options: AverageOptions): number {
  const halfLife = Math.min(options.halfLife, options.rampUp * step);
  return halfLife > 0 ? 0.5 ** (1 / halfLife) : 0;
}

/** The parameters, their moments and their average, as flat vectors on the backend. */
export class Optimiser {
  /** The parameters, [size]. */
  readonly parameters: tf.Variable;
  /** Their moving average, [size]. */
  readonly average: tf.Variable;
  readonly #m: tf.Variable;
  readonly #v: tf.Variable;
  readonly #options: OptimiserOptions;
  #step = 0;

  /**
   * Puts the vectors on the running backend.
   * @param initial The parameters at the start.
   * @param options How they move.
   * @throws {RangeError} If an option is out of range.
   */
  constructor(initial: Float32Array, options: OptimiserOptions) {
    checkOptimiser(options);
    this.#options = options;
    const variable = (values: Float32Array) => {
      const start = tf.tensor1d(values);
      const made = tf.variable(start, false);
      start.dispose();
      return made;
    };
    this.parameters = variable(initial.slice());
    this.average = variable(initial.slice());
    this.#m = variable(new Float32Array(initial.length));
    this.#v = variable(new Float32Array(initial.length));
  }

  /** How many updates were made. */
  get step(): number {
    return this.#step;
  }

  /**
   * Moves the parameters against a gradient and the average after them.
   * @param gradient [size]; left as it is.
   */
  update(gradient: tf.Tensor): void {
    this.#step++;
    const { learningRate, warmup, clip, beta1, beta2, eps, ema } = this.#options;
    const rate = learningRate * Math.min(1, this.#step / Math.max(1, warmup));
    tf.tidy(() => {
      adamStep(
        { parameters: this.parameters, m: this.#m, v: this.#v, gradient: clipped(gradient, clip) },
        { learningRate: rate, beta1, beta2, eps, step: this.#step },
      );
      emaStep(this.average, this.parameters, averageDecay(this.#step, ema));
    });
  }

  /** Frees the vectors. */
  dispose(): void {
    for (const vector of [this.parameters, this.average, this.#m, this.#v]) vector.dispose();
  }
}

/** The gradient, scaled down where its norm is above the limit; the norm is never read back. */
function clipped(gradient: tf.Tensor, limit: number): tf.Tensor {
  if (limit === Infinity) return gradient;
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.minimum(1, tf.div(limit, tf.maximum(norm, 1e-30))));
}
