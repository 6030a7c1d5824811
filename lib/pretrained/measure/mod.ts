/**
 * How a model that others trained changes with time.
 * @module
 */
export * from "./at_time.ts";
export * from "./embedding_slope.ts";
export * from "./measure_model.ts";
export * from "./times.ts";
export * from "./batch.ts";
export * from "./table.ts";
