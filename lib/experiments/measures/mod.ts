/**
 * What is measured of a trained network and of its samples.
 * @module
 */
export { checkMeasures } from "./curves.ts";
