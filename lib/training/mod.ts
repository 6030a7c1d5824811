/**
 * Training: examples and the loop that moves the parameters.
 * @module
 */
export * from "./data.ts";
export type { ExampleOptions, Examples, ExampleSource } from "./examples.ts";
export type { FirstWeights } from "./first_weights.ts";
export * from "./history.ts";
export * from "./loop.ts";
export * from "./optimiser.ts";
export * from "./options.ts";
export * from "./super_resolution.ts";
export * from "./checkpoints/mod.ts";
export * from "./config/mod.ts";
export * from "./runs/mod.ts";
