/**
 * Studies: each asks one question of what the kit computes and answers with numbers that a notebook shows.
 * @module
 */
export * from "./adaptive_solver.ts";
export * from "./common_target.ts";
export * from "./halves.ts";
export * from "./interval_ends.ts";
export * from "./interval_error.ts";
export * from "./laws.ts";
export * from "./learned.ts";
export * from "./learned_length.ts";
export * from "./learned_perturbed.ts";
export * from "./near_zero.ts";
export * from "./paper_figure.ts";
export * from "./perfect_sampling.ts";
export * from "./perturbed_networks.ts";
export * from "./perturbed_optimum.ts";
export * from "./picture_networks.ts";
export * from "./pooled_effects.ts";
export * from "./sampler_quality.ts";
export * from "./schedule_slopes.ts";
export * from "./shared_targets.ts";
export * from "./side_by_side.ts";
export * from "./step_function.ts";
export * from "./step_size.ts";
export * from "./told_conditions.ts";
export * from "./trajectories.ts";
export * from "./types.ts";
export * from "./which_sampler.ts";
export * from "./panels/mod.ts";
