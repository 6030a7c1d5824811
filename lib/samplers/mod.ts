/**
 * Samplers: each a plan of float64 coefficients, run over any vector space with any predictor of noise.
 *
 * Walks begin at the noisiest level unless told. Where that is pure noise (zero-terminal SNR, flow matching) the predictor
 * must tell the data, as oracles and networks that say v or x0 do; `planFor` says before anything is trained whether a
 * sampler, a path and a prediction go together. Where a walk of few steps begins beyond σ/α of about 1e4, as on the cosine
 * grid, EDM's Heun, DPM-Solver 2S and 3S and Euler–Maruyama multiply samples by thousands, as published: they extrapolate
 * ε̂ over factors of σ/α. `bounded` integrates the data there, as from pure noise. DDIM, DDPM, DPM-Solver++ and UniPC keep
 * the data's size without it.
 * @module
 */
export { drawExactSamples, oraclePredictor } from "./exact_samples.ts";
export { float64Space } from "./float64_space.ts";
export { type GuidanceOptions, guided, type LabelledPredictor } from "./guidance.ts";
export { gridLevels, type LevelOptions, respacedSteps, scheduleLevels, spacedLevels } from "./levels.ts";
export { bitsPerDimension, exactTrace, hutchinsonTrace, type LikelihoodOptions, logLikelihood } from "./likelihood.ts";
export { planFor, planWithin } from "./methods/budget.ts";
export { ddim } from "./methods/ddim.ts";
export { ddpm } from "./methods/ddpm.ts";
export { dpmSolver } from "./methods/dpm_solver.ts";
export { dpmSolverMultistep } from "./methods/dpm_solver_multistep.ts";
export { edmHeun } from "./methods/edm_heun.ts";
export type { SamplerEntry, SamplerOptions } from "./methods/entry.ts";
export { eulerMaruyama } from "./methods/euler_maruyama.ts";
export type { Prediction } from "./methods/exponential.ts";
export { predictorCorrector } from "./methods/predictor_corrector.ts";
export { probabilityFlow } from "./methods/probability_flow.ts";
export { samplerNamed, samplers } from "./methods/registry.ts";
export { unipc } from "./methods/unipc.ts";
export { modNsPath } from "./mod_ns_path.ts";
export { gridPath, type NoisePath, type SamplerLevel, schedulePath } from "./noise_path.ts";
export type { Plan } from "./plan.ts";
export { sample, type SampleOptions } from "./sample.ts";
export { type AdaptiveOptions, sampleAdaptively } from "./sample_adaptively.ts";
export { type NoisePredictor, noisePredictor, type VectorSpace } from "./types.ts";
