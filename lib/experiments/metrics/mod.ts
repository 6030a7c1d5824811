/**
 * Metrics of a run's samples: one a file, with what it needs checked before anything is trained.
 * @module
 */
export type { Extractors, MetricData, MetricEntry, Scored } from "./entry.ts";
export { metricEntries } from "./registry.ts";
export { checkMetrics } from "./score.ts";
