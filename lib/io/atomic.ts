/**
 * Files that are either whole or not there: a reader never sees half of one, and a failed write leaves nothing behind.
 * @module
 */
import { basename, dirname, join } from "node:path";

/** How careful a write is. */
export interface AtomicOptions {
  /** Reads the temporary file back and compares it before it takes the place of the old one; false where not given. */
  readonly readBack?: boolean;
}

/**
 * Writes a file so that its path holds either the old content or the new, whatever happens in between.
 *
 * The bytes go to a temporary file in the same folder, are forced to the disk and renamed into place; then the folder is
 * forced to the disk as well. Missing folders are made. If anything fails, the temporary file is removed and what was at
 * the path before stays.
 *
 * @param path The file to write.
 * @param content Its bytes, or text to be written as UTF-8.
 * @param options Whether it is read back.
 * @throws {Error} "Cannot write PATH: …" where the disk is full, the folder not writable, the path a folder or what is
 * read back differs; the cause is the operating system's error.
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  options: AtomicOptions = {},
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const folder = dirname(path);
  const temporary = join(folder, `${TEMPORARY}${basename(path)}.${crypto.randomUUID().slice(0, 8)}`);
  let made = false;
  try {
    await Deno.mkdir(folder, { recursive: true });
    const file = await Deno.open(temporary, { write: true, createNew: true });
    made = true;
    try {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    if (options.readBack) await compare(temporary, bytes);
    await Deno.rename(temporary, path);
    made = false;
    await syncFolder(folder);
  } catch (error) {
    if (made) await Deno.remove(temporary).catch(() => {});
    throw new Error(`Cannot write ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** Keeps a temporary file that a killed process leaves out of git and of every listing of results. */
const TEMPORARY = ".~";

/**
 * Removes temporary files that killed processes have left in a folder.
 * @param folder The folder; it need not exist. Nobody else may be writing into it, unless an age is given.
 * @param age Only those that were last written so many milliseconds ago; all of them unless told.
 */
export async function removeLeftovers(folder: string, age: number = -Infinity): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(TEMPORARY))) {
    const path = join(folder, name), stat = await Deno.stat(path).catch(() => undefined);
    if (Date.now() - (stat?.mtime?.getTime() ?? 0) > age) await Deno.remove(path).catch(() => {});
  }
}

/** Throws where a file does not hold the bytes. */
async function compare(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path);
  const piece = new Uint8Array(1 << 16);
  for (let at = 0;;) {
    const count = await file.read(piece) ?? 0;
    if (count === 0 && at === bytes.length) return;
    const wrong = piece.subarray(0, count).findIndex((value, i) => value !== bytes[at + i]);
    if (wrong >= 0 || count === 0) {
      throw new Error(`what was written reads back differently at byte ${at + Math.max(0, wrong)}`);
    }
    at += count;
  }
}

/** Forces a rename to the disk; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const handle = await Deno.open(folder, { read: true });
  try {
    await handle.sync();
  } finally {
    handle.close();
  }
}
