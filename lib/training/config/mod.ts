/**
 * A training run as plain JSON, with every default explicit.
 * @module
 */
export * from "./schedule_config.ts";
export * from "./training_config.ts";
