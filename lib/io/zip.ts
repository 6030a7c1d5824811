/**
 * Reading members out of a zip archive, any of them alone.
 * @module
 */
import { open, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { openPromise } from "yauzl";
import { badFile } from "./read.ts";

/** A file in a zip archive, as its central directory states it. */
export interface ZipMember {
  /** Its path in the archive. */
  readonly name: string;
  /** Where its local header begins, in bytes. */
  readonly at: number;
  /** Bytes it takes in the archive. */
  readonly stored: number;
  /** Bytes it holds. */
  readonly size: number;
  /** Whether it is deflated or as it is; undefined for anything else, encryption too. */
  readonly deflated?: boolean;
  /** Its CRC-32. */
  readonly checksum: number;
}

/** Deflate cannot do better than this. */
const BEST_RATIO = 1032;
const inflate = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array<ArrayBuffer>>(inflateRaw);

/**
 * The files of a zip archive, in the order of its central directory; folders are left out. Nothing is unpacked.
 * @param path The archive.
 * @returns Its members.
 * @throws {SyntaxError} If the file is no zip archive, cut short, or its directory damaged: names the file and the byte.
 * @throws {Error} If the file cannot be read.
 */
export async function listZip(path: string): Promise<ZipMember[]> {
  const { size } = await stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  const archive = await openPromise(path, { autoClose: false, lazyEntries: true }).catch((error) => {
    throw badFile(path, `not a zip archive, or cut short (${error.message})`, Math.max(0, size - 22));
  });
  const members: ZipMember[] = [];
  let at = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      at = entry.relativeOffsetOfLocalHeader;
      if (entry.fileName.endsWith("/")) continue;
      members.push({
        name: entry.fileName,
        at,
        stored: entry.compressedSize,
        size: entry.uncompressedSize,
        deflated: entry.canDecodeFileData() ? entry.compressionMethod === 8 : undefined,
        checksum: entry.crc32,
      });
    }
  } catch (error) {
    throw badFile(path, `the directory of the zip archive is damaged (${(error as Error).message}), last member`, at);
  } finally {
    archive.close();
  }
  return members;
}

/**
 * The content of one member, checked against the size and the checksum that the directory states. What the member
 * claims is checked against the archive before memory is taken for it.
 * @param path The archive.
 * @param member One of its members.
 * @returns Its bytes.
 * @throws {SyntaxError} If the member is damaged, or cannot be what it claims: names the file, the member and the byte.
 * @throws {Error} If the file cannot be read.
 */
export async function readZipMember(path: string, member: ZipMember): Promise<Uint8Array> {
  const { name, at, stored, size, deflated, checksum } = member;
  const fail = (why: string) => badFile(path, `"${name}" ${why}`, at);
  if (deflated === undefined) throw fail("is neither stored nor deflated");
  const file = await open(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  try {
    const { size: length } = await file.stat();
    if (at + stored > length || size > (deflated ? BEST_RATIO * stored + 64 : stored)) {
      throw fail(`cannot hold ${size} bytes in ${stored}`);
    }
    // The local header repeats the name and may have extra fields of another length than the directory's.
    const local = new Uint8Array(30), header = new DataView(local.buffer);
    const { bytesRead } = await file.read(local, 0, 30, at);
    if (bytesRead < 30 || header.getUint32(0, true) !== 0x04034b50) throw fail("has no local header");
    const from = at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    if (from + stored > length) throw fail("goes past the end of the archive");
    const raw = new Uint8Array(stored);
    if ((await file.read(raw, 0, stored, from)).bytesRead < stored) throw fail("is cut short");
    const content = deflated
      ? await inflate(raw, { maxOutputLength: Math.max(1, size) }).catch((error) => {
        throw fail(`cannot be inflated (${error.message})`);
      })
      : raw;
    if (content.length !== size || crc32(content) !== checksum) throw fail("does not match its checksum");
    return new Uint8Array(content.buffer, content.byteOffset, size);
  } finally {
    await file.close();
  }
}
