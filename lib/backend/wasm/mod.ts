/**
 * Kernels for training on WebAssembly, where the package has none or slow ones.
 * @module
 */
export { registerWasmKernels } from "./register.ts";
