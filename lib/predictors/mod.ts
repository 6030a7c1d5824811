/**
 * Predictors: a trained network as something that samplers and Lipschitz estimators ask.
 * @module
 */
export { networkAdvice } from "./network_advice.ts";
export { networkDerivative } from "./network_derivative.ts";
export { jacobianProduct } from "./network_jacobian.ts";
export { type DrawOptions, drawSamples } from "./network_samples.ts";
export { networkSubject } from "./network_subject.ts";
export { oracleError } from "./oracle_error.ts";
export { perturbedError } from "./perturbed_error.ts";
export { labelledPredictor, predictor, Trained } from "./trained.ts";
