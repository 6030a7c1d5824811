/**
 * Treatments: what is done about the slope in time near t = 0.
 * @module
 */
export type { TreatmentEntry } from "./entry.ts";
export { type TreatmentConfig, treatmentEntries } from "./registry.ts";
export * from "./treatment.ts";
export * from "./treatment_config.ts";
