/**
 * Taking a run to an engine that trains on many machines, and its network back.
 * @module
 */
export { emitAccelerate, type EmitOptions, emitSweep } from "./accelerate/emit.ts";
export { takeNetwork } from "./take.ts";
