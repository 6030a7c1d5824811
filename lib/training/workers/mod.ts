/**
 * Threads of computing: workers that share a batch, and workers that train a network each.
 * @module
 */
export * from "./forward_workers.ts";
export { GradientWorkers, usesOneCore } from "./gradient_workers.ts";
export type { FromWorker, ToWorker } from "./types.ts";
