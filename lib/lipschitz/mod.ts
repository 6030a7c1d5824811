/**
 * How fast a predictor changes with time: K(t, t′), difference quotients, exact derivatives and growth exponents.
 * @module
 */
export type { Coordinate } from "./coordinate.ts";
export { chooseStep, differenceQuotient, type QuotientOptions } from "./difference_quotient.ts";
export { exactDerivative, type ExactDerivativeOptions } from "./exact_derivative.ts";
export { type GrowthExponent, growthExponent } from "./growth_exponent.ts";
export { lipschitzConstant, lipschitzCurve } from "./lipschitz_constant.ts";
export { optimumSubject } from "./optimum_subject.ts";
export { oracleSubject } from "./oracle_subject.ts";
export { type DataKind, predictedGrowth } from "./predicted_growth.ts";
export { estimateTheorem, type TheoremEstimate } from "./theorem_estimate.ts";
export { totalVariation } from "./total_variation.ts";
export type { EstimateOptions, LipschitzEstimate, Subject } from "./types.ts";
