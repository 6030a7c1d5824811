/**
 * Safetensors: named arrays in one file that cannot run code.
 *
 * The format is an unsigned 64-bit little-endian header length, a JSON header that gives dtype, shape and byte range of
 * each tensor, and the bytes, without gaps or overlaps (huggingface/safetensors, README, "Format").
 * @module
 */
import { type AtomicOptions, writeFileAtomic } from "../atomic.ts";
import { statFile } from "../file_kind.ts";
import { halfToFloat32 } from "./half.ts";
import { badFile, parseJson } from "../read.ts";

/** The arrays that can be written; each has a dtype of its own. */
export type TensorValues =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** A named array's shape and values, row-major. */
export interface StoredTensor {
  /** Its dimensions; [] for a single number. */
  readonly shape: readonly number[];
  /** Its values. */
  readonly values: TensorValues;
}

/** The content of a safetensors file. */
export interface Safetensors {
  /** The tensors by name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a tensor stands in the bytes of a file. */
export interface TensorPlace {
  /** Its name. */
  readonly name: string;
  /** Its dtype, such as "F32". */
  readonly dtype: string;
  /** Its dimensions. */
  readonly shape: readonly number[];
  /** Its first byte. */
  readonly begin: number;
  /** The byte after its last. */
  readonly end: number;
}

/** The reference implementation's own limit for the header. */
const LARGEST_HEADER = 100_000_000;
/** Far more than the largest networks have; each costs an object, a hundred times what the file spends on it. */
const MOST_TENSORS = 100_000;
const METADATA = "__metadata__";

type Decode = (bytes: ArrayBuffer) => TensorValues;

/** The bytes per value and the reading of each dtype; half precisions are widened exactly, booleans are 0 or 1. */
const DTYPES: Record<string, [size: number, decode: Decode]> = {
  F64: [8, (bytes) => new Float64Array(bytes)],
  F32: [4, (bytes) => new Float32Array(bytes)],
  F16: [2, (bytes) => halfToFloat32(new Uint16Array(bytes))],
  BF16: [2, (bytes) => new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer)],
  I64: [8, (bytes) => new BigInt64Array(bytes)],
  U64: [8, (bytes) => new BigUint64Array(bytes)],
  I32: [4, (bytes) => new Int32Array(bytes)],
  U32: [4, (bytes) => new Uint32Array(bytes)],
  I16: [2, (bytes) => new Int16Array(bytes)],
  U16: [2, (bytes) => new Uint16Array(bytes)],
  I8: [1, (bytes) => new Int8Array(bytes)],
  U8: [1, (bytes) => new Uint8Array(bytes)],
  BOOL: [1, (bytes) => new Uint8Array(bytes)],
};

/**
 * The bytes of a safetensors file. The same content gives the same bytes: tensors are laid out by falling size of a
 * value, then by name, so that each is aligned.
 * @param tensors The tensors by name.
 * @param metadata Free text by key.
 * @returns The whole file.
 * @throws {TypeError} If a tensor's values are not as many as its shape says.
 * @throws {RangeError} If a tensor is called `__metadata__` or the header would pass 100 MB.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).sort(([nameA, a], [nameB, b]) =>
    b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : 1)
  );
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) {
    header[METADATA] = Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => a < b ? -1 : 1));
  }
  let at = 0;
  for (const [name, { shape, values }] of entries) {
    if (name === METADATA) throw new RangeError(`Cannot write safetensors: a tensor may not be called ${METADATA}`);
    const count = shape.reduce((product, n) => product * n, 1);
    if (count !== values.length) {
      throw new TypeError(
        `Cannot write safetensors: ${name} of shape [${
          shape.join(", ")
        }] must have ${count} values, got ${values.length}`,
      );
    }
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [at, at += values.byteLength] };
  }
  let text = JSON.stringify(header);
  const length = new TextEncoder().encode(text).length;
  // Spaces after the JSON bring the values to a multiple of 8.
  text += " ".repeat((8 - length % 8) % 8);
  const headerBytes = new TextEncoder().encode(text);
  if (headerBytes.length > LARGEST_HEADER) throw new RangeError("Cannot write safetensors: the header passes 100 MB");
  const out = new Uint8Array(8 + headerBytes.length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  out.set(headerBytes, 8);
  at = 8 + headerBytes.length;
  for (const [, { values }] of entries) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return out;
}

/**
 * Reads the bytes of a safetensors file.
 * @param bytes The whole file.
 * @param path Its name, for errors.
 * @returns The tensors, copied out, and the metadata.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N".
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): Safetensors {
  const { places, metadata } = indexSafetensors(bytes, path);
  const tensors = new Map(places.map((place): [string, StoredTensor] => {
    const { name, dtype, shape, begin, end } = place;
    return [name, { shape, values: DTYPES[dtype][1](bytes.slice(begin, end).buffer) }];
  }));
  return { tensors, metadata };
}

/** The byte behind the header, which the first eight bytes tell. */
function headerEnd(bytes: Uint8Array, path: string, size: number): number {
  if (size < 8) throw badFile(path, "header length of 8 bytes ends", size);
  const claimed = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (claimed > BigInt(Math.min(LARGEST_HEADER, size - 8))) {
    throw badFile(path, `header of ${claimed} bytes in a file of ${size}`, 0);
  }
  return 8 + Number(claimed);
}

