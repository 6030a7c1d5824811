/**
 * Finding out which tensor backends a machine has, without starting them.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { findNativeBuild } from "../native/location.ts";
import { tf } from "../tf.ts";

/**
 * A backend's name.
 * @category Backends
 */
export type BackendName = "native" | "webgpu" | "wasm" | "cpu";

/** The backends, best first. */
export const backendNames: readonly BackendName[] = ["native", "webgpu", "wasm", "cpu"];

/**
 * What is known of a backend before it is started.
 * @category Backends
 */
export interface Probe {
  /** The backend's name. */
  readonly name: BackendName;
  /** Whether it would be chosen if nothing better were there. */
  readonly available: boolean;
  /** The version of the software behind it; empty where there is none. */
  readonly version: string;
  /** What it is, or why it is not available, in a few words. */
  readonly why: string;
  /** What to do to have it; empty where nothing is needed or nothing helps. */
  readonly remedy: string;
}

/**
 * Probes one backend.
 * @param name The backend's name.
 * @returns What is known of it.
 */
export async function probeBackend(name: BackendName): Promise<Probe> {
  checkArguments("probeBackend", arguments);
  return await probes[name]();
}

/**
 * Probes all backends, best first. Nothing is started.
 * @returns One result for each.
 * @category Backends
 */
export async function probeBackends(): Promise<Probe[]> {
  return await Promise.all(backendNames.map(probeBackend));
}

const probes: Record<BackendName, () => Promise<Probe>> = {
  native: async () => {
    const found = await findNativeBuild();
    if (found.build) {
      const why = found.build.device === "cuda" ? "built with CUDA" : "built for the processor";
      return { name: "native", available: true, version: `TensorFlow ${found.build.version}`, why, remedy: "" };
    }
    const possible = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
    return {
      name: "native",
      available: false,
      version: "",
      why: possible ? found.why : `is built on Linux x86_64 only, this is ${Deno.build.os} ${Deno.build.arch}`,
      remedy: possible ? "deno task native" : "",
    };
  },
  webgpu: async () => {
    const version = `tfjs ${tf.version_core}`;
    const remedy = "a GPU with its Vulkan, Metal or Direct3D 12 driver";
    const adapter = await (foundAdapter ??= findAdapter());
    if (!adapter) return { name: "webgpu", available: false, version, why: "finds no adapter", remedy };
    if (!adapter.software) return { name: "webgpu", available: true, version, why: adapter.device, remedy: "" };
    return {
      name: "webgpu",
      available: false,
      version,
      why: `has only a software adapter (${adapter.device})`,
      remedy,
    };
  },
  wasm: () => {
    const why = `${WebAssembly.validate(simdModule) ? "SIMD" : "no SIMD"}, 1 thread`;
    return Promise.resolve({ name: "wasm", available: true, version: `tfjs ${tf.version_core}`, why, remedy: "" });
  },
  cpu: () => {
    const version = `tfjs ${tf.version_core}`;
    return Promise.resolve({ name: "cpu", available: true, version, why: "plain JavaScript, slow", remedy: "" });
  },
};

/** The smallest module with a SIMD instruction: valid only where SIMD is known. */
// deno-fmt-ignore
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

interface Adapter {
  /** What the adapter calls itself. */
  device: string;
  /** Whether it is a software renderer, far slower than wasm. */
  software: boolean;
}

let foundAdapter: Promise<Adapter | undefined> | undefined;

/**
 * Asks for a GPU adapter in a process of its own. Mesa's drivers bring their own LLVM, and a process that has loaded
 * one of them crashes when it loads TensorFlow, which brings another.
 */
async function findAdapter(): Promise<Adapter | undefined> {
  try {
    const [name, fallback] = await mayAskElsewhere() ? await askElsewhere() : await askHere();
    const software = fallback || /llvmpipe|lavapipe|swiftshader|softpipe|basic render/i.test(name);
    return { device: name || "unnamed adapter", software };
  } catch {
    // No output is no adapter; no process to ask (in a compiled program, say) means that none will be chosen.
    return undefined;
  }
}

/** Whether this process may start another Deno; tasks may not. */
async function mayAskElsewhere(): Promise<boolean> {
  return (await Deno.permissions.query({ name: "run", command: Deno.execPath() })).state === "granted";
}

/** What an adapter calls itself, and whether it says that it is a software renderer. */
type AdapterInfo = readonly [name: string, fallback: boolean];

async function askElsewhere(): Promise<AdapterInfo> {
  const script = `const info = (await navigator.gpu?.requestAdapter())?.info;
    if (info) console.log(JSON.stringify([info.description || info.vendor, info.isFallbackAdapter]));`;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-config", "--no-lock", script],
    stdin: "null",
    stderr: "null",
    signal: AbortSignal.timeout(20_000),
  }).output();
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

/** Asks in this process, where no TensorFlow can follow. */
async function askHere(): Promise<AdapterInfo> {
  if ((await findNativeBuild()).build !== undefined) {
    throw new Error("Cannot ask for an adapter: TensorFlow is to be loaded here");
  }
  const { description, vendor, isFallbackAdapter } = (await navigator.gpu.requestAdapter())!.info;
  return [description || vendor, isFallbackAdapter];
}
