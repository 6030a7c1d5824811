/**
 * Noise schedules: α, σ, log-SNR and their derivatives in float64, and the grids of discrete time.
 * @module
 */
export * from "./cosine.ts";
export * from "./define.ts";
export * from "./edm.ts";
export type { ScheduleEntry, ScheduleMaker } from "./entry.ts";
export * from "./flow_matching.ts";
export * from "./from_angle.ts";
export * from "./from_formula.ts";
export * from "./from_log_snr.ts";
export * from "./from_rate.ts";
export * from "./grid.ts";
export * from "./linear.ts";
export * from "./mod_ns.ts";
export * from "./quadratic.ts";
export * from "./registry.ts";
export * from "./scaled_linear.ts";
export * from "./shifted_cosine.ts";
export * from "./sigmoid_schedule.ts";
export * from "./solve_log_snr.ts";
export * from "./trigonometric.ts";
export * from "./zero_terminal_snr.ts";
export type * from "./types.ts";
