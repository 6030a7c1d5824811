/**
 * Reading files out of a tar, gzipped or not, without unpacking it.
 * @module
 */
import { open } from "node:fs/promises";
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

/** Where a file lies in a tar. */
export interface TarMember {
  /** Its path in the archive, without a leading "./". */
  readonly name: string;
  /** Where its content begins, in bytes of the decompressed archive. */
  readonly at: number;
  /** Its size in bytes. */
  readonly size: number;
}

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
  for await (const { member, content } of membersOf(path, choose)) {
    if (content !== undefined) yield { name: member.name, content };
  }
}

/**
 * Where the regular files of a tar lie. The archive is read through once.
 * @param path The archive.
 * @returns Its files in its order.
 * @throws {SyntaxError} Where the archive is corrupt or cut short.
 * @throws {Error} Where it cannot be opened.
 */
export async function indexTar(path: string): Promise<TarMember[]> {
  const members: TarMember[] = [];
  for await (const { member } of membersOf(path, () => false)) members.push(member);
  return members;
}

/**
 * The content of one file of a tar that is not gzipped, without reading what lies before it.
 * @param path The archive.
 * @param member Where the file lies.
 * @returns Its content.
 * @throws {SyntaxError} Where the archive ends before the file does, or the file is larger than 256 MiB.
 * @throws {Error} Where the archive cannot be opened.
 */
export async function readTarMember(path: string, member: TarMember): Promise<Uint8Array> {
  checkSize(path, member);
  const file = await open(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  try {
    const content = new Uint8Array(member.size);
    const { bytesRead } = await file.read(content, 0, member.size, member.at);
    if (bytesRead < member.size) throw badFile(path, `${member.name} is cut short`, member.at + bytesRead);
    return content;
  } finally {
    await file.close();
  }
}

function checkSize(path: string, { name, at, size }: TarMember): void {
  if (size > LARGEST) throw badFile(path, `${name} claims ${size} bytes, more than ${LARGEST}`, at);
}

/** The regular files of a tar, with the content of the chosen ones. */
async function* membersOf(
  path: string,
  choose: (name: string) => boolean,
): AsyncGenerator<{ member: TarMember; content?: Uint8Array }> {
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
      // Its types leave out where an entry's content begins.
      const { type, name, size = 0, byteOffset } = entry.header as typeof entry.header & { byteOffset: number };
      const member = { name: name.replace(/^(\.\/)+/, ""), at: byteOffset, size };
      if (type !== "file" || !choose(member.name)) {
        entry.resume();
        if (type === "file") yield { member };
        continue;
      }
      checkSize(path, member);
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      yield { member, content: join(parts) };
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

function join(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
