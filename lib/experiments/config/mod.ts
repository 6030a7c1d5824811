/**
 * A run as plain JSON: its network, data, sampler and measures, and what these words stand for.
 * @module
 */
export type { DataConfig, LawConfig, PicturesConfig, ShapeConfig } from "./data_config.ts";
export type { MeasureConfig } from "./measure_config.ts";
export * from "./planned_run.ts";
export { checkContent, dependenciesOf, type Dependency, NOT_HERE, type WeightsFinder } from "./run_content.ts";
export { type RunConfig, runConfig, type SamplerConfig } from "./run_config.ts";
export { describeData, loadRunData, type RunData } from "./run_data.ts";
