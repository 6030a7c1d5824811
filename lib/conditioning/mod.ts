/**
 * Conditions: what a network is told of the time, which need not be where the noise is.
 * @module
 */
export * from "./identity.ts";
export * from "./share_timesteps.ts";
export type * from "./types.ts";
