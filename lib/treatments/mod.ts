/**
 * Treatments: what is done about the slope in time near t = 0.
 * @module
 */
export * from "./treatment.ts";
export * from "./treatment_config.ts";
