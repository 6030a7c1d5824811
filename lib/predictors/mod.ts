/**
 * Predictors: a trained network as something that samplers and Lipschitz estimators ask.
 * @module
 */
export * from "./network_advice.ts";
export * from "./network_derivative.ts";
export * from "./network_jacobian.ts";
export * from "./network_samples.ts";
export * from "./network_subject.ts";
export * from "./oracle_error.ts";
export * from "./trained.ts";
