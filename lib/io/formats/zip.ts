/**
 * Reading members out of a zip archive, any of them alone.
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, crc32, createInflateRaw, inflateRaw, inflateRawSync } from "node:zlib";
// @ts-types="@types/yauzl"
import type { Entry } from "yauzl";
import { mostUnpacked, unpackedTooFar } from "../expansion.ts";
import { statFile } from "../file_kind.ts";
import { badFile } from "../read.ts";
import { checkZip64 } from "./zip64.ts";

/** A file in a zip archive, as its central directory states it. */
export interface ZipMember {
  /** Its path in the archive, with "/" between the parts and none before the first. */
  readonly name: string;
  /** Where its local header begins, in bytes. */
  readonly at: number;
  /** Bytes it takes in the archive. */
  readonly stored: number;
  /** Bytes it holds. */
  readonly size: number;
  /** Whether it is deflated or as it is; undefined for anything else, encryption too. */
  readonly deflated?: boolean;
  /** Why it cannot be read, such as "compressed by LZMA", where it cannot. */
  readonly unreadable?: string;
  /** Its CRC-32. */
  readonly checksum: number;
}

/** Deflate cannot do better than this. */
const BEST_RATIO = 1032;
/** What is larger is unpacked piece by piece into its place; smaller things are quicker at once. */
const AT_ONCE = 2 ** 20;
/** The methods of compression that are met, by number (APPNOTE 4.4.5). */
const METHODS: Readonly<Record<number, string>> = {
  1: "Shrink",
  6: "Implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "zstd",
  95: "xz",
  96: "JPEG",
  98: "PPMd",
};
const inflate = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array<ArrayBuffer>>(inflateRaw);

/**
 * The files of a zip archive, in the order of its central directory; folders are left out. Nothing is unpacked.
 * @param path The archive.
 * @returns Its members.
 * @throws {SyntaxError} If the file is no zip archive, cut short, its directory damaged, or two members share their
 * bytes: names the file and the byte.
 * @throws {Error} If the file cannot be read.
 */
export async function listZip(path: string): Promise<ZipMember[]> {
  const { size } = await statFile(path);
  await checkZip64(path, size);
  // Names are decoded here, for one that the library refuses would cost all the others.
  const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
  // Loaded here, for most who import the kit read no archive.
  // @ts-types="@types/yauzl"
  const { getFileNameLowLevel, openPromise } = await import("yauzl");
  const archive = await openPromise(path, options).catch((error) => {
    throw badFile(path, `not a zip archive, or cut short (${error.message})`, Math.max(0, size - 22));
  });
  const members: ZipMember[] = [];
  let at = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      at = entry.relativeOffsetOfLocalHeader;
      const raw = entry.fileName as unknown as Parameters<typeof getFileNameLowLevel>[1];
      const name = withoutRoot(getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false));
      if (name.endsWith("/")) continue;
      const unreadable = whyUnreadable(entry, name);
      members.push({
        name,
        at,
        stored: entry.compressedSize,
        size: entry.uncompressedSize,
        deflated: unreadable === undefined ? entry.compressionMethod === 8 : undefined,
        ...(unreadable === undefined ? {} : { unreadable }),
        checksum: entry.crc32,
      });
    }
  } catch (error) {
    throw badFile(path, `the directory of the zip archive is damaged (${(error as Error).message}), last member`, at);
  } finally {
    archive.close();
  }
  checkApart(path, members);
  return members;
}

/** Windows' own archiver writes backslashes, and some write whole paths; what is read is not written anywhere. */
function withoutRoot(name: string): string {
  return name.replace(/^([A-Za-z]:)?(\/|\.\/)+/, "");
}

function whyUnreadable(entry: Entry, name: string): string | undefined {
  const { compressionMethod: method, versionMadeBy, externalFileAttributes } = entry;
  if (name.split("/").includes("..")) return "a path that leaves the archive";
  if (versionMadeBy >> 8 === 3 && (externalFileAttributes >>> 28) === 0o12) return "a link";
  if (entry.isEncrypted()) return "encrypted";
  if (method !== 0 && method !== 8) return `compressed by ${METHODS[method] ?? `method ${method}`}`;
  return undefined;
}

