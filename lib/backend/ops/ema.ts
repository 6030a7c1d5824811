/**
 * Exponential moving average of flat vectors.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * average ← decay·average + (1 − decay)·parameters.
 * @param average The average; updated.
 * @param parameters A vector of the same length.
 * @param decay In [0, 1].
 */
export function emaStep(average: tf.Variable, parameters: tf.Tensor, decay: number): void {
  tf.tidy(() => average.assign(tf.add(tf.mul(average, decay), tf.mul(parameters, 1 - decay))));
}
