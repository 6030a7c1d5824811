/**
 * Studies of samplers: quality by evaluations, where an adaptive solver asks, ways in the plane.
 * @module
 */
export * from "./adaptive_solver.ts";
export * from "./sampler_quality.ts";
export * from "./trajectories.ts";
export * from "./which_sampler.ts";
