/**
 * NumPy's archives of arrays: zip files of .npy files, stored or deflated.
 * @module
 */
import { crc32 } from "node:zlib";
import { writeFileAtomic } from "../atomic.ts";
import { mostUnpacked, unpackedTooFar } from "../expansion.ts";
import { statFile } from "../file_kind.ts";
import { decodeNpy, encodeNpy, type NpyArray } from "./npy.ts";
import { badFile } from "../read.ts";
import { listZip, readZipMember } from "./zip.ts";

/** What a reader lets itself in for. */
export interface NpzLimits {
  /** Bytes of all arrays together; 2 GiB unless told. */
  maxBytes?: number;
  /** Number of arrays; 4,096 unless told. */
  maxArrays?: number;
  /** Which arrays to read, by name; what else is in the archive, of whatever type, is left alone. All unless told. */
  only?: (name: string) => boolean;
}

/**
 * Reads the arrays of an archive, or those asked for. Sizes are checked against the limits before anything is unpacked, and every array
 * against its checksum.
 * @param path The file.
 * @param limits What to refuse.
 * @returns The arrays by name, without ".npy".
 * @throws {SyntaxError} If the file is no such archive, damaged, or beyond the limits: names the file, the array and the
 * byte.
 * @throws {Error} If the file cannot be read.
 */
export async function readNpz(path: string, limits: NpzLimits = {}): Promise<Map<string, NpyArray>> {
  const { maxBytes = 2 ** 31, maxArrays = 4096, only } = limits;
  const arrays = new Map<string, NpyArray>(), { size } = await statFile(path);
  let total = 0;
  for (const member of await listZip(path)) {
    const name = member.name.replace(/\.npy$/, "");
    if (only !== undefined && !(name !== member.name && only(name))) continue;
    if (name === member.name) throw badFile(path, `"${name}" is not a .npy array`, member.at);
    if (arrays.has(name)) throw badFile(path, `"${name}" is there twice`, member.at);
    if (arrays.size === maxArrays) throw badFile(path, `more than ${maxArrays} arrays`, member.at);
    total += member.size;
    if (total > maxBytes) {
      throw badFile(path, `arrays take more than ${maxBytes} bytes, "${name}" goes over`, member.at);
    }
    // One array alone is held against its own bytes; together they are held against the archive's.
    if (arrays.size > 0 && total > mostUnpacked(size)) throw badFile(path, unpackedTooFar(size, total), member.at);
    arrays.set(name, decodeNpy(await readZipMember(path, member, maxBytes), `${path}, "${name}"`, true));
  }
  return arrays;
}

/**
 * The names of the arrays of an archive. Nothing is unpacked.
 * @param path The file.
 * @returns Their names, without ".npy", in the archive's order.
 * @throws {SyntaxError} If the file is no zip archive or damaged.
 * @throws {Error} If the file cannot be read.
 */
export async function namesInNpz(path: string): Promise<string[]> {
  const names = (await listZip(path)).map(({ name }) => name);
  return names.filter((name) => name.endsWith(".npy")).map((name) => name.slice(0, -4));
}

/**
 * Writes arrays to an archive, stored without compression; NumPy's `load` reads it. The same arrays give the same bytes.
 * @param path The file; it is replaced whole or not at all.
 * @param arrays The arrays by name, without ".npy".
 * @throws {TypeError} If an array's data does not fit its shape.
 * @throws {RangeError} If a name is unfit, or the archive would need 4 GiB or more.
 */
export async function writeNpz(path: string, arrays: Iterable<readonly [string, NpyArray]>): Promise<void> {
  const pieces: Uint8Array[] = [], directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, array] of arrays) {
    if (!/^[\w.-]{1,200}$/.test(name)) throw new RangeError(`Cannot write ${path}: "${name}" is no name for an array`);
    const content = encodeNpy(array), file = new TextEncoder().encode(`${name}.npy`);
    const fields = header(content, file);
    pieces.push(bytes(4, 0x04034b50), fields, file, content);
    // Central directory: made by version 2.0, no comment, first disk, no attributes.
    const rest = [bytes(2, 0), bytes(2, 0), bytes(2, 0), bytes(4, 0), bytes(4, at)];
    directory.push(bytes(4, 0x02014b50), bytes(2, 20), fields, ...rest, file);
    at += 4 + fields.length + file.length + content.length;
    if (at >= 2 ** 32 - 2 ** 24) throw new RangeError(`Cannot write ${path}: arrays take 4 GiB or more`);
  }
  const count = directory.length / 9, size = directory.reduce((sum, piece) => sum + piece.length, 0);
  if (count >= 0xffff) throw new RangeError(`Cannot write ${path}: ${count} arrays are too many`);
  const end = [bytes(4, 0x06054b50), bytes(4, 0), bytes(2, count), bytes(2, count), bytes(4, size), bytes(4, at)];
  const all = [...pieces, ...directory, ...end, bytes(2, 0)];
  const whole = new Uint8Array(all.reduce((sum, piece) => sum + piece.length, 0));
  at = 0;
  for (const piece of all) {
    whole.set(piece, at);
    at += piece.length;
  }
  await writeFileAtomic(path, whole);
}

/** What local header and central directory share: version 2.0, stored, 1980-01-01, checksum, sizes, lengths. */
function header(content: Uint8Array, file: Uint8Array): Uint8Array {
  const parts = [bytes(2, 20), bytes(2, 0), bytes(2, 0), bytes(2, 0), bytes(2, 0x21), bytes(4, crc32(content))];
  parts.push(bytes(4, content.length), bytes(4, content.length), bytes(2, file.length), bytes(2, 0));
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function bytes(length: number, value: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) & 0xff);
}
