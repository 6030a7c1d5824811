/**
 * Objectives: what a network should say, at which times, and how its errors weigh.
 * @module
 */
export type { LossConfig, LossOptions, LossWeight, Target } from "./loss_weight.ts";
export type { PathOptions } from "./path.ts";
export type { Penalty } from "./penalty.ts";
export type { TimesConfig, TimesOptions } from "./times.ts";
