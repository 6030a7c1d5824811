/**
 * Where the native backend's build lies, and what it says of itself.
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheDir } from "../../io/cache_dir.ts";

/** The TensorFlow release that the backend is built against. */
export const tensorflowVersion = "2.21.0";

/** What a finished build says of itself, in its `build.json`. */
export interface NativeBuild {
  /** The folder of TensorFlow's libraries. */
  tensorflow: string;
  /** TensorFlow's version, as the loaded library reported it. */
  version: string;
  /** Whether it was built for an NVIDIA GPU or for the processor. */
  device: "cpu" | "cuda";
  /** SHA-256 of the sources that were compiled. */
  sources: string;
}

/** The build that a machine has, or why it cannot be used. */
export type FoundBuild =
  | { readonly build: NativeBuild; readonly folder: string }
  | { readonly build: undefined; readonly why: string };

/**
 * The folder that holds everything the native backend has put on this machine.
 * @param parts Names below it.
 * @returns An absolute path.
 */
export function nativeDir(...parts: string[]): string {
  return cacheDir("native", ...parts);
}

/**
 * Looks for a finished build without loading it.
 * @returns The build and its folder, or why there is none to use.
 */
export async function findNativeBuild(): Promise<FoundBuild> {
  let build: NativeBuild;
  try {
    build = parseBuild(await Deno.readTextFile(nativeDir("addon", "build.json")));
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    return { build: undefined, why: missing ? "is not built" : `has an unreadable build.json (${message(error)})` };
  }
  if (build.sources !== await hashSources()) {
    return { build: undefined, why: "was built by another version of the kit" };
  }
  const folder = nativeDir("addon");
  const files = [
    join(folder, "kernels.so"),
    join(folder, "nearzero.node"),
    join(build.tensorflow, "libtensorflow_cc.so.2"),
  ];
  for (const file of files) if (!await exists(file)) return { build: undefined, why: `lacks ${file}` };
  return { build, folder };
}

function parseBuild(text: string): NativeBuild {
  const { tensorflow, version, device, sources } = JSON.parse(text);
  for (const [name, value] of Object.entries({ tensorflow, version, device, sources })) {
    if (typeof value !== "string") throw new TypeError(`${name} must be a string, got ${typeof value}`);
  }
  return { tensorflow, version, device, sources };
}

/** What an addon is compiled from. */
export interface AddonSources {
  /** The addon of @tensorflow/tfjs-node-gpu, as Deno has it in its cache. */
  readonly binding: readonly URL[];
  /** The kit's own kernels: one source, then its headers. */
  readonly kernels: readonly URL[];
  /** The innermost loops of convolutions, compiled for each instruction set. */
  readonly tiles: URL;
  /** The float64 products, a library of its own: two sources, then their headers. */
  readonly block: readonly URL[];
}

const kernelSources = [
  "kernels.cc",
  "attention.h",
  "convolution.h",
  "norm_convolution.h",
  "normalisation.h",
  "pool.h",
  "residual.h",
  "rows.h",
  "scratch.h",
  "stage.h",
  "tensors.h",
  "tiles.h",
  "winograd.h",
  "winograd_tiles.h",
];

/**
 * Where the sources of the addon lie.
 * @returns Their URLs.
 */
export function addonSources(): AddonSources {
  const binding = new URL("./binding/", import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json"));
  return {
    binding: ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => new URL(name, binding)),
    kernels: kernelSources.map((name) => new URL(name, import.meta.url)),
    tiles: new URL("./tiles.cc", import.meta.url),
    block: ["block.cc", "float64_tiles.cc", "float64.h", "pool.h"].map((name) => new URL(name, import.meta.url)),
  };
}

/**
 * Identifies what an addon is compiled from.
 * @returns SHA-256 of the sources, in hexadecimal.
 */
export async function hashSources(): Promise<string> {
  const hash = createHash("sha256");
  const { binding, kernels, tiles, block } = addonSources();
  for (const source of [...binding, ...kernels, tiles, ...block]) hash.update(await Deno.readFile(source));
  return hash.digest("hex");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
