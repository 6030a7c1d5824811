/**
 * One training step on the backend.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Also } from "../nn/also.ts";
import type { Network } from "../nn/types.ts";
import type { Random } from "../numerics/random.ts";
import type { Examples } from "./examples.ts";
import { meanSquare, squaredError } from "./loss.ts";
import type { Optimiser } from "./optimiser.ts";
import type { SlopeTerms } from "./penalty.ts";

/** How a batch goes through. */
export interface StepOptions {
  /** Into how many equal parts it is cut, one after another; divides it. */
  readonly accumulate: number;
  /** Which features a network with dropout drops is a function of it. */
  readonly dropout: Random;
}

/**
 * Moves the parameters against the gradient of the mean loss of one batch.
 * @param network The network.
 * @param optimiser Holds the parameters.
 * @param examples The batch of B samples.
 * @param options How it goes through.
 * @returns The loss of each sample, without what is penalised, [B], still on the backend.
 */
export function trainStep(
  network: Network,
  optimiser: Optimiser,
  examples: Examples,
  options: StepOptions,
): tf.Tensor1D {
  return tf.tidy(() => {
    const { gradient, losses } = lossGradient(network, optimiser.parameters, examples, options);
    optimiser.update(gradient);
    return losses;
  });
}

/** A gradient with the losses that it is of. */
export type LossGradient = {
  /** The gradient of the batch's mean loss, with what is penalised, [size]. */
  readonly gradient: tf.Tensor;
  /** The loss of each sample, without what is penalised, [B]. */
  readonly losses: tf.Tensor1D;
};

/**
 * The gradient of the mean loss of one batch: the mean of its parts' gradients.
 * @param network The network.
 * @param parameters Its parameters, [size].
 * @param examples The batch of B samples.
 * @param options How it goes through.
 * @returns The gradient and the losses; the caller's to free.
 */
export function lossGradient(
  network: Network,
  parameters: tf.Tensor,
  examples: Examples,
  { accumulate, dropout }: StepOptions,
): LossGradient {
  return tf.tidy(() => {
    const parts = cutExamples(examples, accumulate).map((part, i) =>
      partGradient(network, parameters, part, dropout.fork(i))
    );
    if (accumulate === 1) return parts[0];
    const gradient = tf.div(tf.addN(parts.map(({ gradient }) => gradient)), accumulate);
    const kept = parts.map(({ losses }) => losses), losses = tf.concat(kept);
    tf.dispose(kept);
    return { gradient, losses };
  });
}

function partGradient(network: Network, parameters: tf.Tensor, examples: Examples, dropout: Random): LossGradient {
  const { times, noisy, target, conditions, coefficients, shares, labels, slope } = examples, { shape } = network;
  const vector = (values: Float64Array) => tf.tensor1d(Float32Array.from(values));
  return tf.tidy(() => {
    const x = tf.tensor(noisy, [times.length, ...shape]), wanted = tf.tensor(target, x.shape);
    const also: Also = { labels, image: examples.image && imageTensor(examples.image, times.length, shape), dropout };
    let losses: tf.Tensor1D | undefined;
    const { grad } = tf.valueAndGrad((flat: tf.Tensor) => {
      const views = network.parameters.views(flat), output = network.forward(views, x, conditions, also);
      const errors = squaredError(output, wanted);
      // Kept past the tidy that differentiation makes of this function.
      losses = tf.keep(coefficients === undefined ? errors : tf.mul(errors, vector(coefficients)));
      let objective: tf.Tensor = losses;
      if (slope !== undefined) {
        const other = network[slope.estimator === "exact" ? "tangent" : "forward"](views, x, slope.conditions, also);
        objective = tf.add(objective, squaredSlope(slope, other, output, x));
      }
      return tf.mean(shares === undefined ? objective : tf.mul(objective, vector(shares)));
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

/**
 * Cuts a batch into equal parts.
 * @param examples B samples.
 * @param parts How many parts; divides B.
 * @returns The parts; they share the batch's memory.
 */
export function cutExamples(examples: Examples, parts: number): Examples[] {
  if (parts === 1) return [examples];
  const batch = examples.times.length, rows = batch / parts;
  return Array.from({ length: parts }, (_, i) => {
    const cut = (value: unknown): unknown => {
      if (typeof value !== "object") return value;
      if (!ArrayBuffer.isView(value)) return cutAll(value!);
      const array = value as Float32Array, width = array.length / batch;
      return array.subarray(i * rows * width, (i + 1) * rows * width);
    };
    const cutAll = <T extends object>(fields: T) =>
      Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, cut(value)])) as T;
    return cutAll(examples);
  });
}
