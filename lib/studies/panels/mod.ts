/**
 * Panels of the studies' figures: from what a study found to what `lines` draws.
 * @module
 */
export { lettered } from "./letters.ts";
export * from "./evaluation_panels.ts";
export { levelPanels } from "./level_panels.ts";
export * from "./optimum_panels.ts";
export * from "./length_panels.ts";
export * from "./network_panels.ts";
export * from "./paper_panels.ts";
export * from "./sampler_panels.ts";
export * from "./slope_panels.ts";
