/**
 * Float64 numerics: counter-based random numbers, special functions, statistics and small linear algebra.
 * @module
 */
export * from "./linalg.ts";
export * from "./random.ts";
export * from "./power.ts";
export * from "./ranges.ts";
export * from "./special.ts";
export * from "./stats.ts";
