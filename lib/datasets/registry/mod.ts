/**
 * Which data sets there are, where they lie and how they are fetched.
 * @module
 */
export { type DataSet, dataSet, dataSets } from "./registry.ts";
