/**
 * JSON files from outside.
 * @module
 */
import { badFile, parseJson } from "./read.ts";

/** More than any configuration or table of results takes. */
const MOST_BYTES = 1 << 28;

/**
 * Reads a JSON file.
 * @param path The file.
 * @returns Its value.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" where the content is not JSON or not UTF-8.
 * @throws {RangeError} Where the file has more than 256 MiB.
 * @throws {Error} "Cannot read PATH: …" where it cannot be read.
 */
export async function readJson(path: string): Promise<unknown> {
  let bytes: Uint8Array;
  try {
    const { size } = await Deno.stat(path);
    if (size > MOST_BYTES) throw new RangeError(`it has ${size} bytes, at most ${MOST_BYTES} are read`);
    bytes = await Deno.readFile(path);
  } catch (error) {
    const message = `Cannot read ${path}: ${(error as Error).message}`;
    throw error instanceof RangeError ? new RangeError(message) : new Error(message, { cause: error });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw badFile(path, wide ? "it is not UTF-8 but UTF-16; save it as UTF-8" : "it is not UTF-8");
  }
  return parseJson(text, path);
}