/** Members that share their bytes make a small archive as large as one likes. */
function checkApart(path: string, members: readonly ZipMember[]): void {
  const sorted = [...members].sort((a, b) => a.at - b.at);
  for (let i = 1; i < sorted.length; i++) {
    const { name, at, stored } = sorted[i - 1], next = sorted[i];
    if (next.at < at + 30 + stored) {
      throw badFile(path, `"${next.name}" lies in the bytes of "${name}"`, next.at);
    }
  }
}

/**
 * The content of one member, checked against the size and the checksum that the directory states. What the member
 * claims is checked against the archive before memory is taken for it.
 * @param path The archive.
 * @param member One of its members.
 * @param maxBytes What to refuse; 256 MiB unless told.
 * @returns Its bytes.
 * @throws {SyntaxError} If the member is damaged, or cannot be what it claims: names the file, the member and the byte.
 * @throws {Error} If the file cannot be read.
 */
export async function readZipMember(
  path: string,
  member: ZipMember,
  maxBytes: number = 256 * 2 ** 20,
): Promise<Uint8Array> {
  const { name, at, stored, size, deflated, checksum, unreadable } = member;
  const fail = (why: string) => badFile(path, `"${name}" ${why}`, at);
  if (deflated === undefined) throw fail(`is ${unreadable ?? "neither stored nor deflated"}`);
  const file = await open(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  try {
    const { size: length } = await file.stat();
    if (at + stored > length || size > (deflated ? BEST_RATIO * stored + 64 : stored)) {
      throw fail(`cannot hold ${size} bytes in ${stored}`);
    }
    if (size > maxBytes) throw fail(`claims ${size} bytes, more than ${maxBytes}`);
    if (deflated && size > mostUnpacked(stored)) throw fail(`is refused: ${unpackedTooFar(stored, size)}`);
    const from = await contentStart(file, member, fail);
    if (from + stored > length) throw fail("goes past the end of the archive");
    const raw = await readAt(file, from, stored);
    if (raw.length < stored) throw fail("is cut short");
    const content = deflated
      ? await (size > AT_ONCE ? inflateInto(raw, size) : inflate(raw, { maxOutputLength: Math.max(1, size) })).catch(
        (error) => {
          throw fail(`cannot be inflated (${error.message})`);
        },
      )
      : raw;
    if (content.length !== size || crc32(content) !== checksum) throw fail("does not match its checksum");
    return new Uint8Array(content.buffer, content.byteOffset, size);
  } finally {
    await file.close();
  }
}

/**
 * The first bytes of members, for telling what they are; the file is opened once.
 * @param path The archive.
 * @param members Which.
 * @param count How many bytes of each at most.
 * @returns The bytes of each, in order; none where a member cannot be read.
 * @throws {Error} If the file cannot be read.
 */
export async function zipHeads(path: string, members: readonly ZipMember[], count: number): Promise<Uint8Array[]> {
  const file = await open(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  try {
    const heads: Uint8Array[] = [];
    for (const member of members) heads.push(await headOfMember(file, member, count).catch(() => new Uint8Array(0)));
    return heads;
  } finally {
    await file.close();
  }
}

async function headOfMember(file: FileHandle, member: ZipMember, count: number): Promise<Uint8Array> {
  if (member.deflated === undefined) return new Uint8Array(0);
  const from = await contentStart(file, member, (why) => new Error(why));
  const raw = await readAt(file, from, Math.min(member.stored, member.deflated ? 4 * count : count));
  if (!member.deflated) return raw;
  return Uint8Array.from(inflateRawSync(raw, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, count));
}

/** The local header repeats the name and may have extra fields of another length than the directory's. */
async function contentStart(file: FileHandle, { at }: ZipMember, fail: (why: string) => Error): Promise<number> {
  const local = await readAt(file, at, 30), header = new DataView(local.buffer);
  if (local.length < 30 || header.getUint32(0, true) !== 0x04034b50) throw fail("has no local header");
  return at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
}

/** So many bytes, or as many as there are; one call of the system gives 2 GiB at most. */
async function readAt(file: FileHandle, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(length - at, 2 ** 30), from + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

/** Inflates into one array of the size that is expected, where zlib would hold everything twice. */
async function inflateInto(raw: Uint8Array, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const content = new Uint8Array(size), inflater = createInflateRaw({ chunkSize: 1 << 18 });
  let at = 0;
  inflater.end(raw);
  for await (const piece of inflater as AsyncIterable<Uint8Array>) {
    if (at + piece.length > size) throw new Error(`more than ${size} bytes`);
    content.set(piece, at);
    at += piece.length;
  }
  return content.subarray(0, at);
}
