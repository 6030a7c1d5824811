/**
 * Studies of perfect predictors: slopes, interval ends, shared and perturbed optima, what their samples are.
 * @module
 */
export * from "./interval_ends.ts";
export * from "./interval_error.ts";
export * from "./laws.ts";
export * from "./paper_figure.ts";
export * from "./perfect_sampling.ts";
export * from "./perturbed_optimum.ts";
export * from "./schedule_slopes.ts";
export * from "./shared_targets.ts";
export * from "./step_function.ts";
export * from "./step_size.ts";
export * from "./told_conditions.ts";
export * from "./types.ts";
export * from "./visited_stops.ts";
