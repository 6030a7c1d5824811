/**
 * The IDX format of MNIST: a big-endian header and unsigned bytes.
 * @module
 */
import { basename, dirname, join } from "node:path";
import { mostUnpacked, unpackedTooFar } from "../io/expansion.ts";
import { statFile } from "../io/file_kind.ts";
import { badFile, beginsWith, readPieces } from "../io/read.ts";

/** The content of an IDX file. */
export interface IdxArray {
  /** Its dimensions, outermost first, such as [10000, 28, 28]. */
  readonly shape: readonly number[];
  /** The values, row-major. */
  readonly values: Uint8Array;
}

/** As many bytes as any set of pictures may take in memory. */
const MOST_BYTES = 2 ** 32;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not.
 *
 * The header is two zero bytes, the type (8: unsigned byte), the number of dimensions and each dimension as a big-endian
 * 32-bit integer (LeCun, Cortes & Burges, "The MNIST database"). What it claims is checked against the size of the file
 * before memory is taken for it.
 *
 * @param path The file.
 * @param dimensions How many dimensions it must have: 3 for grey pictures, 4 for colour, 1 for labels.
 * @returns Shape and values.
 * @throws {SyntaxError} "Cannot read FILE: … at byte N" where the content is not such a file or ends early, or claims
 * over 4 GiB.
 * @throws {Error} Where the file cannot be opened.
 */
export async function readIdx(path: string, dimensions: number): Promise<IdxArray> {
  const headerLength = 4 + 4 * dimensions;
  const header = new Uint8Array(headerLength);
  let shape: number[] | undefined;
  let values = new Uint8Array(0);
  let at = 0;
  for await (const piece of readPieces(path)) {
    let from = 0;
    if (at < headerLength) {
      from = Math.min(piece.length, headerLength - at);
      header.set(piece.subarray(0, from), at);
    }
    if (shape === undefined && at + from === headerLength) {
      shape = parseHeader(header, dimensions, path);
      values = new Uint8Array(await checkedLength(shape, path));
    }
    const body = piece.subarray(from);
    const start = at + from - headerLength;
    if (body.length > 0) {
      if (start + body.length > values.length) {
        throw badFile(
          path,
          `more than the ${values.length} values that its header claims`,
          headerLength + values.length,
        );
      }
      values.set(body, start);
    }
    at += piece.length;
  }
  if (shape === undefined) throw badFile(path, `IDX header of ${headerLength} bytes ends`, at);
  if (at < headerLength + values.length) {
    throw badFile(path, `header claims ${shape.join(" × ")} values, the content ends`, at);
  }
  return { shape, values };
}

/**
 * How many dimensions an IDX file has, by its first bytes.
 * @param path The file, gzipped or not.
 * @returns The number; undefined where it is no IDX file.
 * @throws {Error} Where the file cannot be opened.
 */
export async function idxDimensions(path: string): Promise<number | undefined> {
  const head: number[] = [];
  try {
    for await (const piece of readPieces(path)) {
      head.push(...piece.subarray(0, 8 - head.length));
      if (head.length === 8) break;
    }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // Not even gzip: whoever reads it as something else will say so.
    throw error;
  }
  const [zero, zeroToo, type, dimensions] = head, types = [8, 9, 11, 12, 13, 14];
  // A tar may begin with zeros too, but not with a type, a few dimensions and a length below 2^31.
  const known = zero === 0 && zeroToo === 0 && types.includes(type) && dimensions >= 1 && dimensions <= 8;
  return known && head.length === 8 && head[4] < 128 ? dimensions : undefined;
}

/**
 * Where the labels of an IDX file of pictures lie, by the custom of MNIST and its kin: `…labels-idx1…` beside
 * `…images-idx3…`, gzipped or not.
 * @param path The file of pictures.
 * @returns The path of a file that is there; undefined where there is none.
 */
export async function labelsBeside(path: string): Promise<string | undefined> {
  const parts = /^(.*)images([-_.])idx\d(.*?)(\.gz)?$/i.exec(basename(path));
  if (parts === null) return undefined;
  const [, before, sign, after, ending = ""] = parts;
  // Unpackers and mirrors write "-" and "." for each other, and one of the two files may be unpacked.
  for (const mark of [sign, ..."-._"]) {
    for (const last of [ending, ending === "" ? ".gz" : ""]) {
      const place = join(dirname(path), `${before}labels${mark}idx1${after}${last}`);
      if (await Deno.stat(place).then((stat) => stat.isFile, () => false)) return place;
    }
  }
  return undefined;
}

function parseHeader(header: Uint8Array, dimensions: number, path: string): number[] {
  const magic = Array.from(header.subarray(0, 4));
  if (magic[0] !== 0 || magic[1] !== 0) throw badFile(path, "not an IDX file, two zero bytes expected", 0);
  if (magic[2] !== 8) throw badFile(path, `IDX type 0x${hex(magic[2])}, expected 0x08 (unsigned bytes)`, 2);
  if (magic[3] !== dimensions) throw badFile(path, `IDX file of ${magic[3]} dimensions, expected ${dimensions}`, 3);
  const view = new DataView(header.buffer);
  return Array.from({ length: dimensions }, (_, i) => {
    const length = view.getUint32(4 + 4 * i);
    if (length === 0) throw badFile(path, `IDX dimension ${i} is 0`, 4 + 4 * i);
    return length;
  });
}

async function checkedLength(shape: number[], path: string): Promise<number> {
  const length = shape.reduce((product, n) => product * n, 1), { size } = await statFile(path);
  const zipped = await beginsWith(path, 0x1f, 0x8b);
  const claim = `header claims ${shape.join(" × ")} values`;
  // Deflate cannot do better than 1032 times.
  if (length > (zipped ? 1032 * size : size)) {
    throw badFile(path, `${claim}, more than ${size} bytes can hold`, 4);
  }
  if (zipped && length > mostUnpacked(size)) throw badFile(path, `${claim}: ${unpackedTooFar(size, length)}`, 4);
  if (length > MOST_BYTES) throw badFile(path, `${claim}, more than the ${MOST_BYTES} that are read`, 4);
  return length;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
