/**
 * Taking a run to an engine that trains on many machines, and its network back.
 * @module
 */
export * from "./accelerate/mod.ts";
export * from "./take.ts";
