/**
 * Studies: each asks one question of what the kit computes and answers with numbers that a notebook shows.
 * @module
 */
export * from "./exact/mod.ts";
export * from "./networks/mod.ts";
export * from "./panels/mod.ts";
export * from "./sampling/mod.ts";
