/**
 * One run: what it would take, training, sampling and measuring it, and how its process ends.
 * @module
 */
export { checkRun } from "./check_run.ts";
export * from "./dry_run.ts";
export * from "./execute_task.ts";
export * from "./executor.ts";
export * from "./kept_samples.ts";
export * from "./memory.ts";
export * from "./network_executor.ts";
export * from "./run_process.ts";
export * from "./run_samples.ts";
