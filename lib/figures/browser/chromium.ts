/**
 * The Chromium that comes inside the npm package `@sparticuz/chromium`, unpacked once into the user's cache. With it a
 * machine that has only the npm registry can draw figures.
 * @module
 */
import { createReadStream, createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { cacheDir } from "../../io/cache_dir.ts";
import { badFile } from "../../io/read.ts";

/** A cut of the typeface. */
export type FontCut = "Regular" | "Italic" | "Bold";

/** Chromium as it lies unpacked in the cache. */
export interface Chromium {
  /** The executable. */
  readonly path: string;
  /** Folder with the NSS, NSPR and Expat libraries, for systems that have none of their own. */
  readonly libraries: string;
}

/**
 * Unpacks the Chromium of the npm package into the cache (about 220 MB, 3 s) and says where it is; at once where that
 * was done before. Two processes may do it at the same time: each unpacks for itself and the first to finish wins.
 * @returns The paths.
 * @throws {Error} "Cannot unpack Chromium: …" on a platform that the package has no binary for (it has Linux on x86-64),
 * or if the cache cannot be written.
 */
export async function unpackChromium(): Promise<Chromium> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    throw new Error(
      `Cannot unpack Chromium: npm's has a binary for Linux on x86-64 alone, this is ${Deno.build.os} ${Deno.build.arch}`,
    );
  }
  const folder = cacheDir(`chromium-${await packageVersion()}`);
  const found = { path: join(folder, "chromium"), libraries: join(folder, "lib") };
  if (await exists(found.path)) return found;
  const part = `${folder}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await Deno.mkdir(part, { recursive: true });
    await removeStaleParts();
    const binary = packageFile("bin/chromium.br");
    await reading(
      binary,
      pipeline(
        createReadStream(binary),
        createBrotliDecompress(),
        createWriteStream(join(part, "chromium"), { mode: 0o755 }),
      ).then(() => checkWhole(join(part, "chromium"))),
    );
    await unpackTar(packageFile("bin/al2023.tar.br"), part);
    await unpackTar(packageFile("bin/swiftshader.tar.br"), part);
    await Deno.rename(part, folder);
  } catch (error) {
    await Deno.remove(part, { recursive: true }).catch(() => {});
    // A rename onto a folder that another process has just put there fails: its work serves as well.
    if (await exists(found.path)) return found;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot unpack Chromium: ${why}`, { cause: error });
  }
  return found;
}

/**
 * The upright, italic and bold cut of Open Sans that the package holds, so that text has the same widths in every
 * browser, whatever fonts the system has.
 * @param archive The archive that holds them; the package's by default.
 * @returns The TrueType files by the name of their cut.
 * @throws {SyntaxError} "Cannot read FILE: …" where the archive is not there, damaged, or lacks one of them.
 */
export async function openSans(archive: string = packageFile("bin/fonts.tar.br")): Promise<Map<FontCut, Uint8Array>> {
  const fonts = new Map<FontCut, Uint8Array>();
  await eachEntry(archive, (name, bytes) => {
    const cut = name.match(/OpenSans-(Regular|Italic|Bold)\.ttf$/)?.[1];
    if (cut) fonts.set(cut as FontCut, bytes);
    return Promise.resolve();
  });
  if (fonts.size < 3) throw badFile(archive, `it lacks a cut of Open Sans${remedy(archive)}`);
  return fonts;
}

/** A file of the package, as a path: in an address, a space or an accent of the user's folder is written otherwise. */
function packageFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.resolve("@sparticuz/chromium")));
}

/**
 * Never called: Deno sees the import, and so has the package, as files, wherever the kit was imported from. Running the
 * package's own code would set this process up for another host.
 */
const _seen = () => import("@sparticuz/chromium");

async function packageVersion(): Promise<string> {
  return JSON.parse(await Deno.readTextFile(packageFile("package.json"))).version;
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  await eachEntry(archive, async (name, bytes, mode) => {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes, { mode });
  });
}

/** Hands over each file of a Brotli-compressed tar archive in turn. */
async function eachEntry(
  archive: string,
  take: (name: string, bytes: Uint8Array, mode: number) => Promise<void>,
): Promise<void> {
  // @ts-types="@types/tar-stream"
  const { extract } = await import("tar-stream");
  const entries = extract();
  const fed = pipeline(createReadStream(archive), createBrotliDecompress(), entries);
  const taken = (async () => {
    for await (const entry of entries) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      const { name, type, mode } = entry.header;
      if (type === "file") {
        await take(name, new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()), mode ?? 0o644);
      }
    }
  })();
  // Both ends may fail of the same fault, and each has an owner; the first one's words say more.
  const [first, second] = await Promise.allSettled([fed, taken]);
  const failed = [first, second].find((end) => end.status === "rejected");
  if (failed !== undefined) await reading(archive, Promise.reject(failed.reason));
}

/**
 * Checks that a program for Linux is as long as its header says: a Brotli stream that is cut short ends without an error.
 * ELF-64: the table of sections, which comes last, begins at byte 40's offset and has as many entries of the size at 58 as
 * stand at 60.
 */
async function checkWhole(program: string): Promise<void> {
  using file = await Deno.open(program);
  const bytes = new Uint8Array(64), head = new DataView(bytes.buffer), { size } = await file.stat();
  const whole = await file.read(bytes) === 64 && head.getUint32(0) === 0x7f454c46 &&
    Number(head.getBigUint64(40, true)) + head.getUint16(58, true) * head.getUint16(60, true) <= size;
  if (!whole) throw new SyntaxError("it is damaged or cut short");
}

/** Names the file of the package in what goes wrong with it, and what to do. */
async function reading(file: string, done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    const { code, message = String(error) } = error as { code?: string; message?: string };
    // What cannot be written is no fault of the package.
    if (code === "ENOSPC" || code === "EACCES" || code === "EROFS") throw error;
    throw badFile(file, (code === "ENOENT" ? "there is no such file" : message) + remedy(file));
  }
}

function remedy(file: string): string {
  return `; remove ${dirname(dirname(file))}, and it is fetched again`;
}

/** What a process that was killed while unpacking has left, if it is an hour old. */
async function removeStaleParts(): Promise<void> {
  for await (const { name } of Deno.readDir(cacheDir())) {
    if (!/^chromium-.*\.part$/.test(name)) continue;
    const { mtime } = await Deno.stat(cacheDir(name));
    if (mtime && Date.now() - mtime.getTime() > 3600e3) await Deno.remove(cacheDir(name), { recursive: true });
  }
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
