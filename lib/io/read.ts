/**
 * Reading files from outside: plain or gzipped alike, piece by piece, with errors that name the file and the byte.
 * @module
 */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { mostUnpacked, unpackedTooFar } from "./expansion.ts";
import { whatElse } from "./file_tree.ts";

/**
 * The error for a file whose content is not what it should be.
 * @param path The file.
 * @param why What is wrong.
 * @param byte Where, counted from 0 in the (decompressed) content; left out where no place can be named.
 * @returns "Cannot read PATH: WHY at byte N".
 */
export function badFile(path: string, why: string, byte?: number): SyntaxError {
  return new SyntaxError(`Cannot read ${path}: ${why}${byte === undefined ? "" : ` at byte ${byte}`}`);
}

/** Deeper than anything that the kit or nbformat writes, and shallower than any stack. */
const DEEPEST_JSON = 256;

/**
 * Parses JSON that stands in a file.
 * @param text The JSON; a byte order mark before it is passed over.
 * @param path The file, for errors.
 * @param start At which byte of the file the text begins.
 * @param what What the text is, for errors.
 * @returns The value.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" where it is not JSON, or nested more than 256 deep.
 */
export function parseJson(text: string, path: string, start: number = 0, what: string = "it"): unknown {
  const marked = text.startsWith("\ufeff");
  if (marked) [text, start] = [text.slice(1), start + 3];
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const byte = start + new TextEncoder().encode(text.slice(0, deep)).length;
    throw badFile(path, `${what} is nested more than ${DEEPEST_JSON} deep`, byte);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const byte = start + new TextEncoder().encode(text.slice(0, faultOf(text, message))).length;
    throw badFile(path, `${what} is not JSON (${message.replace(/ (in JSON )?at position \d+.*$/s, "")})`, byte);
  }
}

/**
 * The place of the first bracket that is nested too deep, before whatever walks through the value meets it: JSON.parse()
 * itself has no limit, but those who use what it gives call themselves once a level.
 */
function tooDeep(text: string): number | undefined {
  let depth = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 92) i++; // A backslash takes the next character with it.
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 91 || code === 123) {
      if (++depth > DEEPEST_JSON) return i;
    } else if (code === 93 || code === 125) depth--;
  }
  return undefined;
}

/** Where in a text a JSON parser's complaint applies. */
function faultOf(text: string, message: string): number {
  const stated = / at position (\d+)/.exec(message);
  if (stated) return Number(stated[1]);
  if (!message.startsWith("Unexpected token")) return text.length;
  // For a token the parser states no place: it is the last of the shortest beginning that is refused for a token.
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/^Unexpected token/.test(complaint(text.slice(0, middle + 1)))) high = middle;
    else low = middle + 1;
  }
  return low;
}

function complaint(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/**
 * The bytes of a file.
 * @param path The file.
 * @returns Its bytes; none where it is missing.
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 */
export async function readIfThere(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array(0);
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The content of a file in pieces, decompressed where the file begins as gzip does, whatever its name.
 * @param path The file.
 * @returns Pieces in order; a reader that stops early closes the file.
 * @throws {Error} "Cannot read PATH: …" where the file cannot be opened or read.
 * @throws {SyntaxError} Where the gzip data is corrupt, ends early or unpacks to far more than data do.
 */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  const zipped = await beginsWith(path, 0x1f, 0x8b), stored = zipped ? (await Deno.stat(path)).size : 0;
  const most = zipped ? mostUnpacked(stored) : Infinity;
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const source = zipped ? file.pipe(createGunzip({ chunkSize: 1 << 18 })) : file;
  // pipe() does not hand errors on.
  if (zipped) file.on("error", (error) => source.destroy(error));
  let at = 0;
  try {
    for await (const piece of source) {
      const bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
      if (at + bytes.length > most) throw badFile(path, unpackedTooFar(stored, at + bytes.length));
      yield bytes;
      at += bytes.length;
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    const { message, code } = error as Error & { code?: string };
    if (code?.startsWith("Z_")) throw badFile(path, `gzip data is corrupt or cut short (${message}), content ends`, at);
    throw new Error(`Cannot read ${path}: ${message}`, { cause: error });
  } finally {
    source.destroy();
    file.destroy();
  }
}

/**
 * Whether a file begins with certain bytes.
 * @param path The file.
 * @param magic The bytes.
 * @returns Whether it does; false where it is shorter.
 * @throws {SyntaxError} "Cannot read PATH: it is a pipe, not a file", and likewise for whatever else has no end.
 * @throws {Error} "Cannot read PATH: …" where the file cannot be opened or read.
 */
export async function beginsWith(path: string, ...magic: number[]): Promise<boolean> {
  const stat = await Deno.stat(path).catch(() => undefined);
  if (stat?.isFile === false) throw badFile(path, `it is ${whatElse(stat)}, not a file`);
  try {
    using file = await Deno.open(path);
    const head = new Uint8Array(magic.length);
    return await file.read(head) === magic.length && magic.every((byte, i) => head[i] === byte);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}
