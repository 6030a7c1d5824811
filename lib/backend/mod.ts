/**
 * Tensor backends: choosing one, starting it, and the operations that networks are made of.
 * @module
 */
export * from "./ops/mod.ts";
export { type BackendName, backendNames, type Probe, probeBackend, probeBackends } from "./choice/probe.ts";
export { type Backend, startBackend } from "./choice/start.ts";
export { tf } from "./tf.ts";
