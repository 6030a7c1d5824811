/**
 * Models that others trained, as predictors and subjects of measurement, wherever their numbers came from.
 * @module
 */
export * from "./form.ts";
export * from "./model.ts";
export * from "./subject.ts";
export * from "./trained_model.ts";
