/**
 * The check that every network makes of its input.
 * @module
 */
import type { tf } from "../backend/tf.ts";
import { checkLength } from "../numerics/check.ts";

/**
 * Checks a batch and its conditions against the shape of one sample.
 * @param x The batch, which must be [B, ...shape].
 * @param conditions Which must be B numbers.
 * @param shape The shape of one sample.
 * @throws {TypeError} If x or the conditions have another shape.
 */
export function checkBatch(x: tf.Tensor, conditions: Float64Array, shape: readonly number[]): void {
  if (x.rank !== shape.length + 1 || shape.some((size, i) => x.shape[i + 1] !== size)) {
    throw new TypeError(`Cannot predict: x must have shape [B, ${shape.join(", ")}], got [${x.shape.join(", ")}]`);
  }
  checkLength("predict", "conditions", conditions, x.shape[0]);
}
