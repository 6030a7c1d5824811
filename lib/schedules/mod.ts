/**
 * Noise schedules: α, σ, log-SNR and their derivatives in float64, and the grids of discrete time.
 * @module
 */
export { cosine, cosineGrid } from "./cosine.ts";
export { defineSchedule, type ScheduleDefinition } from "./define.ts";
export { edm } from "./edm.ts";
export { flowMatching } from "./flow_matching.ts";
export { type AngleDefinition, fromAngle } from "./from_angle.ts";
export { fromFormula } from "./from_formula.ts";
export { fromLogSnr, type LogSnrDefinition } from "./from_log_snr.ts";
export { fromRate, type RateDefinition } from "./from_rate.ts";
export { ddpmLinearGrid, discretise, type Grid, gridFromBetas, gridLevel } from "./grid.ts";
export { type BetaRange, linear } from "./linear.ts";
export { loadMathjs } from "./mathjs.ts";
export { modNs } from "./mod_ns.ts";
export { quadratic } from "./quadratic.ts";
export { makeGrid, makeSchedule, type ScheduleConfig } from "./registry.ts";
export { scaledLinear } from "./scaled_linear.ts";
export { shiftedCosine } from "./shifted_cosine.ts";
export { sigmoidSchedule } from "./sigmoid_schedule.ts";
export { trigonometric } from "./trigonometric.ts";
export type { Level, MovingLevel, NoiseLevel, Schedule } from "./types.ts";
export { zeroTerminalSnr, zeroTerminalSnrGrid } from "./zero_terminal_snr.ts";