/** A safetensors file whose tensors are read one by one. */
export interface OpenedSafetensors {
  /** Where they stand, in the order of their bytes. */
  readonly places: readonly TensorPlace[];
  /** Reads one as float32. */
  floats(place: TensorPlace): Promise<Float32Array>;
}

/**
 * Opens a safetensors file: its header is read, and each tensor when it is asked for, so that a file of gigabytes is never
 * in memory beside what is made of it.
 * @param path The file.
 * @returns The tensors.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N".
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 */
export async function openSafetensors(path: string): Promise<OpenedSafetensors> {
  const read = async (begin: number, end: (size: number) => number): Promise<[Uint8Array<ArrayBuffer>, number]> => {
    try {
      using file = await Deno.open(path);
      const { size } = await file.stat(), bytes = new Uint8Array(Math.max(0, end(size) - begin));
      await file.seek(begin, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.length;) {
        const now = await file.read(bytes.subarray(at));
        if (now === null) throw badFile(path, "it ends", begin + at);
        at += now;
      }
      return [bytes, size];
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
    }
  };
  const [first, size] = await read(0, (size) => Math.min(8, size));
  const [header] = await read(0, () => headerEnd(first, path, size)), { places } = indexSafetensors(header, path, size);
  return {
    places,
    async floats(place) {
      const [bytes] = await read(place.begin, () => place.end);
      return floatsAt(bytes, { ...place, begin: 0, end: bytes.length });
    },
  };
}

/**
 * Where the tensors of a safetensors file stand, without reading them. Nothing is taken on trust: the header is measured
 * before it is read, and the byte ranges must tile the rest of the file exactly.
 * @param bytes The file, to the end of its header at least.
 * @param path Its name, for errors.
 * @param size How many bytes the file has.
 * @returns The places in the order of their bytes, and the metadata.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N".
 */
export function indexSafetensors(
  bytes: Uint8Array,
  path: string,
  size: number = bytes.length,
): { readonly places: readonly TensorPlace[]; readonly metadata: Readonly<Record<string, string>> } {
  const body = headerEnd(bytes, path, size);
  // Counted before it is parsed, for a million small objects take long: a tensor has a brace, and a name may have one.
  const braces = countOf(0x7b, bytes.subarray(8, body));
  if (braces > 2 * MOST_TENSORS) {
    throw badFile(path, `header has ${braces} entries, more than ${MOST_TENSORS} tensors`, 8);
  }
  const header = parseHeader(bytes.subarray(8, body), path), names = Object.keys(header);
  if (names.length > MOST_TENSORS) {
    throw badFile(path, `header names ${names.length} tensors, more than ${MOST_TENSORS}`, 8);
  }
  // The reference implementation writes null for no metadata.
  const metadata = header[METADATA] ?? {};
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    throw badFile(path, `${METADATA} is not a map of text`, 8);
  }
  const tensorNames = names.filter((name) => name !== METADATA);
  const places = tensorNames.map((name) => checkEntry(name, header[name], path, body));
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = body;
  for (const { name, begin, end } of places) {
    if (begin !== at) {
      const fault = begin < at ? "overlaps the tensor before it" : "leaves a gap before it";
      throw badFile(path, `${name} ${fault}`, begin);
    }
    if (end > size) throw badFile(path, `${name} ends at byte ${end}, the file`, size);
    at = end;
  }
  if (at !== size) throw badFile(path, "bytes that belong to no tensor", at);
  return { places, metadata: metadata as Record<string, string> };
}

