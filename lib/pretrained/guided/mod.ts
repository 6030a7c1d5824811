/**
 * Checkpoints of guided-diffusion (ADM).
 * @module
 */
export * from "./flags.ts";
export * from "./open.ts";
export * from "./unet_names.ts";
