/**
 * One step of Adam on flat vectors.
 * @module
 */
import { checkInteger, checkNumber } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { hasKernel, runKernels } from "../kernels.ts";
import { tf } from "../tf.ts";

/** What a step of Adam works on: tensors of one shape. */
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
  /** Step size, at least 0. */
  learningRate: number;
  /** Decay of the first moment, in [0, 1). */
  beta1: number;
  /** Decay of the second moment, in [0, 1). */
  beta2: number;
  /** Added to √v̂, at least 0. */
  eps: number;
  /** Which step this is, from 1. */
  step: number;
  /** Decoupled weight decay λ (AdamW): parameters shrink by the factor 1 − learningRate·λ. 0 where not given. */
  weightDecay?: number;
}

/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1), with AdamW's decoupled decay (Loshchilov & Hutter 2019):
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← (1 − ηλ)p − η·m̂ / (√v̂ + eps).
 * @param tensors The vectors; parameters, m and v are updated.
 * @param options The coefficients.
 * @throws {TypeError} If the shapes differ.
 * @throws {RangeError} If a coefficient is out of range.
 */
export function adamStep(tensors: AdamTensors, options: AdamOptions): void {
  checkArguments("adamStep", arguments);
  const { parameters, m, v, gradient } = tensors;
  const { learningRate, beta1, beta2, eps, step, weightDecay = 0 } = options;
  for (const [name, tensor] of Object.entries({ m, v, gradient })) {
    if (tf.util.arraysEqual(tensor.shape, parameters.shape)) continue;
    throw new TypeError(
      `Cannot take a step of Adam: ${name} must have shape [${parameters.shape}], got [${tensor.shape}]`,
    );
  }
  checkInteger("take a step of Adam", "step", step, 1);
  const below1 = 1 - Number.EPSILON;
  checkNumber("take a step of Adam", "beta1", beta1, 0, below1);
  checkNumber("take a step of Adam", "beta2", beta2, 0, below1);
  for (const [name, value] of Object.entries({ learningRate, eps, weightDecay })) {
    checkNumber("take a step of Adam", name, value, 0);
  }
  const coefficients = {
    decay: learningRate * weightDecay,
    rate: learningRate / (1 - beta1 ** step),
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    root: 1 / Math.sqrt(1 - beta2 ** step),
    eps,
  };
  tf.tidy(() => {
    const inputs = { p: parameters, m, v, g: gradient };
    const [p, mNext, vNext] = hasKernel("Adam")
      ? runKernels("Adam", inputs, coefficients)
      : composite(inputs, coefficients);
    parameters.assign(p);
    m.assign(mNext);
    v.assign(vNext);
  });
}

function composite(inputs: Record<"p" | "m" | "v" | "g", tf.Tensor>, c: Record<string, number>): tf.Tensor[] {
  const { p, m, v, g } = inputs;
  const mNext = tf.add(tf.mul(m, c.beta1), tf.mul(g, c.rest1));
  const vNext = tf.add(tf.mul(v, c.beta2), tf.mul(tf.square(g), c.rest2));
  const move = tf.div(tf.mul(mNext, c.rate), tf.add(tf.mul(tf.sqrt(vNext), c.root), c.eps));
  const decayed = c.decay === 0 ? p : tf.sub(p, tf.mul(p, c.decay));
  return [tf.sub(decayed, move), mNext, vNext];
}
