/**
 * A network with its learned parameters.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Condition } from "../conditioning/types.ts";
import type { Also } from "../nn/also.ts";
import type { Views } from "../nn/parameters.ts";
import type { Network } from "../nn/types.ts";
import { checkFinite, checkLength } from "../numerics/check.ts";
import { conversion } from "../oracle/convert.ts";
import type { LabelledPredictor } from "../samplers/guidance.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { type NoisePredictor, noisePredictor } from "../samplers/types.ts";
import type { LossHistory } from "../training/history.ts";
import type { Target } from "../objectives/loss_weight.ts";

/** What a network may be told beside the sample and the time. */
export type Told = Pick<Also, "labels" | "image">;

/** A network's prediction for a batch, made elsewhere than here: as `Network.forward` with the trained parameters. */
export type ForwardRunner = (x: tf.Tensor, conditions: Float64Array, also?: Told) => Promise<tf.Tensor>;

/** What a training run leaves. */
export interface TrainedParts {
  /** The network. */
  readonly network: Network;
  /** The noise levels it learned. */
  readonly path: NoisePath;
  /** What it is told of a time. */
  readonly condition: Condition;
  /** What it says; ε where not given. */
  readonly prediction?: Target;
  /** The moving average of the parameters, which predictions are made with. */
  readonly weights: Float32Array;
  /** The parameters themselves at the end. */
  readonly lastWeights: Float32Array;
  /** The losses along the way. */
  readonly history: LossHistory;
}

/**
 * A network with its learned parameters, on whichever backend runs when it is first asked.
 * @category Predictors
 */
export class Trained implements TrainedParts {
  readonly network: Network;
  readonly path: NoisePath;
  readonly condition: Condition;
  readonly prediction: Target;
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
    this.path = parts.path;
    this.condition = parts.condition;
    this.prediction = parts.prediction ?? "eps";
    this.weights = parts.weights;
    this.lastWeights = parts.lastWeights;
    this.history = parts.history;
  }

  /**
   * The predicted noise ε̂(x, f(t)), with the averaged weights. Where the network says x0 or v, ε̂ is made of it with the
   * noise level of the true time, whatever the network is told.
   * @param x [B, ...shape].
   * @param time Where the noise is, for all samples or one each: a step in {0, …, T − 1}, or t where time is continuous.
   * What the network is told of it is up to the condition. Steps between the grid's are allowed where the condition takes
   * them.
   * @param also Labels and pictures, where the network takes any.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the times have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a time is not finite, or is pure data where the network says x0.
   */
  predict(x: tf.Tensor, time: number | Float64Array, also?: Told): tf.Tensor {
    return this.#ask("forward", "eps", x, time, also);
  }

  /**
   * The predicted data x̂0(x, f(t)), with the averaged weights, made of what the network says with the noise level of the
   * true time. A network that says x0 or v tells them at every level, pure noise too.
   * @param x [B, ...shape].
   * @param time Where the noise is, for all samples or one each.
   * @param also Labels and pictures, where the network takes any.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the times have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a time is not finite, or is pure noise where the network says ε.
   */
  predictData(x: tf.Tensor, time: number | Float64Array, also?: Told): tf.Tensor {
    return this.#ask("forward", "x0", x, time, also);
  }

  /**
   * The exact derivative of the prediction in what the network is told, ∂ε̂(x, c)/∂c at c = f(t) and fixed x. Not
   * the derivative in time, which has the factor f′(t) besides: 0 inside an interval of shared steps.
   * @param x [B, ...shape].
   * @param time Where the noise is, for all samples or one each.
   * @param also Labels and pictures, where the network takes any.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the times have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a time is not finite, or is pure data where the network says x0.
   */
  conditionDerivative(x: tf.Tensor, time: number | Float64Array, also?: Told): tf.Tensor {
    return this.#ask("tangent", "eps", x, time, also);
  }

  /** Frees the tensors that predictions made; a later prediction makes them again. */
  dispose(): void {
    this.#views?.forEach((view) => view.dispose());
    this.#views = undefined;
  }

  /**
   * As {@linkcode Trained.predict} or {@linkcode Trained.predictData}, what the network says being made elsewhere.
   * @param forward Where: with the averaged weights.
   * @param wanted Which of the two.
   * @param x [B, ...shape].
   * @param time Where the noise is, for all samples or one each.
   * @param also Labels and pictures, where the network takes any.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the times have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a time is not finite, or one at which what is wanted cannot be told.
   */
  async predictBy(
    forward: ForwardRunner,
    wanted: "eps" | "x0",
    x: tf.Tensor,
    time: number | Float64Array,
    also?: Told,
  ): Promise<tf.Tensor> {
    const times = timesOf(x, time), said = await forward(x, times.map((each) => this.condition(each)), also);
    try {
      return tf.tidy(() => this.#converted(said, "forward", wanted, x, times).clone());
    } finally {
      said.dispose();
    }
  }

  #ask(
    what: "forward" | "tangent",
    wanted: "eps" | "x0",
    x: tf.Tensor,
    time: number | Float64Array,
    also?: Told,
  ): tf.Tensor {
    const times = timesOf(x, time), conditions = times.map((each) => this.condition(each));
    this.#views ??= this.#makeViews();
    const views = this.#views;
    return tf.tidy(() => this.#converted(this.network[what](views, x, conditions, also), what, wanted, x, times));
  }

  /** What is wanted, a · said + b · x; at fixed x and true time, only what is said depends on the condition. */
  #converted(
    said: tf.Tensor,
    what: "forward" | "tangent",
    wanted: "eps" | "x0",
    x: tf.Tensor,
    times: Float64Array,
  ): tf.Tensor {
    if (this.prediction === wanted) return said;
    const forms = Array.from(times, (each) => conversion(this.prediction, wanted, this.path.levelAt(each)));
    const column = (i: 0 | 1) => tf.tensor(forms.map((form) => form[i]), [forms.length, ...x.shape.slice(1).fill(1)]);
    const scaled = tf.mul(said, column(0));
    return what === "tangent" ? scaled : tf.add(scaled, tf.mul(x, column(1)));
  }

  #makeViews(): Views {
    // Kept, since the caller may be inside a tidy of its own.
    return tf.tidy(() => this.network.parameters.views(tf.tensor1d(this.weights)).map((view) => tf.keep(view)));
  }
}

