/**
 * Fetching TensorFlow's Python wheels and taking from them the little that the native backend needs.
 * @module
 */
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
// @ts-types="@types/yauzl"
import { openPromise } from "yauzl";
// @ts-types="@types/yauzl"
import type { Entry, ZipFile } from "yauzl";

/** Wheels are taken for this machine type whatever Python runs pip: only their libraries and headers are used. */
const target = [
  "--only-binary=:all:",
  "--python-version=3.12",
  "--implementation=cp",
  "--abi=cp312",
  "--abi=abi3",
  "--abi=none",
  ...[39, 34, 31, 28, 27, 24, 17, 12, 5].map((glibc) => `--platform=manylinux_2_${glibc}_x86_64`),
  "--platform=manylinux2014_x86_64",
  "--platform=manylinux1_x86_64",
  "--platform=any",
];

/** No single file of these wheels is near this size: more means a damaged or hostile archive. */
const largestFile = 4e9;

/** The longest METADATA that is read. */
const largestMetadata = 1e6;

/**
 * Downloads packages through pip by name, each as one wheel.
 * @param python The command that runs Python.
 * @param packages Names with versions.
 * @param folder Where the wheels go.
 * @param showProgress Whether pip may draw its progress bars.
 * @throws {Error} If pip fails, with the last line it said.
 */
export async function downloadWheels(
  python: string,
  packages: readonly string[],
  folder: string,
  showProgress: boolean,
): Promise<void> {
  const args = ["-m", "pip", "download", "--no-deps", "--no-cache-dir", "--disable-pip-version-check", ...target];
  const output = await new Deno.Command(python, {
    args: [...args, ...(showProgress ? [] : ["--quiet"]), "--dest", folder, ...packages],
    stdout: showProgress ? "inherit" : "null",
    stderr: "piped",
  }).output();
  if (output.success) return;
  const said = new TextDecoder().decode(output.stderr).trim().split("\n");
  const last = said.findLast((line) => /error/i.test(line)) ?? said.at(-1);
  throw new Error(`Cannot download ${packages.join(" ")} with pip: ${last || `exit code ${output.code}`}`);
}

/**
 * The packages that an extra of a wheel asks for.
 * @param wheel The wheel's path.
 * @param extra The extra's name, such as "and-cuda".
 * @returns Requirements in pip's form.
 * @throws {Error} If the wheel is damaged or has no metadata.
 */
export async function extraRequirements(wheel: string, extra: string): Promise<string[]> {
  return await reading(wheel, async (archive) => {
    for await (const entry of archive.eachEntry()) {
      if (!entry.fileName.endsWith(".dist-info/METADATA")) continue;
      if (entry.uncompressedSize > largestMetadata) throw new Error(`${entry.fileName} is too large`);
      let text = "";
      const stream = await archive.openReadStreamPromise(entry);
      for await (const chunk of stream.setEncoding("utf8")) text += chunk;
      return text.split(/\r?\n/).flatMap((line) => {
        const match = /^Requires-Dist:\s*([^;]+);.*\bextra\s*==\s*["']([^"']+)["']/.exec(line);
        return match?.[2] === extra ? [match[1].replace(/\s/g, "")] : [];
      });
    }
    throw new Error("it has no METADATA");
  });
}

/**
 * Unpacks the chosen files of a wheel, one after another, each straight to the disk.
 * @param wheel The wheel's path.
 * @param folder Where to.
 * @param wanted Which paths inside the wheel to take.
 * @returns How many bytes were written.
 * @throws {Error} If the wheel is damaged, or a file in it is larger than it says or than is sensible.
 */
export async function unpackWheel(wheel: string, folder: string, wanted: (path: string) => boolean): Promise<number> {
  return await reading(wheel, async (archive) => {
    let total = 0;
    for await (const entry of archive.eachEntry()) {
      // yauzl refuses absolute paths and those that climb out of the folder.
      if (entry.fileName.endsWith("/") || !wanted(entry.fileName)) continue;
      if (entry.uncompressedSize > largestFile) throw new Error(`${entry.fileName} is too large`);
      total += await unpackEntry(archive, entry, join(folder, entry.fileName));
    }
    return total;
  });
}

/** Writes one file; yauzl checks that its size is the one that the archive states. */
async function unpackEntry(archive: ZipFile, entry: Entry, path: string): Promise<number> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, { write: true, createNew: true });
  const stream = await archive.openReadStreamPromise(entry);
  await new Promise<void>((resolve, reject) => {
    const sink = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => void writeAll(file, chunk).then(() => done(), done),
    });
    stream.on("error", reject);
    sink.on("error", reject).on("finish", resolve);
    stream.pipe(sink);
  }).finally(() => file.close());
  return entry.uncompressedSize;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Opens an archive for the time of one task; every failure names it. */
async function reading<T>(path: string, task: (archive: ZipFile) => Promise<T>): Promise<T> {
  let archive: ZipFile | undefined;
  try {
    archive = await openPromise(path, { autoClose: false, lazyEntries: true });
    return await task(archive);
  } catch (error) {
    throw new Error(`Cannot unpack ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    archive?.close();
  }
}
