/**
 * Loading the native backend into the running process.
 * @module
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";
import { tf } from "../tf.ts";
import type { NativeBuild } from "./location.ts";
import { registerNativeKernels } from "./register.ts";

/** What the loaded library says of itself. */
export interface LoadedNative {
  /** TensorFlow's version. */
  version: string;
  /** Whether it computes on a GPU. */
  gpu: boolean;
}

let loaded: LoadedNative | undefined;

/**
 * Whether the native backend has been loaded.
 * @returns True from the first successful loadNative() on.
 */
export function nativeLoaded(): boolean {
  return loaded !== undefined;
}

/**
 * Loads a build and registers TensorFlow.js's backend "tensorflow" on it. Once loaded it stays: later calls return the
 * first one's result.
 * @param build What the build says of itself.
 * @param folder Where its two libraries lie.
 * @returns What was loaded.
 * @throws {Error} If the addon cannot be loaded; the message is the loader's.
 */
export async function loadNative(build: NativeBuild, folder: string): Promise<LoadedNative> {
  if (loaded) return loaded;
  // tfjs-node calls a function that Node 23 removed (tfjs#8425, fixed but not released).
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (value: unknown) => value === undefined || value === null;
  if (build.device === "cuda") await preloadCuda(join(build.tensorflow, "..", "nvidia"));
  // First the kernels: they need the smaller of TensorFlow's libraries only, and set the log level for all.
  quietly(() => Deno.dlopen(join(folder, "kernels.so"), {}));
  const binding = createRequire(import.meta.url)(join(folder, "nearzero.node"));
  const { NodeJSKernelBackend } = (await import("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js")).default;
  const backend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu");
  tf.registerBackend("tensorflow", () => backend);
  await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  const gpu = Boolean(backend.isUsingGpuDevice);
  registerNativeKernels(gpu);
  loaded = { version: String(binding.TF_Version), gpu };
  return loaded;
}

/**
 * Runs a task with standard error closed to the world: TensorFlow greets there while its library is being loaded,
 * before any setting is read. A user who has set its log level hears it, and so does one whose process may not load the
 * system's C library, with which it could do anything.
 */
function quietly(task: () => void): void {
  if (Deno.env.get("TF_CPP_MIN_LOG_LEVEL") !== undefined || !mayLoad(LIBC)) return task();
  const libc = Deno.dlopen(LIBC, {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    dup: { parameters: ["i32"], result: "i32" },
    dup2: { parameters: ["i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  const { open, dup, dup2, close } = libc.symbols;
  const standardError = 2, writeOnly = 1;
  const kept = dup(standardError), nowhere = open(new TextEncoder().encode("/dev/null\0"), writeOnly);
  try {
    if (kept >= 0 && nowhere >= 0) dup2(nowhere, standardError);
    task();
  } finally {
    if (kept >= 0) dup2(kept, standardError);
    for (const descriptor of [kept, nowhere]) if (descriptor >= 0) close(descriptor);
    libc.close();
  }
}

const LIBC = "libc.so.6";

function mayLoad(path: string): boolean {
  return Deno.permissions.querySync({ name: "ffi", path }).state === "granted";
}

/**
 * Loads NVIDIA's libraries by path, so that TensorFlow finds them by name wherever they lie. A library may need
 * another one first: passes are made for as long as they get further.
 */
async function preloadCuda(folder: string): Promise<void> {
  let waiting: string[] = [];
  try {
    for await (const part of Deno.readDir(folder)) {
      const libraries = join(folder, part.name, "lib");
      for await (const file of Deno.readDir(libraries)) {
        if (/\.so(\.|$)/.test(file.name)) waiting.push(join(libraries, file.name));
      }
    }
  } catch (error) {
    // A TensorFlow of the user's own (NEARZERO_TENSORFLOW) finds its CUDA libraries by itself.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (let before = Infinity; waiting.length < before;) {
    before = waiting.length;
    waiting = waiting.filter((path) => {
      try {
        Deno.dlopen(path, {});
        return false;
      } catch {
        return true;
      }
    });
  }
}
