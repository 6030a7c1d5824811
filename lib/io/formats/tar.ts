/**
 * Reading files out of a tar, gzipped or not, without unpacking it.
 * @module
 */
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { foreignFormat, headOf, statFile } from "../file_kind.ts";
import type { LeftOut } from "../file_tree.ts";
import { badFile, readPieces } from "../read.ts";

/** A file in a tar. */
export interface TarFile {
  /** Its path in the archive, without a leading "../". */
  readonly name: string;
  /** Its content. */
  readonly content: Uint8Array;
}

/** No picture or batch is larger; a header that claims more is not believed. */
const LARGEST = 256 * 2 ** 20;

/** How many first bytes of a file {@linkcode indexTar} keeps. */
const HEAD = 64;

/** Where a file lies in a tar. */
export interface TarMember {
  /** Its path in the archive, without a leading "../" or "/". */
  readonly name: string;
  /** Where its content begins, in bytes of the decompressed archive. */
  readonly at: number;
  /** Its size in bytes. */
  readonly size: number;
  /** Its first 64 bytes, where it was indexed. */
  readonly head?: Uint8Array;
}

/**
 * The chosen regular files of a tar, in its order. Links, folders and everything not chosen are passed over unread.
 * @param path The archive; gzip is recognised by content.
 * @param choose Whether a file is wanted, by its path in the archive and the place of its content there.
 * @returns The files one by one.
 * @throws {SyntaxError} "Cannot read FILE: …" where the archive is corrupt or cut short, or a chosen file is larger than
 * 256 MiB.
 * @throws {Error} Where the archive cannot be opened.
 */
export async function* readTar(path: string, choose: (name: string, at: number) => boolean): AsyncGenerator<TarFile> {
  for await (const { member, content } of entriesOf(path, choose)) {
    if (content !== undefined) yield { name: member!.name, content };
  }
}

/**
 * Where the regular files of a tar lie. The archive is read through once. A hard link is a second name of a file that
 * came before it.
 * @param path The archive.
 * @param left Told of what is neither a file nor a folder, such as symbolic links.
 * @returns Its files in its order, each with its first bytes.
 * @throws {SyntaxError} Where the archive is corrupt or cut short.
 * @throws {Error} Where it cannot be opened.
 */
export async function indexTar(path: string, left: LeftOut[] = []): Promise<TarMember[]> {
  const members: TarMember[] = [], byName = new Map<string, TarMember>();
  for await (const { name, type, member, target } of entriesOf(path, () => false, HEAD)) {
    const linked = type === "link" ? byName.get(target) : undefined;
    const found = member ?? (linked && { ...linked, name });
    if (found !== undefined) {
      members.push(found);
      byName.set(name, found);
    } else if (type !== "directory") left.push({ name, why: WHY[type ?? ""] ?? `of type ${type}` });
  }
  return members;
}

/** What members are called that are left out. */
const WHY: Readonly<Record<string, string>> = {
  symlink: "a link",
  link: "a link to a file that is not there before it",
  fifo: "a pipe",
  "block-device": "a device",
  "character-device": "a device",
};

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

/** An entry of a tar: a member where it is a regular file, with its content where it is chosen. */
interface TarEntry {
  readonly name: string;
  readonly type: string | null | undefined;
  readonly member?: TarMember;
  readonly content?: Uint8Array;
  /** What a link leads to. */
  readonly target: string;
}

async function* entriesOf(
  path: string,
  choose: (name: string, at: number) => boolean,
  headBytes: number = 0,
): AsyncGenerator<TarEntry> {
  await statFile(path);
  const foreign = foreignFormat(await headOf(path));
  if (foreign !== undefined) throw badFile(path, foreign);
  // Loaded here, for most who import the kit read no archive.
  // @ts-types="@types/tar-stream"
  const { extract } = await import("tar-stream");
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
      const { type, name: raw, size = 0, byteOffset, linkname } = entry.header as typeof entry.header & {
        byteOffset: number;
      };
      const name = memberName(raw), file = type === "file" || type === "contiguous-file";
      // The library gives null for a size in base 256 that is too large for it, and then waits for ever.
      if (!Number.isSafeInteger(size) || size < 0) throw badFile(path, `${name} claims ${size} bytes`, byteOffset);
      // Nor does it pass over what a folder claims to hold.
      if (type === "directory" && size > 0) throw badFile(path, `the folder ${name} claims ${size} bytes`, byteOffset);
      const about = { name, type, target: memberName(linkname ?? "") };
      const member = { name, at: byteOffset, size }, chosen = file && choose(name, byteOffset);
      if (chosen) checkSize(path, member);
      const parts: Uint8Array[] = [];
      let kept = 0;
      for await (const part of entry as AsyncIterable<Uint8Array>) {
        const piece = chosen ? part : part.slice(0, Math.max(0, headBytes - kept));
        if (piece.length > 0) parts.push(piece);
        kept += piece.length;
      }
      if (!file) yield about;
      else if (chosen) yield { ...about, member, content: join(parts) };
      else yield { ...about, member: headBytes > 0 ? { ...member, head: join(parts) } : member };
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

/** Nothing is written anywhere, so a whole path is as good as one in the archive. */
function memberName(name: string): string {
  return name.replace(/^(\/|\.\/)+/, "");
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
