/**
 * Jacobian products of a trained network, for likelihoods.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { JacobianProduct } from "../samplers/likelihood.ts";
import type { Trained } from "./trained.ts";

/**
 * w ↦ (∂ε̂/∂x)ᵀ w, row by row, by one backward pass: what `hutchinsonTrace` needs for the likelihood of data under a
 * network. The network's condition is applied as in every prediction.
 * @param trained The network.
 * @returns The product; its result is the caller's to free.
 * @category Predictors
 */
export function jacobianProduct(trained: Trained): JacobianProduct<tf.Tensor> {
  return (x, time, w) => tf.tidy(() => tf.grad((at) => trained.predict(at, time))(x, w));
}
