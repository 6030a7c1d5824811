/**
 * Results that notebooks read: tables, comparisons and curves of sweeps, and what is stored of them.
 * @module
 */
export * from "./compare_sweep.ts";
export * from "./comparison_table.ts";
export * from "./mean_curves.ts";
export * from "./relative_curves.ts";
export * from "./reported.ts";
export * from "./run_treatments.ts";
export * from "./stored.ts";
export * from "./stored_sweep.ts";
export { collectSweep, readSweepTable, type SweepRow, type SweepTable, tableCsv, tableJson } from "./sweep_table.ts";
