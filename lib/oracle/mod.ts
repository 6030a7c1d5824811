/**
 * Ideal predictors: data whose density is known, and all that a perfect network would predict of it.
 * @module
 */
export * from "./convert.ts";
export * from "./empirical_set.ts";
export * from "./gaussian.ts";
export * from "./gaussian_mixture.ts";
export * from "./isotropic_mixture.ts";
export * from "./oracle.ts";
export * from "./prediction_error.ts";
export * from "./shared_optimum.ts";
export * from "./continuous_optimum.ts";
export * from "./subspace_gaussian.ts";
export * from "./theorem_terms.ts";
export type { AtomStorage } from "./atoms.ts";
export type { GaussianComponent } from "./gaussian_component.ts";
export type { Quantity } from "./parameterisation.ts";
