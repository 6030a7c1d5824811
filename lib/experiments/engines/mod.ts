/**
 * Engines: where the tasks of a sweep run.
 * @module
 */
export * from "./kubernetes.ts";
export * from "./local.ts";
export * from "./slurm.ts";
export * from "./snakemake.ts";
