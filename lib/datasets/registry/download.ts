/**
 * Fetching a file so that it is either whole and verified or not there: partial downloads are kept apart and resumed.
 * @module
 */
import { dirname, join } from "node:path";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { whatDiffers } from "./locate.ts";
import type { DataFile } from "./registry.ts";

/** Settings of {@link downloadFile}. */
export interface DownloadOptions {
  /** Called with the bytes that are there and the bytes in all, at most once a piece. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Give up on an address that sends nothing for so many seconds; 30 unless told. */
  readonly stallSeconds?: number;
}

/**
 * Fetches a file into a folder, unless the right file is there already.
 *
 * Bytes go to `NAME.partial`, which a later call resumes by an HTTP range request; a server that ignores the range makes
 * it start again. Only a file whose size and SHA-256 are right is renamed to NAME, so a good file is never overwritten
 * by anything else. The addresses are tried in order. Two downloads of one file at the same time wait for each other.
 *
 * @param file What to fetch and from where.
 * @param folder Where to; made if missing.
 * @param options Progress and patience.
 * @returns The path of the verified file.
 * @throws {Error} "Cannot fetch NAME: …", with each address and why it failed, and how to go on.
 */
export async function downloadFile(file: DataFile, folder: string, options: DownloadOptions = {}): Promise<string> {
  checkArguments("downloadFile", arguments);
  const target = join(folder, file.gzipped === undefined ? file.name : `${file.name}.gz`);
  const partial = `${target}.partial`;
  try {
    await Deno.mkdir(dirname(target), { recursive: true });
    using handle = await Deno.open(partial, { read: true, write: true, create: true });
    await handle.lock(true);
    if (await isWhole(target, file)) {
      await removeEmpty(partial);
      return target;
    }
    const failures: string[] = [];
    for (const address of file.addresses) {
      try {
        await fetchInto(handle, address, file, options);
        await verify(handle, partial, file);
        await Deno.rename(partial, target);
        return target;
      } catch (error) {
        // A full disk is no fault of the address, and the next one would not help.
        if (!(error instanceof AddressError)) throw error;
        failures.push(`${address} (${error.message})`);
      }
    }
    const { size } = await handle.stat();
    const kept = size > 0 ? `; the ${size} bytes that came are kept in ${partial}, run the same again to resume` : "";
    if (size === 0) await removeEmpty(partial);
    throw new Error(
      `${failures.join(", ")}${kept}; or put the file into a folder by hand and name it by NEARZERO_DATA=DIR`,
    );
  } catch (error) {
    throw new Error(`Cannot fetch ${file.name}: ${(error as Error).message}`, { cause: error });
  }
}

/** A failure that the next address may not share. */
class AddressError extends Error {}

async function fetchInto(handle: Deno.FsFile, url: string, file: DataFile, options: DownloadOptions): Promise<void> {
  const bytes = sentBytes(file);
  let done = (await handle.stat()).size;
  if (done > bytes) await handle.truncate(done = 0);
  if (done === bytes) return;
  const stall = new AbortController();
  const patience = 1000 * (options.stallSeconds ?? 30);
  const giveUp = () => stall.abort(new Error(`nothing came for ${patience / 1000} s`));
  let timer = setTimeout(giveUp, patience);
  try {
    // Without "identity" a server may send the .gz as an encoding, which fetch() would silently undo.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (done > 0) headers.range = `bytes=${done}-`;
    const response = await fetch(url, { headers, signal: stall.signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      // 416: the server's file is shorter than what is here, so what is here is not its beginning.
      if (response.status === 416) await handle.truncate(0);
      throw new AddressError(`HTTP ${response.status} ${response.statusText}`.trimEnd());
    }
    if (response.status !== 206) await handle.truncate(done = 0);
    else if (rangeStart(response) !== done) {
      await response.body.cancel();
      throw new AddressError(`the server sent another range than the one asked for`);
    }
    await handle.seek(done, Deno.SeekMode.Start);
    for await (const piece of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
      if (done + piece.length > bytes) {
        await handle.truncate(0);
        throw new AddressError(`more than the ${bytes} bytes expected`);
      }
      await writeAll(handle, piece);
      done += piece.length;
      options.onProgress?.(done, bytes);
    }
  } catch (error) {
    if (error instanceof AddressError || error instanceof DiskError) throw error;
    throw new AddressError(reason(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
  if (done < bytes) throw new AddressError(`only ${done} of ${bytes} bytes came`);
}

/**
 * How many bytes the addresses of a file send.
 * @param file The file.
 * @returns Its size, or that of its packed form.
 */
export function sentBytes(file: DataFile): number {
  return file.gzipped ?? file.bytes;
}

function rangeStart(response: Response): number {
  return Number(response.headers.get("content-range")?.match(/^bytes (\d+)-/)?.[1]);
}

class DiskError extends Error {}

async function writeAll(handle: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += await handle.write(bytes.subarray(at));
  } catch (error) {
    throw new DiskError((error as Error).message, { cause: error });
  }
}

/** A whole partial with the wrong sum cannot be resumed into the right one: it is emptied. */
async function verify(handle: Deno.FsFile, partial: string, file: DataFile): Promise<void> {
  await handle.sync();
  const why = await whatDiffers(partial, file);
  if (why === undefined) return;
  await handle.truncate(0);
  throw new AddressError(`refused: ${why}, expected ${file.sha256}`);
}

async function isWhole(path: string, file: DataFile): Promise<boolean> {
  const stat = await Deno.stat(path).catch(() => undefined);
  return stat !== undefined && await whatDiffers(path, file) === undefined;
}

async function removeEmpty(path: string): Promise<void> {
  const stat = await Deno.stat(path).catch(() => undefined);
  if (stat?.size === 0) await Deno.remove(path);
}

/** fetch() buries the reason; the last sentence of the innermost cause is what a reader can use. */
function reason(error: unknown): string {
  let cause = error as Error;
  while (cause.cause instanceof Error) cause = cause.cause;
  return cause.message.replaceAll(/\s+/g, " ").replace(/^error sending request for url \([^)]*\):? ?/, "") ||
    "no answer";
}
