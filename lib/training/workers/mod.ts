/**
 * Threads of computing: workers that share a batch, and workers that train a network each.
 * @module
 */
export * from "./gradient_workers.ts";
export type { FromWorker, ToWorker } from "./types.ts";
