/**
 * The IDX format of MNIST: a big-endian header and unsigned bytes.
 * @module
 */
import { badFile, readPieces } from "../io/read.ts";

/** The content of an IDX file. */
export interface IdxArray {
  /** Its dimensions, outermost first, such as [10000, 28, 28]. */
  readonly shape: readonly number[];
  /** The values, row-major. */
  readonly values: Uint8Array;
}

/** Deflate cannot compress better than this, so a file cannot hold more than its size times it. */
const DEFLATE_LIMIT = 1032;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not.
 *
 * The header is two zero bytes, the type (8: unsigned byte), the number of dimensions and each dimension as a big-endian
 * 32-bit integer (LeCun, Cortes & Burges, "The MNIST database"). What it claims is checked against the size of the file
 * before memory is taken for it.
 *
 * @param path The file.
 * @param dimensions How many dimensions it must have: 3 for pictures, 1 for labels.
 * @returns Shape and values.
 * @throws {SyntaxError} "Cannot read FILE: … at byte N" where the content is not such a file or ends early.
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
  const length = shape.reduce((product, n) => product * n, 1);
  const { size } = await Deno.stat(path);
  if (length > size * DEFLATE_LIMIT) {
    throw badFile(path, `header claims ${shape.join(" × ")} values, more than ${size} bytes can hold`, 4);
  }
  return length;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
