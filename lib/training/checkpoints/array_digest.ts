/**
 * What vouches for arrays in files.
 * @module
 */
import { createHash } from "node:crypto";
import type { StoredTensor } from "../../io/formats/safetensors.ts";

/**
 * The SHA-256 of an array: what its bytes are read as belongs to them, since [2, 64] and [64, 2], or F64 and I64, have
 * the same.
 * @param tensor The array.
 * @returns 64 hexadecimal digits, of its type, shape and bytes.
 */
export function arrayDigest({ shape, values }: StoredTensor): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(`${values.constructor.name} [${shape.join(", ")}]\n`).update(bytes).digest("hex");
}
