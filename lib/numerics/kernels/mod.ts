/**
 * Float64 products in WebAssembly, written instruction by instruction.
 * @module
 */
export * from "./float64.ts";
