/**
 * Taking a run to an engine that trains on many machines, and its network back.
 * @module
 */
export { emitAccelerate, emitSweep } from "./accelerate/emit.ts";
