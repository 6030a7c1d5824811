/**
 * The methods: one sampler a file, each a rule that turns levels into a plan, with its order declared.
 * @module
 */
export * from "./budget.ts";
export { ddim, type DdimOptions } from "./ddim.ts";
export { ddpm, type DdpmOptions } from "./ddpm.ts";
export { dpmSolver, type DpmSolverOptions, type Weights } from "./dpm_solver.ts";
export { dpmSolverMultistep, type MultistepOptions } from "./dpm_solver_multistep.ts";
export { edmHeun, type EdmHeunOptions } from "./edm_heun.ts";
export { type SamplerEntry, type SamplerOptions } from "./entry.ts";
export { type CutOptions, type DynamicThreshold, type PredictionOptions } from "./estimate.ts";
export { eulerMaruyama } from "./euler_maruyama.ts";
export { type NearNoiseOptions, type Prediction } from "./exponential.ts";
export { predictorCorrector, type PredictorCorrectorOptions } from "./predictor_corrector.ts";
export { probabilityFlow, type ProbabilityFlowOptions } from "./probability_flow.ts";
export * from "./registry.ts";
export { unipc, type UnipcOptions } from "./unipc.ts";
