/**
 * Tensor backends: choosing one, starting it, and the operations that networks are made of.
 * @module
 */
export * from "./choice/mod.ts";
export * from "./ops/mod.ts";
export { tf } from "./tf.ts";
