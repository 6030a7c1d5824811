/**
 * The float64 products of metrics and oracles in machine code, where `deno task native` has compiled them.
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type NativeFloat64, offerNativeFloat64 } from "../../numerics/kernels/native.ts";
import { addonSources, nativeDir } from "./location.ts";

/**
 * The library's name in the addon's folder; it tells the sources, so that one of another version is never loaded.
 * @returns The file's name.
 * @throws {Error} If a source cannot be read.
 */
export function blockLibrary(): string {
  const hash = createHash("sha256");
  for (const source of addonSources().block) hash.update(Deno.readFileSync(source));
  return `block-${hash.digest("hex").slice(0, 12)}.so`;
}

/** Bytes that are sure to hold a large page of most systems, 2 MiB. */
const LARGE = 2 ** 22;

let loaded: NativeFloat64 | null | undefined;

/**
 * Loads the library, once in each thread.
 * @returns Its products; undefined where the library is not built, may not be loaded or does not fit the processor, or
 * where `NEARZERO_BACKEND` asks for another backend than native.
 */
export function loadNativeFloat64(): NativeFloat64 | undefined {
  if (loaded === undefined) loaded = load() ?? null;
  return loaded ?? undefined;
}

function load(): NativeFloat64 | undefined {
  try {
    const asked = Deno.env.get("NEARZERO_BACKEND");
    if (asked && asked !== "native") return undefined;
    const { symbols } = Deno.dlopen(join(nativeDir("addon"), blockLibrary()), {
      nearzero_block_supported: { parameters: [], result: "i32" },
      nearzero_block: { parameters: ["buffer", "u32", "u32", "u32", "i32", "i32", "i32", "i32"], result: "void" },
      nearzero_rows_times: { parameters: ["buffer", "u32", "i32", "i32", "i32", "u32", "u32"], result: "void" },
      nearzero_columns_times: { parameters: ["buffer", "u32", "i32", "i32", "i32", "u32", "u32"], result: "void" },
      nearzero_gemvt: {
        parameters: ["buffer", "u32", "i32", "i32", "i32", "i32", "u32", "u32", "u32"],
        result: "void",
      },
      nearzero_ready: { parameters: ["buffer", "usize"], result: "void" },
      nearzero_scatter: {
        parameters: ["buffer", "bool", "i32", "i32", "i32", "buffer", "i32", "buffer", "buffer"],
        result: "void",
      },
      nearzero_products_begin: { parameters: ["buffer", "buffer", "i32", "i32", "buffer"], result: "void" },
      nearzero_products: { parameters: ["buffer", "buffer", "i32", "buffer", "i32", "i32"], result: "void" },
      nearzero_shares_begin: { parameters: ["i32", "i32"], result: "void" },
      nearzero_shares: { parameters: ["buffer", "buffer", "i32", "buffer", "i32", "i32"], result: "void" },
      nearzero_shares_end: { parameters: ["buffer", "buffer"], result: "void" },
    });
    if (symbols.nearzero_block_supported() !== 1) return undefined;
    return {
      block: symbols.nearzero_block,
      rowsTimes: symbols.nearzero_rows_times,
      columnsTimes: symbols.nearzero_columns_times,
      gemvt: symbols.nearzero_gemvt,
      ready: (values) => {
        // A few small pages are had sooner than the system is asked.
        if (values.byteLength >= LARGE) symbols.nearzero_ready(values, BigInt(values.byteLength));
      },
      scatter: symbols.nearzero_scatter as NativeFloat64["scatter"],
      productsBegin: symbols.nearzero_products_begin,
      products: symbols.nearzero_products,
      sharesBegin: symbols.nearzero_shares_begin,
      shares: symbols.nearzero_shares,
      sharesEnd: symbols.nearzero_shares_end,
    };
  } catch {
    // Not built, or no permission: the WebAssembly kernels give the same bytes.
    return undefined;
  }
}

offerNativeFloat64(loadNativeFloat64);
