/**
 * Exponential moving average of flat vectors.
 * @module
 */
import { checkNumber } from "../../numerics/check.ts";
import { hasKernel, runKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/**
 * One step of a moving average: average ← decay·average + (1 − decay)·parameters.
 * @param average The average; updated.
 * @param parameters A tensor of the same shape.
 * @param decay In [0, 1].
 * @throws {TypeError} If the shapes differ.
 * @throws {RangeError} If the decay is out of range.
 */
export function emaStep(average: tf.Variable, parameters: tf.Tensor, decay: number): void {
  if (!tf.util.arraysEqual(average.shape, parameters.shape)) {
    throw new TypeError(
      `Cannot average: parameters must have shape [${average.shape}], got [${parameters.shape}]`,
    );
  }
  checkNumber("average", "decay", decay, 0, 1);
  tf.tidy(() => {
    if (hasKernel("Mix")) {
      average.assign(runKernel("Mix", { a: average, b: parameters }, { keep: decay, rest: 1 - decay }));
    } else average.assign(tf.add(tf.mul(average, decay), tf.mul(parameters, 1 - decay)));
  });
}
