/**
 * Adam on the flat parameter vector, with warm-up, clipping and a moving average of the parameters.
 * @module
 */
import { adamStep, emaStep } from "../backend/ops/mod.ts";
import { tf } from "../backend/tf.ts";
import { checkNumber, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";

/** The moving average of the parameters. */
export interface AverageOptions {
  /** Training steps after which a parameter's weight in the average has halved. */
  readonly halfLife: number;
  /** The half-life is at most this share of the steps so far, so that the start is forgotten (Karras et al. 2022). */
  readonly rampUp: number;
}

/**
 * How the parameters move.
 * @category Training
 */
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
  /** AdamW's decoupled decay: an update multiplies the parameters by 1 − step size · weightDecay. */
  readonly weightDecay: number;
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
  weightDecay: 0,
  ema: { halfLife: 500, rampUp: 0.05 },
};

/**
 * Checks an optimiser's options.
 * @param options The options.
 * @throws {TypeError} If one is not a number.
 * @throws {RangeError} If one is out of range.
 */
export function checkOptimiser(options: OptimiserOptions): void {
  checkArguments("checkOptimiser", arguments);
  checkPositive("train", "learningRate", options.learningRate);
  checkNumber("train", "warmup", options.warmup, 0);
  checkNumber("train", "clip", options.clip, Number.MIN_VALUE, Infinity);
  checkNumber("train", "beta1", options.beta1, 0, 1 - Number.EPSILON);
  checkNumber("train", "beta2", options.beta2, 0, 1 - Number.EPSILON);
  checkPositive("train", "eps", options.eps);
  checkNumber("train", "weightDecay", options.weightDecay, 0);
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
  checkArguments("averageDecay", arguments);
  const halfLife = Math.min(options.halfLife, options.rampUp * step);
  return halfLife > 0 ? 0.5 ** (1 / halfLife) : 0;
}

/** Everything that the next update depends on besides the options. */
export interface OptimiserState {
  /** Updates made. */
  readonly step: number;
  /** The parameters, [size]. */
  readonly parameters: Float32Array;
  /** Adam's first moment, [size]. */
  readonly m: Float32Array;
  /** Adam's second moment, [size]. */
  readonly v: Float32Array;
  /** The moving average of the parameters, [size]. */
  readonly average: Float32Array;
}

/**
 * The state before the first update.
 * @param parameters The parameters at the start, [size].
 * @returns Moments of zero, and the average at the parameters.
 */
export function initialState(parameters: Float32Array): OptimiserState {
  const zeros = () => new Float32Array(parameters.length);
  return { step: 0, parameters, m: zeros(), v: zeros(), average: parameters };
}

/** An optimiser's state at some step, kept on the backend: nothing is copied, later updates put new vectors beside it. */
export class Snapshot implements Disposable {
  /** Updates made by then. */
  readonly step: number;
  readonly #vectors: readonly tf.Tensor[];

  /**
   * Keeps vectors alive.
   * @param step Updates made by then.
   * @param vectors Parameters, moments and average.
   */
  constructor(step: number, vectors: readonly tf.Tensor[]) {
    this.step = step;
    this.#vectors = vectors.map((vector) => tf.keep(tf.clone(vector)));
  }

  /**
   * Reads the vectors back.
   * @returns Copies of them.
   */
  async read(): Promise<OptimiserState> {
    const values: Float32Array[] = [];
    for (const vector of this.#vectors) {
      // One after another: of a large network, each is a part of a gigabyte.
      values.push((await vector.data<"float32">()).slice());
    }
    const [parameters, m, v, average] = values;
    return { step: this.step, parameters, m, v, average };
  }

  /** Lets the vectors go. */
  [Symbol.dispose](): void {
    this.#vectors.forEach((vector) => vector.dispose());
  }
}

/** The parameters, their moments and their average, as flat vectors on the backend. */
export class Optimiser implements Disposable {
  /** The parameters, [size]. */
  readonly parameters: tf.Variable;
  /** Their moving average, [size]. */
  readonly average: tf.Variable;
  readonly #m: tf.Variable;
  readonly #v: tf.Variable;
  readonly #options: OptimiserOptions;
  readonly #networks: number;
  #step: number;

  /**
   * Puts the vectors on the running backend.
   * @param state Where to go on from, such as {@linkcode initialState}.
   * @param options How they move.
   * @param networks How many networks' vectors stand one after another; the gradient of each is clipped alone.
   * @throws {RangeError} If an option is out of range.
   */
  constructor(state: OptimiserState, options: OptimiserOptions, networks: number = 1) {
    this.#networks = networks;
    checkOptimiser(options);
    this.#options = options;
    const variable = (values: Float32Array) => {
      // A backend may go on looking at the array that it was given.
      const start = tf.tensor1d(values.slice());
      const made = tf.variable(start, false);
      start.dispose();
      return made;
    };
    this.#step = state.step;
    this.parameters = variable(state.parameters);
    this.average = variable(state.average);
    this.#m = variable(state.m);
    this.#v = variable(state.v);
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
    const { learningRate, warmup, clip, beta1, beta2, eps, weightDecay, ema } = this.#options;
    const rate = learningRate * Math.min(1, this.#step / Math.max(1, warmup));
    tf.tidy(() => {
      adamStep(
        { parameters: this.parameters, m: this.#m, v: this.#v, gradient: clipped(gradient, clip, this.#networks) },
        { learningRate: rate, beta1, beta2, eps, weightDecay, step: this.#step },
      );
      emaStep(this.average, this.parameters, averageDecay(this.#step, ema));
    });
  }

  /**
   * The state as it is now, kept on the backend.
   * @returns What later updates leave alone; the caller lets it go.
   */
  snapshot(): Snapshot {
    return new Snapshot(this.#step, [this.parameters, this.#m, this.#v, this.average]);
  }

  /** Frees the vectors. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Frees the vectors. */
  dispose(): void {
    for (const vector of [this.parameters, this.average, this.#m, this.#v]) vector.dispose();
  }
}

/** The gradient, scaled down where a network's norm is above the limit; the norm is never read back. */
function clipped(gradient: tf.Tensor, limit: number, networks: number): tf.Tensor {
  if (limit === Infinity) return gradient;
  const rows = networks === 1 ? gradient : tf.reshape(gradient, [networks, -1]);
  // The squares of a large network are not held beside what Adam makes.
  const norms = tf.tidy(() => tf.sqrt(tf.sum(tf.square(rows), -1, true)));
  return tf.reshape(tf.mul(rows, tf.minimum(1, tf.div(limit, tf.maximum(norms, 1e-30)))), gradient.shape);
}
