/**
 * nearzero: diffusion models near t = 0, exactly and learned.
 *
 * The exact side (schedules, oracles, Lipschitz estimators, samplers) works in float64 on `Float64Array` batches; the
 * learned side (networks, training) works on float32 tensors of a backend. Both meet in two interfaces, a noise
 * predictor and a vector space, so that everything that asks a predictor asks an oracle and a network alike.
 * @module
 */
export * from "./numerics/mod.ts";
export * from "./schedules/mod.ts";
export * from "./conditioning/mod.ts";
export * from "./oracle/mod.ts";
export * from "./lipschitz/mod.ts";
export * from "./samplers/mod.ts";
export * from "./backend/mod.ts";
export * from "./nn/mod.ts";
export * from "./objectives/mod.ts";
export * from "./treatments/mod.ts";
export * from "./training/mod.ts";
export * from "./predictors/mod.ts";
export * from "./datasets/mod.ts";
export * from "./metrics/mod.ts";
export * from "./experiments/mod.ts";
export * from "./figures/mod.ts";
export * from "./notebook/mod.ts";
