/**
 * Choosing a tensor backend by probing, and starting it.
 * @module
 */
export { type BackendName, backendNames, type Probe, probeBackend, probeBackends } from "./probe.ts";
export { type Backend, startBackend } from "./start.ts";
