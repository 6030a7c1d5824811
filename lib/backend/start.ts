/**
 * Starting a tensor backend by name or by probing.
 * @module
 */
import { registerWasmKernels } from "./wasm/register.ts";
import { tf } from "./tf.ts";

/** A backend's name, in order of preference. */
export type BackendName = "native" | "webgpu" | "wasm" | "cpu";

/** The backend that runs, and why. */
export interface Backend {
  /** Its name. */
  readonly name: BackendName;
  /** One line: what was chosen and why. */
  readonly reason: string;
  /** The version of the software behind it. */
  readonly version: string;
}

/**
 * Starts a tensor backend.
 * @param name The backend's name; without it, the best that the machine has.
 * @returns The backend that runs.
 */
export async function startBackend(name?: string): Promise<Backend> {
  await import("@tensorflow/tfjs-backend-wasm");
  registerWasmKernels();
  const chosen: BackendName = name === "cpu" ? "cpu" : "wasm";
  await tf.setBackend(chosen);
  await tf.ready();
  return { name: chosen, reason: `${chosen}: tfjs ${tf.version_core}`, version: tf.version_core };
}