/** A time for each sample of a batch. */
function timesOf(x: tf.Tensor, time: number | Float64Array): Float64Array {
  const times = typeof time === "number" ? new Float64Array(x.shape[0]).fill(time) : time;
  checkFinite("predict", "time", times);
  return times;
}

/**
 * The trained network as samplers and Lipschitz estimators ask for it: time is that of its path.
 * @param trained The network.
 * @param told What it is told beside each batch, where it takes any.
 * @param forward Where its predictions are made; here where not given.
 * @returns ε̂ as a function of x and time, and x̂0 where the network says x0 or v; it names its condition in a sampler's
 * errors.
 * @category Predictors
 */
export function predictor(trained: Trained, told?: Told, forward?: ForwardRunner): NoisePredictor<tf.Tensor> {
  const { predict: eps, predictData } = ways(trained, forward);
  const predict = (x: tf.Tensor, time: number) => eps(x, time, told);
  const x0 = (x: tf.Tensor, time: number) => predictData(x, time, told);
  return noisePredictor(predict, { condition: trained.condition, ...(trained.prediction === "eps" ? {} : { x0 }) });
}

/**
 * A class-conditional network as `guided` asks for it: the label is one class for each sample of the batch, −1 for none.
 * @param trained The network.
 * @param told What it is told beside the labels, where it takes any.
 * @param forward Where its predictions are made; here where not given.
 * @returns ε̂ as a function of x, time and labels, and x̂0 where the network says x0 or v; not labelled where the network
 * takes none.
 * @category Predictors
 */
export function labelledPredictor(
  trained: Trained,
  told?: Pick<Told, "image">,
  forward?: ForwardRunner,
): LabelledPredictor<tf.Tensor, Int32Array> {
  const { predict, predictData } = ways(trained, forward);
  return {
    labelled: trained.network.config.classes > 0,
    condition: trained.condition,
    predict: (x, time, labels) => predict(x, time, { ...told, labels }),
    ...(trained.prediction === "eps"
      ? {}
      : { x0: (x: tf.Tensor, time: number, labels?: Int32Array) => predictData(x, time, { ...told, labels }) }),
  };
}

type Way = (x: tf.Tensor, time: number, also?: Told) => tf.Tensor | Promise<tf.Tensor>;

function ways(trained: Trained, forward?: ForwardRunner): { predict: Way; predictData: Way } {
  const by = (wanted: "eps" | "x0"): Way => (x, time, also) => trained.predictBy(forward!, wanted, x, time, also);
  if (forward !== undefined) return { predict: by("eps"), predictData: by("x0") };
  return {
    predict: (x, time, also) => trained.predict(x, time, also),
    predictData: (x, time, also) => trained.predictData(x, time, also),
  };
}
