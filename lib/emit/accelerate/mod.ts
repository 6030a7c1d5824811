/**
 * Runs as scripts for PyTorch, diffusers and accelerate, and their networks back.
 * @module
 */
export * from "./bring_back.ts";
export * from "./emit.ts";
