/**
 * Tensor backends: choosing one, starting it, and the operations that networks are made of.
 * @module
 */
export * from "./ops.ts";
export { type Backend, type BackendName, startBackend } from "./start.ts";
export { tf } from "./tf.ts";
