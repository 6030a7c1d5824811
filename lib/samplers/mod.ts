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
export { ddim } from "./ddim.ts";
export { ddpm } from "./ddpm.ts";
export { dpmSolver } from "./dpm_solver.ts";
export { dpmSolverMultistep } from "./dpm_solver_multistep.ts";
export { edmHeun } from "./edm_heun.ts";
export { eulerMaruyama } from "./euler_maruyama.ts";
export { drawExactSamples, oraclePredictor } from "./exact_samples.ts";
export type { Prediction } from "./exponential.ts";
export { float64Space } from "./float64_space.ts";
export { type GuidanceOptions, guided, type LabelledPredictor } from "./guidance.ts";
export { gridLevels, type LevelOptions, respacedSteps, scheduleLevels, spacedLevels } from "./levels.ts";
export { bitsPerDimension, exactTrace, hutchinsonTrace, type LikelihoodOptions, logLikelihood } from "./likelihood.ts";
export { modNsPath } from "./mod_ns_path.ts";
export { gridPath, type NoisePath, type SamplerLevel, schedulePath } from "./noise_path.ts";
export type { Plan } from "./plan.ts";
export { predictorCorrector } from "./predictor_corrector.ts";
export { probabilityFlow } from "./probability_flow.ts";
export { planFor, planWithin, type SamplerEntry, samplerNamed, type SamplerOptions, samplers } from "./registry.ts";
export { sample, type SampleOptions } from "./sample.ts";
export { type AdaptiveOptions, sampleAdaptively } from "./sample_adaptively.ts";
export { type NoisePredictor, noisePredictor, type VectorSpace } from "./types.ts";
export { unipc } from "./unipc.ts";
