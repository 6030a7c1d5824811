/**
 * What is measured of a trained network and of its samples.
 * @module
 */
export { checkMeasures } from "./curves.ts";
export { checkMetrics } from "./scores_of_samples.ts";
