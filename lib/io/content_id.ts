/**
 * Names for what is plain data: the same content, the same name.
 * @module
 */
import { checkDepth } from "./depth.ts";

/**
 * JSON with sorted keys and no white space, so that equal values have equal text.
 * @param value Plain data: numbers, strings, booleans, null, arrays and objects of them. Undefined entries are left out.
 * @returns The text.
 * @throws {TypeError} If something in it has no JSON form; names where.
 * @throws {RangeError} If it is nested more than 256 levels deep.
 */
export function canonicalJson(value: unknown): string {
  checkDepth("write canonical JSON", value);
  return JSON.stringify(sorted(value, "value"));
}

/**
 * The SHA-256 of plain data, cut to 16 hexadecimal digits: the identity of a configuration.
 * @param value Plain data, as for {@linkcode canonicalJson}.
 * @returns 16 hexadecimal digits.
 * @throws {TypeError} If something in it has no JSON form; names where.
 * @category Experiments
 */
export async function contentId(value: unknown): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalJson(value)));
  return new Uint8Array(digest).subarray(0, 8).toHex();
}

function sorted(value: unknown, path: string): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((entry, i) => sorted(entry, `${path}[${i}]`));
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    entries.sort(([a], [b]) => a < b ? -1 : 1);
    return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry, `${path}.${key}`)]));
  }
  throw new TypeError(`Cannot write canonical JSON: ${path} is ${typeof value === "number" ? value : typeof value}`);
}
