/**
 * Experiments: runs from configurations, sweeps of them, and the results that notebooks read.
 * @module
 */
export { type RunConfig, runConfig } from "./config/run_config.ts";
export { loadRunData } from "./config/run_data.ts";
export { runLocally } from "./engines/local.ts";
export { compareSeeds, compareSweep, type SweepComparison } from "./results/compare_sweep.ts";
export { type ComparisonTable, comparisonTable } from "./results/comparison_table.ts";
export { meanCurves } from "./results/mean_curves.ts";
export { relativeCurves } from "./results/relative_curves.ts";
export { readReported } from "./results/reported.ts";
export { runTreatments, type RunTreatmentsOptions } from "./results/run_treatments.ts";
export { stored } from "./results/stored.ts";
export { storedSweep } from "./results/stored_sweep.ts";
export { collectSweep, readSweepTable, type SweepTable } from "./results/sweep_table.ts";
export { dryRun } from "./runs/dry_run.ts";
export { keptSamples } from "./runs/kept_samples.ts";
export { networkExecutor } from "./runs/network_executor.ts";
export { type OpenedRun, openRun } from "./runs/open_run.ts";
export { drawRunSamples } from "./runs/run_samples.ts";
export type { RunScores } from "./store/scores.ts";
export { type RunResult, Store } from "./store/store.ts";
export { readSweep, type SweepConfig, sweepConfig } from "./sweeps/sweep_config.ts";
export { planSweep, type SweepPlan } from "./sweeps/sweep_plan.ts";
export { type SweepStatus, sweepStatus } from "./sweeps/sweep_status.ts";
export { contentId } from "../io/content_id.ts";
