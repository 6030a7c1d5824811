/**
 * Ideal predictors: data whose density is known, and all that a perfect network would predict of it.
 * @module
 */
export * from "./isotropic_mixture.ts";
export * from "./oracle.ts";
export type { AtomStorage } from "./atoms.ts";
export type { Quantity } from "./parameterisation.ts";
