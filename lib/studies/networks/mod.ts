/**
 * Studies of trained networks: what they have learned near 0, and what their errors and samples are held against.
 * @module
 */
export * from "./common_target.ts";
export * from "./halves.ts";
export * from "./learned.ts";
export * from "./learned_length.ts";
export * from "./learned_perturbed.ts";
export * from "./near_zero.ts";
export * from "./perturbed_networks.ts";
export * from "./picture_networks.ts";
export * from "./pooled_effects.ts";
export * from "./side_by_side.ts";
export * from "./super_resolved.ts";
