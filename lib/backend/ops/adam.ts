/**
 * One step of Adam on flat vectors.
 * @module
 */
import { tf } from "../tf.ts";

/** What a step of Adam works on: vectors of one length. */
export interface AdamTensors {
  /** The parameters; updated. */
  parameters: tf.Variable;
  /** Running mean of the gradient; updated. */
  m: tf.Variable;
  /** Running mean of its square; updated. */
  v: tf.Variable;
  /** The gradient; left as it is. */
  gradient: tf.Tensor;
}

/** The step's coefficients. */
export interface AdamOptions {
  /** Step size. */
  learningRate: number;
  /** Decay of the first moment, in [0, 1). */
  beta1: number;
  /** Decay of the second moment, in [0, 1). */
  beta2: number;
  /** Added to √v̂. */
  eps: number;
  /** Which step this is, from 1. */
  step: number;
  /** Decoupled weight decay λ (AdamW): parameters shrink by learningRate·λ first. 0 where not given. */
  weightDecay?: number;
}

/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1), with AdamW's decoupled decay (Loshchilov & Hutter 2019).
 * @param tensors The vectors; parameters, m and v are updated.
 * @param options The coefficients.
 */
export function adamStep(tensors: AdamTensors, options: AdamOptions): void {
  const { parameters, m, v, gradient } = tensors;
  const { learningRate, beta1, beta2, eps, step, weightDecay = 0 } = options;
  tf.tidy(() => {
    const mNext = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
    const vNext = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const denominator = tf.add(tf.mul(tf.sqrt(vNext), 1 / Math.sqrt(1 - beta2 ** step)), eps);
    const move = tf.mul(tf.div(mNext, denominator), learningRate / (1 - beta1 ** step));
    parameters.assign(tf.sub(tf.mul(parameters, 1 - learningRate * weightDecay), move));
    m.assign(mNext);
    v.assign(vNext);
  });
}
