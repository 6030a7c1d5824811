/**
 * How fast a predictor changes with time: K(t, t′), difference quotients, exact derivatives and growth exponents.
 * @module
 */
export * from "./lipschitz_constant.ts";
export * from "./oracle_subject.ts";
export type * from "./types.ts";
