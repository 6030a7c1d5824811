/**
 * How fast a predictor changes with time: K(t, t′), difference quotients, exact derivatives and growth exponents.
 * @module
 */
export * from "./coordinate.ts";
export * from "./difference_quotient.ts";
export * from "./exact_derivative.ts";
export * from "./growth_exponent.ts";
export { lipschitzConstant, lipschitzCurve } from "./lipschitz_constant.ts";
export * from "./optimum_subject.ts";
export * from "./oracle_subject.ts";
export * from "./theorem_estimate.ts";
export * from "./predicted_growth.ts";
export * from "./total_variation.ts";
export type * from "./types.ts";
