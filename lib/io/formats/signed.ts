/**
 * Files that vouch for themselves: JSON with its digest in an entry `sha256`, and safetensors whose metadata hold the digest of
 * names, types, shapes, values and other metadata.
 * @module
 */
import type { AtomicOptions } from "../atomic.ts";
import { canonicalJson } from "../content_id.ts";
import { badFile } from "../read.ts";
import { readSafetensors, type Safetensors, type StoredTensor, writeSafetensors } from "./safetensors.ts";
import { sha256 } from "../sha256.ts";

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
  throw changed(path, remedy);
}

/** Where the digest stands, and what it is of; with two keys, damage to one is seen by the other. */
const DIGEST = "nearzero/sha256", SUBJECT = "nearzero/sha256 of";
const OF = "names, types, shapes, values and other metadata";

/**
 * Writes a safetensors file with its digest, whole or not at all. The same content gives the same bytes.
 * @param path The file.
 * @param tensors The tensors by name.
 * @param metadata Free text by key.
 * @param options Whether the file is read back.
 * @throws {TypeError} If a tensor's values are not as many as its shape says.
 * @throws {Error} "Cannot write PATH: …".
 */
export async function writeSignedSafetensors(
  path: string,
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
  options: AtomicOptions = {},
): Promise<void> {
  const digest = digestOf({ tensors: new Map(Object.entries(tensors)), metadata });
  await writeSafetensors(path, tensors, { ...metadata, [DIGEST]: digest, [SUBJECT]: OF }, options);
}

/**
 * Reads a safetensors file and checks its digest. A file without one, of another program or of an earlier version, is read
 * unchecked.
 * @param path The file.
 * @param remedy What the reader can do about a damaged file.
 * @returns The tensors, and the metadata without the digest.
 * @throws {SyntaxError} "Cannot read PATH: …" where the content is not such a file, or not that of the digest.
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 */
export async function readSignedSafetensors(path: string, remedy: string): Promise<Safetensors> {
  const { tensors, metadata: { [DIGEST]: digest, [SUBJECT]: of, ...metadata } } = await readSafetensors(path)
    .catch((error) => {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError(`${error.message}; ${remedy}`, { cause: error });
    });
  const content = { tensors, metadata };
  if (digest === undefined && of === undefined || of === OF && digest === digestOf(content)) return content;
  throw changed(path, remedy);
}

function digestOf({ tensors, metadata }: Safetensors): string {
  const arrays = [...tensors].map(([name, { shape, values }]) => {
    const { buffer, byteOffset, byteLength } = values;
    return [name, values.constructor.name, shape, sha256(new Uint8Array(buffer, byteOffset, byteLength))];
  });
  arrays.sort(([a], [b]) => a < b ? -1 : 1);
  return sha256(canonicalJson({ arrays, metadata }));
}

function changed(path: string, remedy: string): SyntaxError {
  return badFile(path, `its content does not have its SHA-256, so it was damaged or changed; ${remedy}`);
}
