/**
 * The native backend: building it once, finding it, and its kernels.
 * @module
 */
export { buildNative } from "./build.ts";
