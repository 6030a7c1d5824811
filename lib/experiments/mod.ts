/**
 * Experiments: runs from configurations, sweeps of them, and the results that notebooks read.
 * @module
 */
export * from "./config/mod.ts";
export * from "./engines/mod.ts";
export * from "./measures/mod.ts";
export * from "./metrics/mod.ts";
export * from "./results/mod.ts";
export * from "./runs/mod.ts";
export * from "./store/mod.ts";
export * from "./sweeps/mod.ts";
