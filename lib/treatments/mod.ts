/**
 * Treatments: what is done about the slope in time near t = 0.
 * @module
 */
export type { TreatmentConfig } from "./registry.ts";
export { type Treatment, untreated } from "./treatment.ts";
export { makeTreatment, type TreatmentOptions } from "./treatment_config.ts";
