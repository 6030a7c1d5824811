/**
 * Objectives: what a network should say, at which times, and how its errors weigh.
 * @module
 */
export * from "./loss.ts";
export * from "./loss_weight.ts";
export { type PathOptions, probeTimes, spanOf } from "./path.ts";
export * from "./penalty.ts";
export * from "./time_sampler.ts";
export * from "./times.ts";
