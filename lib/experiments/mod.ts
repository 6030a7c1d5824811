/**
 * Experiments: from a configuration to a table, on one machine or a cluster, with honest statistics.
 * @module
 */
export * from "./compare_sweep.ts";
export * from "./comparison_table.ts";
export type { DataConfig, LawConfig, PicturesConfig, ShapeConfig } from "./data_config.ts";
export * from "./dry_run.ts";
export * from "./execute_task.ts";
export * from "./executor.ts";
export { inceptionFile } from "./extractors.ts";
export * from "./identity.ts";
export * from "./kept_samples.ts";
export * from "./lease.ts";
export type { MeasureConfig } from "./measure_config.ts";
export * from "./mean_curves.ts";
export * from "./memory.ts";
export * from "./network_executor.ts";
export * from "./planned_run.ts";
export type { DataProvenance, ProcessProvenance, Provenance } from "./provenance.ts";
export * from "./relative_curves.ts";
export * from "./reported.ts";
export { type MetricName, type RunConfig, runConfig, type SamplerConfig } from "./run_config.ts";
export { describeData, loadRunData, type RunData } from "./run_data.ts";
export * from "./run_process.ts";
export * from "./run_samples.ts";
export * from "./run_treatments.ts";
export type { Curve, CurvePoint, RunScores, Score } from "./scores.ts";
export { type RunFailure, type RunResult, Store } from "./store.ts";
export * from "./stored.ts";
export * from "./stored_sweep.ts";
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
export * from "./sweep_status.ts";
export { collectSweep, readSweepTable, type SweepRow, type SweepTable, tableCsv, tableJson } from "./sweep_table.ts";
export * from "./task_list.ts";
export { type SweepJob, taskCommand } from "./engines/job.ts";
export * from "./engines/kubernetes.ts";
export * from "./engines/local.ts";
export * from "./engines/slurm.ts";
export * from "./engines/snakemake.ts";