/**
 * The values of one tensor as float32: a view of the bytes where they are such already and aligned, else a copy.
 * @param bytes The whole file.
 * @param place One of its tensors.
 * @returns The values; nobody writes to them.
 */
export function floatsAt(bytes: Uint8Array, { dtype, begin, end }: TensorPlace): Float32Array {
  const at = bytes.byteOffset + begin;
  if (dtype === "F32" && at % 4 === 0) return new Float32Array(bytes.buffer, at, (end - begin) / 4);
  const values = DTYPES[dtype][1](bytes.slice(begin, end).buffer);
  return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>, Number);
}

/**
 * Writes a safetensors file, whole or not at all.
 * @param path The file.
 * @param tensors The tensors by name.
 * @param metadata Free text by key.
 * @param options Whether the file is read back.
 * @throws {TypeError} If a tensor's values are not as many as its shape says.
 * @throws {Error} "Cannot write PATH: …".
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
  options: AtomicOptions = {},
): Promise<void> {
  await writeFileAtomic(path, encodeSafetensors(tensors, metadata), options);
}

/**
 * Reads a safetensors file.
 * @param path The file.
 * @returns The tensors and the metadata.
 * @throws {SyntaxError} "Cannot read PATH: … at byte N" where the content is not such a file.
 * @throws {Error} "Cannot read PATH: …" where it cannot be opened.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  await statFile(path);
  const bytes = await Deno.readFile(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  return decodeSafetensors(bytes, path);
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  const text = decodeText(bytes);
  if (text === undefined) throw badFile(path, "header is not JSON (it is not UTF-8)", 8);
  // Spaces before the brace are as good as those after it: the reference implementation takes both.
  if (!/^[ \t\r\n]*\{/.test(text)) throw badFile(path, `header does not begin with "{"`, 8);
  return parseJson(text, path, 8, "header") as Record<string, unknown>;
}

function countOf(byte: number, bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function checkEntry(name: string, entry: unknown, path: string, body: number): TensorPlace {
  const fail = (why: string) => badFile(path, `${name} ${why}`, 8);
  if (!isRecord(entry)) throw fail("is not described by an object");
  const { dtype, shape, data_offsets: offsets } = entry;
  const known = typeof dtype === "string" && Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (known === undefined) {
    throw fail(`has dtype ${JSON.stringify(dtype)}, known are ${Object.keys(DTYPES).join(", ")}`);
  }
  if (!isCounts(shape)) throw fail("has a shape that is not a list of integers");
  if (!isCounts(offsets) || offsets.length !== 2) throw fail("has data_offsets that are not two integers");
  const [begin, end] = offsets, [size] = known;
  const expected = shape.reduce((product, n) => product * n, size);
  if (end - begin !== expected) {
    throw fail(
      `of shape [${shape.join(", ")}] and dtype ${dtype} needs ${expected} bytes, its range has ${end - begin}`,
    );
  }
  return { name, dtype: dtype as string, shape, begin: body + begin, end: body + end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function dtypeOf(values: TensorValues): string {
  const bits = 8 * values.BYTES_PER_ELEMENT;
  if (values instanceof Float64Array || values instanceof Float32Array) return `F${bits}`;
  const signed = values instanceof BigInt64Array || values instanceof Int32Array || values instanceof Int16Array ||
    values instanceof Int8Array;
  return `${signed ? "I" : "U"}${bits}`;
}
