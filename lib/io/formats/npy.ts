/**
 * NumPy's array format, versions 1 to 3 (numpy.lib.format): numbers only, nothing that would be executed.
 * @module
 */
import { statFile } from "../file_kind.ts";
import { halfToNumber } from "./half.ts";
import { badFile } from "../read.ts";

/** The element types that are read and written, by NumPy's names without byte order. */
export type NpyType = "f8" | "f4" | "i8" | "i4" | "i2" | "i1" | "u8" | "u4" | "u2" | "u1" | "b1";

/** The arrays that hold them. */
export type NpyData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | BigUint64Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** One array of any number of dimensions. */
export interface NpyArray {
  /** Its element type. */
  readonly type: NpyType;
  /** Its shape; empty for a single number. */
  readonly shape: readonly number[];
  /** Its elements, row-major, whatever the order in the file. */
  readonly data: NpyData;
}

/** NumPy itself reads 10,000 bytes unless told. */
const LARGEST_HEADER = 65_536;

type DataClass = { new (buffer: ArrayBuffer, offset?: number, length?: number): NpyData; BYTES_PER_ELEMENT: number };

const classes: Record<NpyType, DataClass> = {
  f8: Float64Array,
  f4: Float32Array,
  i8: BigInt64Array,
  i4: Int32Array,
  i2: Int16Array,
  i1: Int8Array,
  u8: BigUint64Array,
  u4: Uint32Array,
  u2: Uint16Array,
  u1: Uint8Array,
  b1: Uint8Array,
};

/**
 * Reads an array from the bytes of a .npy file. Half precision (f2) is widened to f4, exactly.
 * @param bytes The file's content, all of it.
 * @param path The file's name for errors.
 * @param own Whether the array may lie in the bytes that are given, which spares a copy; false unless told.
 * @returns The array.
 * @throws {SyntaxError} If the content is not exactly one array of numbers: names the file and the byte.
 */
export function decodeNpy(bytes: Uint8Array, path: string, own: boolean = false): NpyArray {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  const wrong = magic.findIndex((byte, i) => bytes[i] !== byte);
  if (wrong >= 0) throw badFile(path, "not a .npy array", wrong);
  const version = bytes[6], view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!(version >= 1 && version <= 3)) throw badFile(path, `.npy version ${version} is unknown`, 6);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw badFile(path, "the header is cut short", bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LARGEST_HEADER) throw badFile(path, `a header of ${length} bytes is too large`, 8);
  if (start + length > bytes.length) throw badFile(path, "the header is cut short", bytes.length);
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, start + length));
  const { type, little, columnMajor, shape } = parseHeader(text, path, start);
  const Data = type === "f2" ? Uint16Array : classes[type], size = Data.BYTES_PER_ELEMENT, from = start + length;
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (from + count * size !== bytes.length) {
    throw badFile(
      path,
      `shape (${shape.join(", ")}) needs ${count * size} bytes, there are ${bytes.length - from}`,
      from,
    );
  }
  const body = own && (bytes.byteOffset + from) % size === 0 ? bytes.subarray(from) : bytes.slice(from);
  if (!little && size > 1) { for (let at = 0; at < body.length; at += size) body.subarray(at, at + size).reverse(); }
  const stored = new Data(body.buffer as ArrayBuffer, body.byteOffset, count);
  const data = type === "f2" ? Float32Array.from(stored as Uint16Array, halfToNumber) : stored;
  const rows = columnMajor && shape.length > 1 ? toRowMajor(data, shape) : data;
  return { type: type === "f2" ? "f4" : type, shape, data: rows };
}

/**
 * Reads an array from a .npy file.
 * @param path The file.
 * @param maxBytes What to refuse; 2 GiB unless told.
 * @returns The array.
 * @throws {SyntaxError} If the content is not exactly one array of numbers, or larger: names the file and the byte.
 * @throws {Error} If the file cannot be read.
 */
