/**
 * Pickled networks of EDM.
 * @module
 */
export * from "./open.ts";
export * from "./records.ts";
export * from "./unet_config.ts";
export * from "./unet_names.ts";
