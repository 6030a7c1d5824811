/**
 * Tensor backends: choosing one, starting it, and the operations that networks are made of.
 * @module
 */
export * from "./ops.ts";
export { type BackendName, backendNames, type Probe, probeBackend, probeBackends } from "./probe.ts";
export { type Backend, startBackend } from "./start.ts";
export { tf } from "./tf.ts";
