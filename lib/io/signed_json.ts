/**
 * JSON that vouches for itself: an entry `sha256` holds the digest of all the others.
 * @module
 */
import { canonicalJson } from "./content_id.ts";
import { badFile } from "./read.ts";
import { sha256 } from "./sha256.ts";

/**
 * Adds the digest to plain data.
 * @param content Plain data without an entry `sha256`.
 * @returns The data with `sha256`, the SHA-256 of its canonical JSON.
 * @throws {TypeError} If something in it has no JSON form.
 */
export function signed<T extends object>(content: T): T & { readonly sha256: string } {
  return { ...content, sha256: sha256(canonicalJson(content)) };
}

/**
 * Checks the digest of data that were read, and takes it off. Data without one, as earlier versions wrote them, are
 * handed on unchecked.
 * @param path The file, for errors.
 * @param json What it holds.
 * @param remedy What the reader can do, such as "remove it, and the run is measured again".
 * @returns The data without the digest.
 * @throws {SyntaxError} "Cannot read PATH: …" where the data are not those of the digest.
 */
export function checkSigned(path: string, json: unknown, remedy: string): unknown {
  if (typeof json !== "object" || json === null || !("sha256" in json)) return json;
  const { sha256: expected, ...content } = json;
  if (sha256(canonicalJson(content)) === expected) return content;
  throw badFile(path, `its content does not have its SHA-256, so it was damaged or changed; ${remedy}`);
}
