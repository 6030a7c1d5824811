/**
 * Training: examples, losses, the loop and what it leaves.
 * @module
 */
export { type CheckpointOptions, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export * from "./data.ts";
export * from "./divergence.ts";
export * from "./examples.ts";
export * from "./history.ts";
export * from "./interruptible.ts";
export * from "./loop.ts";
export * from "./loss.ts";
export * from "./loss_weight.ts";
export { type LogOptions } from "./metrics_log.ts";
export * from "./network_derivative.ts";
export * from "./network_jacobian.ts";
export * from "./network_samples.ts";
export * from "./network_subject.ts";
export * from "./optimiser.ts";
export * from "./options.ts";
export * from "./oracle_error.ts";
export * from "./path.ts";
export * from "./penalty.ts";
export * from "./schedule_config.ts";
export * from "./seeds.ts";
export * from "./super_resolution.ts";
export * from "./times.ts";
export * from "./together.ts";
export * from "./train.ts";
export * from "./trained.ts";
export * from "./training_config.ts";
export * from "./treatment.ts";
export * from "./treatment_config.ts";
export * from "./weights.ts";
export type { Written } from "./written.ts";
