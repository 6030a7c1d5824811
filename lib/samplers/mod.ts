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
export * from "./exact_samples.ts";
export { float64Space } from "./float64_space.ts";
export * from "./guidance.ts";
export * from "./levels.ts";
export * from "./likelihood.ts";
export * from "./methods/mod.ts";
export { modNsPath } from "./mod_ns_path.ts";
export * from "./noise_path.ts";
export * from "./plan.ts";
export type { Integrated, IntegrateOptions, NormedSpace } from "./runge_kutta.ts";
export { checkAsked, sample, type SampleOptions } from "./sample.ts";
export * from "./sample_adaptively.ts";
export type * from "./types.ts";