export async function readNpy(path: string, maxBytes: number = 2 ** 31): Promise<NpyArray> {
  try {
    const { size } = await statFile(path);
    if (size > maxBytes) throw badFile(path, `it has ${size} bytes, more than ${maxBytes}`);
    return decodeNpy(await Deno.readFile(path), path, true);
  } catch (error) {
    if (error instanceof SyntaxError || (error as Error).message.startsWith(`Cannot read ${path}`)) throw error;
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Writes an array as the bytes of a .npy file, version 1, little-endian, row-major: NumPy writes the same bytes.
 * @param array The array.
 * @returns The file's content.
 * @throws {TypeError} If the data is not of the type or does not fit the shape.
 */
export function encodeNpy(array: NpyArray): Uint8Array<ArrayBuffer> {
  const { type, shape, data } = array, count = shape.reduce((product, extent) => product * extent, 1);
  if (!(data instanceof classes[type]) || data.length !== count) {
    const got = `${data.constructor.name} of ${data.length}`;
    throw new TypeError(
      `Cannot write an array: ${type} of shape (${shape.join(", ")}) needs ${count} elements, got ${got}`,
    );
  }
  const header = npyHeader(type, shape), size = data.BYTES_PER_ELEMENT, from = header.length;
  const bytes = new Uint8Array(from + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), from);
  if (bigEndian && size > 1) {
    for (let at = from; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  }
  return bytes;
}

/**
 * The bytes before the elements of a .npy file, for arrays that are written piece by piece.
 * @param type The element type.
 * @param shape The shape.
 * @returns Version 1, little-endian, row-major; NumPy writes the same bytes.
 */
export function npyHeader(type: NpyType, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const order = classes[type].BYTES_PER_ELEMENT === 1 ? "|" : "<";
  const dictionary = `{'descr': '${order}${type}', 'fortran_order': False, 'shape': (${extents}), }`;
  const header = dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11) + "\n";
  const bytes = new Uint8Array(10 + header.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

const bigEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/** The header is a Python dictionary with three fixed keys in any order; Python 2 wrote its long integers with an L. */
function parseHeader(text: string, path: string, start: number) {
  const item =
    /\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\(\s*(?:\d+L?\s*,\s*)*(?:\d+L?)?\s*\)|[^\s,}])/y;
  const found = new Map<string, string>();
  const open = /^\s*\{/.exec(text);
  let at = open ? open[0].length : 0;
  const fail = (why: string) => badFile(path, why, start + at);
  if (!open) throw fail("the header is not a dictionary");
  for (;;) {
    item.lastIndex = at;
    const match = item.exec(text);
    if (!match) break;
    if (found.has(match[1])) throw fail(`the header has ${match[1]} twice`);
    found.set(match[1], match[2]);
    at = item.lastIndex + (/^\s*,/.exec(text.slice(item.lastIndex))?.[0].length ?? 0);
  }
  if (!/^\s*\}\s*$/.test(text.slice(at))) throw fail("the header is not {'descr', 'fortran_order', 'shape'}");
  const type = /^'([<>|=]?)(f8|f4|f2|i8|i4|i2|i1|u8|u4|u2|u1|b1)'$/.exec(found.get("descr") ?? "");
  if (!type) throw fail(`element type ${found.get("descr") ?? "(none)"} is not a plain number`);
  const order = /^(True|False)$/.exec(found.get("fortran_order") ?? "");
  if (!order) throw fail("fortran_order is missing");
  if (!found.get("shape")?.startsWith("(")) throw fail("shape is missing");
  const shape = found.get("shape")!.match(/\d+/g)?.map(Number) ?? [];
  if (shape.length > 32 || shape.reduce((product, extent) => product * extent, 8) > Number.MAX_SAFE_INTEGER) {
    throw fail(`shape (${shape.join(", ")}) is too large`);
  }
  const little = type[1] === ">" ? false : type[1] === "=" ? !bigEndian : true;
  return { type: type[2] as NpyType | "f2", little: little !== bigEndian, columnMajor: order[1] === "True", shape };
}

function toRowMajor(data: NpyData, shape: readonly number[]): NpyData {
  const out = data.slice(), strides = shape.map((_, k) => shape.slice(0, k).reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  for (let to = 0; to < data.length; to++) {
    out[to] = data[index.reduce((sum, i, k) => sum + i * strides[k], 0)];
    for (let k = shape.length - 1; k >= 0 && ++index[k] === shape[k]; k--) index[k] = 0;
  }
  return out;
}
