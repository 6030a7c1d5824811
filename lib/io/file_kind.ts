/**
 * What a file is that is not what a reader looks for, so that the error can say more than "damaged".
 * @module
 */
import { whatElse } from "./file_tree.ts";
import { badFile } from "./read.ts";

/** Beginnings of formats that are not read here, and what can be done. */
const FOREIGN: readonly (readonly [beginning: string, name: string, remedy: string])[] = [
  ["BZh", "compressed by bzip2", "decompress it with bunzip2, or pack it with gzip"],
  ["\xfd7zXZ\0", "compressed by xz", "decompress it with unxz, or pack it with gzip"],
  ["\x28\xb5\x2f\xfd", "compressed by zstd", "decompress it with unzstd, or pack it with gzip"],
  ["\x5d\0\0", "compressed by LZMA", "decompress it with unlzma, or pack it with gzip"],
  ["LZIP", "compressed by lzip", "decompress it with lzip -d, or pack it with gzip"],
  ["\x04\x22\x4d\x18", "compressed by lz4", "decompress it with unlz4, or pack it with gzip"],
  ["\x1f\x9d", "compressed by compress", "decompress it with uncompress, or pack it with gzip"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, or pack it as zip"],
  ["Rar!\x1a\x07", "a RAR archive", "unpack it, or pack it as zip"],
  ["\x89HDF\r\n\x1a\n", "an HDF5 file", "save its arrays with numpy.savez"],
  ["MATLAB 5.0 MAT-file", "a MATLAB file", "save its arrays with numpy.savez"],
  ["PAR1", "a Parquet file", "save its arrays with numpy.savez, or its pictures as files"],
  ["SQLite format 3\0", "a SQLite database", "export its content"],
];

/**
 * Names the format of a file that is not read here.
 * @param head Its first bytes, 20 or more where it has them.
 * @returns Its name and the remedy, as in "it is compressed by xz, which is not read; decompress it with unxz"; undefined
 * where nothing is known.
 */
export function foreignFormat(head: Uint8Array): string | undefined {
  const text = String.fromCharCode(...head.subarray(0, 32));
  const found = FOREIGN.find(([beginning]) => text.startsWith(beginning));
  if (found !== undefined) return `it is ${found[1]}, which is not read; ${found[2]}`;
  if (isPickle(head)) {
    return `it is a Python pickle, which can run code and is not read; save its arrays with numpy.savez`;
  }
  return undefined;
}

/**
 * Whether bytes begin as a Python pickle of protocol 2 to 5 does.
 * @param head The first bytes.
 * @returns Whether they do.
 */
export function isPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && head[1] >= 2 && head[1] <= 5;
}

/**
 * What the system says of a path that must be a file with an end: a pipe or a device might never give one.
 * @param path The path.
 * @returns What it says.
 * @throws {SyntaxError} "Cannot read PATH: it is a pipe, not a file", and likewise for devices, sockets and folders.
 * @throws {Error} "Cannot read PATH: …" where there is none.
 */
export async function statFile(path: string): Promise<Deno.FileInfo> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (!stat.isFile) throw badFile(path, `it is ${whatElse(stat)}, not a file`);
  return stat;
}

/**
 * The first bytes of a file, for telling what it is.
 * @param path The file.
 * @param count How many.
 * @returns So many, or as many as it has.
 * @throws As {@linkcode statFile} does.
 */
export async function headOf(path: string, count: number = 64): Promise<Uint8Array> {
  await statFile(path);
  try {
    using file = await Deno.open(path);
    const head = new Uint8Array(count);
    let at = 0;
    for (let got; at < count && (got = await file.read(head.subarray(at))) !== null;) at += got;
    return head.subarray(0, at);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}
