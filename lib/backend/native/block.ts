/**
 * The metrics' block product in machine code, where `deno task native` has compiled it.
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { NativeBlock } from "../../numerics/kernels/float64.ts";
import { nativeDir } from "./location.ts";

/**
 * The library's name in the addon's folder; it tells the source, so that one of another version is never loaded.
 * @returns The file's name.
 * @throws {Error} If the source cannot be read.
 */
export function blockLibrary(): string {
  const source = Deno.readFileSync(new URL("./block.cc", import.meta.url));
  return `block-${createHash("sha256").update(source).digest("hex").slice(0, 12)}.so`;
}

let loaded: NativeBlock | null | undefined;

/**
 * Loads the library, once in each thread.
 * @returns The product; undefined where the library is not built, may not be loaded or does not fit the processor, or
 * where `NEARZERO_BACKEND` asks for another backend than native.
 */
export function loadNativeBlock(): NativeBlock | undefined {
  if (loaded === undefined) loaded = load() ?? null;
  return loaded ?? undefined;
}

function load(): NativeBlock | undefined {
  try {
    const asked = Deno.env.get("NEARZERO_BACKEND");
    if (asked && asked !== "native") return undefined;
    const { symbols } = Deno.dlopen(join(nativeDir("addon"), blockLibrary()), {
      nearzero_block_supported: { parameters: [], result: "i32" },
      nearzero_block: {
        parameters: ["buffer", "u32", "u32", "u32", "i32", "i32", "i32", "i32"],
        result: "void",
      },
    });
    return symbols.nearzero_block_supported() === 1 ? symbols.nearzero_block : undefined;
  } catch {
    // Not built, or no permission: the WebAssembly kernel gives the same bytes.
    return undefined;
  }
}
