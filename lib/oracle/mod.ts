/**
 * Ideal predictors: data whose density is known, and all that a perfect network would predict of it.
 * @module
 */
export { continuousOptimum } from "./continuous_optimum.ts";
export { convert } from "./convert.ts";
export { empiricalSet, type EmpiricalSetOptions } from "./empirical_set.ts";
export { gaussian, type GaussianOptions } from "./gaussian.ts";
export { GaussianMixture, gaussianMixture, type GaussianMixtureOptions } from "./gaussian_mixture.ts";
export { isotropicMixture, type IsotropicMixtureOptions } from "./isotropic_mixture.ts";
export { type Evaluation, type Motion, Oracle } from "./oracle.ts";
export type { Quantity } from "./parameterisation.ts";
export { type PredictionError, predictionError } from "./prediction_error.ts";
export { midpoints, type SharedOptimum, sharedOptimum } from "./shared_optimum.ts";
export { subspaceGaussian, type SubspaceGaussianOptions } from "./subspace_gaussian.ts";
export { type TheoremTerms, theoremTerms } from "./theorem_terms.ts";
