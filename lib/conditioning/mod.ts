/**
 * Conditions: what a network is told of the time, which need not be where the noise is.
 * @module
 */
export { identityCondition } from "./identity_condition.ts";
export { logSnrCondition, sigmaCondition } from "./noise_condition.ts";
export { quantiseNoise } from "./quantise_noise.ts";
export { remap, type RemapOptions } from "./remap.ts";
export { type ShareOptions, shareTimesteps } from "./share_timesteps.ts";
export type { Condition } from "./types.ts";
