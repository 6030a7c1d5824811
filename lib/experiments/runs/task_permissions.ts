/**
 * What a process that trains and measures may do.
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nativeDir } from "../../backend/native/location.ts";

/**
 * Deno's options for a process that executes runs in a store: it reads, writes in the store alone, starts git alone, and
 * reaches no network.
 *
 * Of native code it may load what lies where Deno keeps packages (the picture decoder) and where the native backend was
 * built. Such code is beyond Deno's reach and could do anything; without it there are neither pictures nor that backend.
 * @param store The store's folder.
 * @param beside Another folder to write in, such as the one that a run is emitted to.
 * @returns Options of `deno run`.
 */
export function taskPermissions(store: string, beside?: string): string[] {
  const folders = [store, ...(beside === undefined ? [] : [beside])].map((folder) => resolve(folder));
  return [
    "--no-prompt",
    "--allow-read",
    // A comma divides Deno's list of paths and cannot be written otherwise.
    folders.some((folder) => folder.includes(",")) ? "--allow-write" : `--allow-write=${folders.join(",")}`,
    "--allow-env",
    "--allow-sys",
    "--allow-run=git",
    NATIVE_CODE,
  ];
}

const NATIVE_CODE = [packagesFolder(), nativeDir()].some((path) => path.includes(","))
  ? "--allow-ffi"
  : `--allow-ffi=${[packagesFolder(), nativeDir()].join(",")}`;

/** Where Deno keeps npm packages. */
function packagesFolder(): string {
  let folder = fileURLToPath(import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json"));
  while (!["npm", "node_modules"].includes(basename(folder)) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
