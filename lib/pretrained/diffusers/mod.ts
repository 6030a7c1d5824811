/**
 * Folders of diffusers: UNet2DModel and its schedulers.
 * @module
 */
export * from "./open.ts";
export * from "./scheduler.ts";
export * from "./unet_config.ts";
export * from "./unet_names.ts";
export * from "./exportable.ts";
export * from "./write.ts";
