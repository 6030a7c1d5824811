/**
 * One training step on the backend.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { NetworkStack } from "../nn/stack.ts";
import type { Network } from "../nn/types.ts";
import type { Random } from "../numerics/random.ts";
import { cutExamples } from "./batches.ts";
import type { Examples } from "./examples.ts";
import { meanSquare, squaredError } from "../objectives/loss.ts";
import type { SlopeTerms } from "../objectives/penalty.ts";

/** How a batch goes through. */
export interface StepOptions {
  /** Into how many equal parts it is cut, one after another; divides it. */
  readonly accumulate: number;
  /** Which features a network with dropout drops is a function of it; one for each network of a stack. */
  readonly dropout: readonly Random[];
}

/** A gradient with the losses that it is of. */
export type LossGradient = {
  /** The gradient of the batch's mean loss, with what is penalised, [size]; of each network's own in a stack. */
  readonly gradient: tf.Tensor;
  /** The loss of each sample, without what is penalised, in the order of the samples. */
  readonly losses: tf.Tensor1D;
};

/** Computes the gradient of the mean loss of a batch at some parameters: here, as {@linkcode lossGradient}, or elsewhere. */
export type GradientRunner = (
  parameters: tf.Tensor,
  examples: Examples,
  options: StepOptions,
) => LossGradient | Promise<LossGradient>;

/**
 * The gradient of the mean loss of one batch: the mean of its parts' gradients.
 * @param learner The network, or S networks as a stack.
 * @param parameters Its parameters, [size].
 * @param examples The batch of B samples; of S · B, network by network, for a stack.
 * @param options How it goes through.
 * @returns The gradient and the losses; the caller's to free.
 */
export function lossGradient(
  learner: Network | NetworkStack,
  parameters: tf.Tensor,
  examples: Examples,
  { accumulate, dropout }: StepOptions,
): LossGradient {
  return tf.tidy(() => {
    const networks = dropout.length;
    const parts = cutExamples(examples, accumulate, networks).map((part, i) =>
      partGradient(learner, parameters, part, dropout.map((each) => each.fork(i)))
    );
    return averageParts(parts, networks);
  });
}

/**
 * The gradient of a batch from those of its equal parts.
 * @param parts The gradients and losses of the parts, in order. Their memory is left to the tidy that this runs in.
 * @param networks How many networks they are of, as a stack.
 * @returns The mean of the gradients, and all losses, network by network.
 */
export function averageParts(parts: readonly LossGradient[], networks: number = 1): LossGradient {
  if (parts.length === 1) return parts[0];
  const gradient = tf.div(tf.addN(parts.map(({ gradient }) => gradient)), parts.length);
  const kept = parts.map(({ losses }) => losses);
  const losses = tf.reshape(tf.concat(kept.map((part) => tf.reshape(part, [networks, -1])), 1), [-1]) as tf.Tensor1D;
  tf.dispose(kept);
  return { gradient, losses };
}

/**
 * The gradient of the mean loss of some examples, undivided.
 * @param learner The network, or S networks as a stack.
 * @param parameters Its parameters, [size].
 * @param examples The examples.
 * @param dropout Which features a network with dropout drops is a function of it; one for each network of a stack.
 * @returns The gradient and the losses; the caller's to free.
 */
export function partGradient(
  learner: Network | NetworkStack,
  parameters: tf.Tensor,
  examples: Examples,
  dropout: readonly Random[],
): LossGradient {
  const { times, noisy, target, conditions, coefficients, shares, labels, slope } = examples;
  const vector = (values: Float64Array) => tf.tensor1d(Float32Array.from(values));
  return tf.tidy(() => {
    const { shape } = "network" in learner ? learner.network : learner;
    const x = tf.tensor(noisy, [times.length, ...shape]), wanted = tf.tensor(target, x.shape);
    const image = examples.image && imageTensor(examples.image, times.length, shape);
    const ask = (what: "forward" | "tangent", flat: tf.Tensor, told: Float64Array): tf.Tensor => {
      if (!("network" in learner)) {
        return learner[what](learner.parameters.views(flat), x, told, { labels, image, dropout: dropout[0] });
      }
      const batches = tf.reshape(x, [learner.count, times.length / learner.count, ...shape]);
      return tf.reshape(learner[what](learner.views(flat), batches, told, { labels, dropout }), x.shape);
    };
    let losses: tf.Tensor1D | undefined;
    const { grad } = tf.valueAndGrad((flat: tf.Tensor) => {
      const output = ask("forward", flat, conditions), errors = squaredError(output, wanted);
      // Kept past the tidy that differentiation makes of this function.
      losses = tf.keep(coefficients === undefined ? errors : tf.mul(errors, vector(coefficients)));
      let objective: tf.Tensor = losses;
      if (slope !== undefined) {
        const other = ask(slope.estimator === "exact" ? "tangent" : "forward", flat, slope.conditions);
        objective = tf.add(objective, squaredSlope(slope, other, output, x));
      }
      const mean = tf.mean(shares === undefined ? objective : tf.mul(objective, vector(shares)));
      // The networks of a stack share no parameter: the sum of their means has each one's own gradient.
      return dropout.length === 1 ? mean : tf.mul(mean, dropout.length);
    })(parameters);
    return { gradient: grad, losses: losses! };
  });
}

/** The pictures beside B samples of a shape, [B, height, width, channels]. */
export function imageTensor(image: Float32Array, batch: number, [height, width]: readonly number[]): tf.Tensor {
  return tf.tensor(image, [batch, height, width, image.length / (batch * height * width)]);
}

/** ‖a · other + b · output + c · x‖² of each sample, averaged over its entries. */
function squaredSlope(terms: SlopeTerms, other: tf.Tensor, output: tf.Tensor, x: tf.Tensor): tf.Tensor1D {
  const column = (values: Float64Array) =>
    tf.tensor(Float32Array.from(values), [values.length, ...x.shape.slice(1).fill(1)]);
  const { other: a, output: b, x: c } = terms;
  return meanSquare(tf.addN([tf.mul(other, column(a)), tf.mul(output, column(b)), tf.mul(x, column(c))]));
}
