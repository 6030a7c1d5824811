/**
 * Starting a tensor backend, by name or the best that the machine has.
 * @module
 */
import { checkKnown } from "../../numerics/check.ts";
import { loadNative, nativeLoaded } from "../native/load.ts";
import { findNativeBuild } from "../native/location.ts";
import { type BackendName, backendNames, type Probe, probeBackend } from "./probe.ts";
import { tf } from "../tf.ts";
import { registerWasmKernels } from "../wasm/register.ts";

/**
 * The backend that runs, and why.
 * @category Backends
 */
export interface Backend {
  /** Its name. */
  readonly name: BackendName;
  /** One line: what runs, and why nothing better does. */
  readonly reason: string;
  /** The version of the software behind it. */
  readonly version: string;
}

/** The names under which TensorFlow.js knows the backends. */
const internalNames: Record<BackendName, string> = {
  native: "tensorflow",
  webgpu: "webgpu",
  wasm: "wasm",
  cpu: "cpu",
};

let running: Backend | undefined;

/** Whether a graphics driver was loaded before TensorFlow: their two copies of LLVM do not bear that order. */
let webgpuStarted = false;

/**
 * Starts a tensor backend, or switches to it. Without a name, `NEARZERO_BACKEND` decides; without that, the backend
 * that runs already goes on, or else the first of native, webgpu, wasm and cpu that the machine has is started.
 * @param name The backend's name.
 * @returns The backend that runs.
 * @throws {RangeError} If there is no backend of that name.
 * @throws {Error} If the backend asked for is not available here; says what to do.
 * @category Backends
 */
export async function startBackend(name: string | undefined = chosenByUser()): Promise<Backend> {
  if (name === undefined) return running ??= await startBest();
  checkKnown("start a backend", "backend", name, backendNames);
  if (running?.name === name && tf.getBackend() === internalNames[running.name]) return running;
  const probe = await probeBackend(name as BackendName);
  // A software adapter is never chosen, but whoever names webgpu may have it.
  const refused = !probe.available && !(name === "webgpu" && probe.why.includes("software"));
  if (refused) throw new Error(`Cannot start ${name}: it ${probe.why}${probe.remedy && ` (${probe.remedy})`}`);
  const { version, what } = await start(probe);
  return running = { name: probe.name, version, reason: `${probe.name}: ${what}` };
}

/**
 * The backend that runs.
 * @returns Undefined where none was started yet.
 */
export function runningBackend(): Backend | undefined {
  return running;
}

/** Forgets which backend runs, as if none had been started: the next {@linkcode startBackend} chooses anew. */
export async function forgetBackend(): Promise<void> {
  if (running !== undefined) await tf.setBackend("cpu");
  running = undefined;
}

function chosenByUser(): string | undefined {
  return Deno.env.get("NEARZERO_BACKEND") || undefined;
}

async function startBest(): Promise<Backend> {
  const missed: string[] = [];
  for (const name of backendNames) {
    const probe = await probeBackend(name);
    if (!probe.available) {
      // That there is no GPU is the ordinary case and no news.
      if (name === "native") missed.push(`; native ${probe.why}${probe.remedy && ` (${probe.remedy})`}`);
      continue;
    }
    try {
      const { version, what } = await start(probe);
      return { name, version, reason: `${name}: ${what}${missed.join("")}` };
    } catch (error) {
      missed.push(`; ${name} failed (${error instanceof Error ? error.message.split("\n")[0] : error})`);
    }
  }
  throw new Error(`Cannot start a backend${missed.join("")}`);
}

/** Loads a backend and makes it TensorFlow.js's current one. */
async function start(probe: Probe): Promise<{ version: string; what: string }> {
  const load: Record<BackendName, () => Promise<{ version: string; what: string }>> = {
    native: async () => {
      if (webgpuStarted) {
        throw new Error("Cannot start native: webgpu was started in this process before native was built");
      }
      const found = await findNativeBuild();
      if (!found.build) throw new Error(`native ${found.why}`);
      const { version, gpu } = await loadNative(found.build, found.folder);
      const device = gpu ? "GPU" : `${navigator.hardwareConcurrency} cores`;
      return { version: `TensorFlow ${version}`, what: `TensorFlow ${version}, ${device}` };
    },
    webgpu: async () => {
      // Native must be in before the graphics driver if it is to be used at all.
      const found = await findNativeBuild();
      if (found.build) await loadNative(found.build, found.folder).catch(() => {});
      webgpuStarted = !nativeLoaded();
      await import("@tensorflow/tfjs-backend-webgpu");
      return { version: probe.version, what: probe.why.replace(/^has /, "") };
    },
    wasm: async () => {
      await import("@tensorflow/tfjs-backend-wasm");
      registerWasmKernels();
      return { version: probe.version, what: probe.why };
    },
    cpu: () => Promise.resolve({ version: probe.version, what: probe.why }),
  };
  const result = await load[probe.name]();
  if (!await tf.setBackend(internalNames[probe.name])) {
    throw new Error(`Cannot start ${probe.name}: it failed to start`);
  }
  await tf.ready();
  return result;
}
