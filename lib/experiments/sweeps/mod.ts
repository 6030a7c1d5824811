/**
 * Sweeps: many runs as one, planned, watched and taken up again.
 * @module
 */
export { type SweepJob, taskCommand } from "./job.ts";
export {
  type AxisValue,
  readSweep,
  type SweepAxis,
  type SweepComparisonConfig,
  type SweepConfig,
  sweepConfig,
  type SweepEntry,
} from "./sweep_config.ts";
export * from "./sweep_job.ts";
export * from "./sweep_plan.ts";
export * from "./sweep_progress.ts";
export * from "./sweep_status.ts";
export * from "./task_list.ts";
