/**
 * Noise schedules: α, σ, log-SNR and their derivatives in float64, and the grids of discrete time.
 * @module
 */
export * from "./cosine.ts";
export * from "./define.ts";
export * from "./flow_matching.ts";
export * from "./from_angle.ts";
export * from "./from_rate.ts";
export * from "./grid.ts";
export * from "./linear.ts";
export * from "./solve_log_snr.ts";
export * from "./trigonometric.ts";
export type * from "./types.ts";
