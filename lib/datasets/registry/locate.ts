/**
 * Finding the files of registered data sets on this machine.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../io/cache_dir.ts";
import { readPieces } from "../../io/read.ts";
import { fileState, isSettled } from "../../io/settled.ts";
import { sha256File } from "../../io/sha256.ts";
import type { DataFile, DataSet } from "./registry.ts";

/** Where Debian's packages of data sets put them. */
const SYSTEM_FOLDER = "/usr/share/datasets";

/** Where downloads go: the kit's cache. */
export function downloadFolder(): string {
  return cacheDir("data");
}

/**
 * The folders that are searched for data files, in order: `NEARZERO_DATA` where it is set, the kit's cache, and where
 * packages of the system put data sets, if it has such a folder.
 * @returns Absolute or relative paths.
 */
export function dataFolders(): string[] {
  const own = Deno.env.get("NEARZERO_DATA"), system = existsSync(SYSTEM_FOLDER) ? [SYSTEM_FOLDER] : [];
  return [...(own ? [own] : []), downloadFolder(), ...system];
}

/**
 * The path of a data file, verified by its SHA-256. What was verified once is not read again in this process while its
 * size and times of change stay the same.
 * @param file The file as registered.
 * @returns Its path, or undefined where no folder holds it.
 * @throws {Error} "Cannot use PATH: …" where a file of that name is not the registered one.
 */
export async function findDataFile(file: DataFile): Promise<string | undefined> {
  const names = file.gzipped === undefined ? [file.name] : [file.name, `${file.name}.gz`];
  for (const path of dataFolders().flatMap((folder) => names.map((name) => join(folder, name)))) {
    const stat = await Deno.stat(path).catch(() => undefined);
    if (!stat?.isFile) continue;
    const key = JSON.stringify([path, file.sha256, ...fileState(stat)]), before = Date.now();
    if (verified.has(key)) return path;
    const why = await whatDiffers(path, file);
    if (why !== undefined) {
      const expected = `${file.bytes} bytes with SHA-256 ${file.sha256}`;
      throw new Error(`Cannot use ${path}: ${why}, expected ${expected}; remove it and fetch it again`);
    }
    if (isSettled([stat], before)) verified.add(key);
    return path;
  }
  return undefined;
}

/**
 * Compares a file with a registered one.
 * @param path The file.
 * @param file What it must be; where that is gzipped, what it unpacks to counts.
 * @returns What differs; undefined where nothing does.
 * @throws {Error} "Cannot read PATH: …" where the file cannot be read.
 */
export async function whatDiffers(path: string, file: DataFile): Promise<string | undefined> {
  if (file.gzipped === undefined) {
    const { size } = await Deno.stat(path);
    if (size !== file.bytes) return `it has ${size} bytes`;
    const sum = await sha256File(path);
    return sum === file.sha256 ? undefined : `SHA-256 is ${sum}`;
  }
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const piece of readPieces(path)) {
      bytes += piece.length;
      if (bytes > file.bytes) return `it unpacks to more than ${file.bytes} bytes`;
      hash.update(piece);
    }
  } catch (error) {
    if (error instanceof SyntaxError) return error.message.slice(`Cannot read ${path}: `.length);
    throw error;
  }
  if (bytes !== file.bytes) return `it unpacks to ${bytes} bytes`;
  const sum = hash.digest("hex");
  return sum === file.sha256 ? undefined : `SHA-256 of what it unpacks to is ${sum}`;
}

/**
 * The path of a data file that must be there.
 * @param set The data set, for the message.
 * @param name The name of one of its files.
 * @returns Its path.
 * @throws {Error} Where it is not there (the message says how to get it) or not the registered one.
 */
export async function requireDataFile(set: DataSet, name: string): Promise<string> {
  const file = set.files.find((file) => file.name === name)!;
  const path = await findDataFile(file);
  if (path !== undefined) return path;
  throw new Error(
    `Cannot load ${set.name}: ${name} is not in ${dataFolders().join(" or ")}; fetch it with ` +
      `"deno task data ${set.name}", or name a folder that holds it by NEARZERO_DATA=DIR`,
  );
}

const verified = new Set<string>();
