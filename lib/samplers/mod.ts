/**
 * Samplers: each a plan of float64 coefficients, run over any vector space with any predictor of noise.
 * @module
 */
export { ddim, type DdimOptions } from "./ddim.ts";
export { ddpm, type DdpmOptions } from "./ddpm.ts";
export { float64Space } from "./float64_space.ts";
export { gridLevels, respacedSteps, type SamplerLevel, scheduleLevels, type StepSpacing } from "./levels.ts";
export * from "./plan.ts";
export { sample, type SampleOptions } from "./sample.ts";
export type * from "./types.ts";
