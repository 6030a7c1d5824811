/**
 * A network with its learned parameters.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Condition } from "../conditioning/types.ts";
import type { Views } from "../nn/parameters.ts";
import type { Network } from "../nn/types.ts";
import { checkFinite, checkLength } from "../numerics/check.ts";
import type { NoisePredictor } from "../samplers/types.ts";
import type { Grid } from "../schedules/grid.ts";
import type { LossHistory } from "./history.ts";

/** What a training run leaves. */
export interface TrainedParts {
  /** The network. */
  readonly network: Network;
  /** The noise levels it learned. */
  readonly grid: Grid;
  /** What it is told of a step. */
  readonly condition: Condition;
  /** The moving average of the parameters, which predictions are made with. */
  readonly weights: Float32Array;
  /** The parameters themselves at the end. */
  readonly lastWeights: Float32Array;
  /** The losses along the way. */
  readonly history: LossHistory;
}

/** A network with its learned parameters, on whichever backend runs when it is first asked. */
export class Trained implements TrainedParts {
  readonly network: Network;
  readonly grid: Grid;
  readonly condition: Condition;
  readonly weights: Float32Array;
  readonly lastWeights: Float32Array;
  readonly history: LossHistory;
  #views: Views | undefined;

  /**
   * Takes what a run left.
   * @param parts What the run left.
   * @throws {TypeError} If the weights are not as many as the network's parameters.
   */
  constructor(parts: TrainedParts) {
    checkLength("keep a trained network", "weights", parts.weights, parts.network.parameters.size);
    checkLength("keep a trained network", "lastWeights", parts.lastWeights, parts.network.parameters.size);
    this.network = parts.network;
    this.grid = parts.grid;
    this.condition = parts.condition;
    this.weights = parts.weights;
    this.lastWeights = parts.lastWeights;
    this.history = parts.history;
  }

  /**
   * The predicted noise ε̂(x, f(step)), with the averaged weights.
   * @param x [B, ...shape].
   * @param step The step of the noise in {0, …, T − 1}, for all samples or one each; what the network is told of it is
   * up to the condition. Steps between the grid's are allowed where the condition takes them.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the steps have another shape.
   * @throws {RangeError} If a step is not finite.
   */
  predict(x: tf.Tensor, step: number | Float64Array): tf.Tensor {
    return this.#ask("forward", x, step);
  }

  /**
   * The exact derivative of the prediction in what the network is told, ∂ε̂(x, c)/∂c at c = f(step) and fixed x. Not
   * the derivative in the step, which has the factor f′(step) besides: 0 inside an interval of shared steps.
   * @param x [B, ...shape].
   * @param step The step of the noise, for all samples or one each.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the steps have another shape.
   * @throws {RangeError} If a step is not finite.
   */
  conditionDerivative(x: tf.Tensor, step: number | Float64Array): tf.Tensor {
    return this.#ask("tangent", x, step);
  }

  /** Frees the tensors that predictions made; a later prediction makes them again. */
  dispose(): void {
    this.#views?.forEach((view) => view.dispose());
    this.#views = undefined;
  }

  #ask(what: "forward" | "tangent", x: tf.Tensor, step: number | Float64Array): tf.Tensor {
    const steps = typeof step === "number" ? new Float64Array(x.shape[0]).fill(step) : step;
    checkFinite("predict", "step", steps);
    const conditions = steps.map((each) => this.condition(each));
    this.#views ??= this.#makeViews();
    const views = this.#views;
    return tf.tidy(() => this.network[what](views, x, conditions));
  }

  #makeViews(): Views {
    // Kept, since the caller may be inside a tidy of its own.
    return tf.tidy(() => this.network.parameters.views(tf.tensor1d(this.weights)).map((view) => tf.keep(view)));
  }
}

/**
 * The trained network as samplers and Lipschitz estimators ask for it: time is the step on the grid.
 * @param trained The network.
 * @returns ε̂ as a function of x and step; it names its condition in a sampler's errors.
 */
export function predictor(trained: Trained): NoisePredictor<tf.Tensor> {
  const predict = (x: tf.Tensor, time: number) => trained.predict(x, time);
  return Object.assign(predict, { condition: trained.condition });
}
