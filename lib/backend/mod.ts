/**
 * Tensor backends: choosing one, starting it, and the operations that networks are made of.
 * @module
 */
export { type BackendName, type Probe, probeBackends } from "./choice/probe.ts";
export { type Backend, startBackend } from "./choice/start.ts";
export { tf } from "./tf.ts";
