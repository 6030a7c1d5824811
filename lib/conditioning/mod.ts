/**
 * Conditions: what a network is told of the time, which need not be where the noise is.
 * @module
 */
export * from "./identity_condition.ts";
export * from "./noise_condition.ts";
export * from "./quantise_noise.ts";
export * from "./remap.ts";
export * from "./share_timesteps.ts";
export type * from "./types.ts";
