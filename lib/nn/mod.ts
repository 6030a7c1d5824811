/**
 * Networks: parameters as one flat vector, embeddings, the MLP and the U-Net.
 * @module
 */
export { type Also } from "./also.ts";
export { type ConditionConfig } from "./condition_config.ts";
export * from "./config.ts";
export * from "./embedding.ts";
export * from "./mlp.ts";
export * from "./network.ts";
export * from "./parameters.ts";
export * from "./stack.ts";
export * from "./tensor_space.ts";
export * from "./types.ts";
export * from "./unet.ts";
