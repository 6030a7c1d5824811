/**
 * Reading files out of a tar, gzipped or not, without unpacking it.
 * @module
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";
import { badFile, readPieces } from "./read.ts";

/** A file in a tar. */
export interface TarFile {
  /** Its path in the archive, without a leading "./". */
  readonly name: string;
  /** Its content. */
  readonly content: Uint8Array;
}

/** No picture or batch is larger; a header that claims more is not believed. */
const LARGEST = 256 * 2 ** 20;

/**
 * The chosen regular files of a tar, in its order. Links, folders and everything not chosen are passed over unread.
 * @param path The archive; gzip is recognised by content.
 * @param choose Whether a file, by its path in the archive, is wanted.
 * @returns The files one by one.
 * @throws {SyntaxError} "Cannot read FILE: …" where the archive is corrupt or cut short, or a chosen file is larger than
 * 256 MiB.
 * @throws {Error} Where the archive cannot be opened.
 */
export async function* readTar(path: string, choose: (name: string) => boolean): AsyncGenerator<TarFile> {
  const unpack = extract();
  let at = 0;
  let failure: unknown;
  async function* pieces() {
    try {
      for await (const piece of readPieces(path)) {
        at += piece.length;
        yield piece;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  // What goes wrong on either side ends the loop below with an error, so the feed's own is not needed.
  const feed = pipeline(Readable.from(pieces()), unpack as unknown as NodeJS.WritableStream).catch(() => {});
  try {
    for await (const entry of unpack) {
      const name = entry.header.name.replace(/^(\.\/)+/, "");
      if (entry.header.type !== "file" || !choose(name)) {
        entry.resume();
        continue;
      }
      const size = entry.header.size ?? 0;
      if (size > LARGEST) throw badFile(path, `${name} claims ${size} bytes, more than ${LARGEST}`, at);
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      yield { name, content: join(parts) };
    }
  } catch (error) {
    if (failure !== undefined) throw failure;
    if (error instanceof SyntaxError) throw error;
    throw badFile(path, `tar is corrupt or cut short (${(error as Error).message})`, at);
  } finally {
    unpack.destroy();
    await feed;
  }
}

/**
 * The paths of the regular files of a tar, in its order.
 * @param path The archive.
 * @returns Their paths in the archive, without a leading "./".
 * @throws {SyntaxError} Where the archive is corrupt or cut short.
 * @throws {Error} Where it cannot be opened.
 */
export async function listTar(path: string): Promise<string[]> {
  const names: string[] = [];
  const files = readTar(path, (name) => {
    names.push(name);
    return false;
  });
  while (!(await files.next()).done);
  return names;
}

function join(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
