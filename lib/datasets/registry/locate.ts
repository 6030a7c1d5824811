/**
 * Finding the files of registered data sets on this machine.
 * @module
 */
import { join } from "node:path";
import { cacheDir } from "../../io/cache_dir.ts";
import { fileState, isSettled } from "../../io/settled.ts";
import { sha256File } from "../../io/sha256.ts";
import type { DataFile, DataSet } from "./registry.ts";

/**
 * The folders that are searched for data files, in order: `NEARZERO_DATA` where it is set, then the kit's cache.
 * @returns Absolute or relative paths; the last is where downloads go.
 */
export function dataFolders(): string[] {
  const own = Deno.env.get("NEARZERO_DATA");
  return own ? [own, cacheDir("data")] : [cacheDir("data")];
}

/**
 * The path of a data file, verified by its SHA-256. What was verified once is not read again in this process while its
 * size and times of change stay the same.
 * @param file The file as registered.
 * @returns Its path, or undefined where no folder holds it.
 * @throws {Error} "Cannot use PATH: …" where a file of that name is not the registered one.
 */
export async function findDataFile(file: DataFile): Promise<string | undefined> {
  for (const folder of dataFolders()) {
    const path = join(folder, file.name);
    const stat = await Deno.stat(path).catch(() => undefined);
    if (!stat?.isFile) continue;
    const key = JSON.stringify([path, file.sha256, ...fileState(stat)]), before = Date.now();
    if (verified.has(key)) return path;
    const why = stat.size === file.bytes
      ? await sha256File(path).then((sum) => sum === file.sha256 ? undefined : `SHA-256 is ${sum}`)
      : `it has ${stat.size} bytes`;
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
