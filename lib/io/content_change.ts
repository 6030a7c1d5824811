/**
 * What has changed between two contents of a set of files.
 * @module
 */
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { writeFileAtomic } from "./atomic.ts";
import { cacheDir } from "./cache_dir.ts";

/** Lists of more files than this are not kept. */
const MOST_FILES = 200_000;

/** So many files are named. */
const NAMED = 3;

const listSchema = once(() => z.record(z.string(), z.string()));

/**
 * Keeps the list of the files behind a digest in the cache folder, so that a later change can be told file by file.
 * @param digest The digest of them all.
 * @param files The files' names and the SHA-256 of each.
 */
export async function keepFileList(
  digest: string,
  files: ReadonlyArray<{ readonly name: string; readonly sha256: string }>,
): Promise<void> {
  if (files.length > MOST_FILES) return;
  const list = Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256.slice(0, 16)]));
  // A cache that cannot be written costs the names in a message and nothing else.
  await writeFileAtomic(listFile(digest), JSON.stringify(list)).catch(() => {});
}

/**
 * Says which files changed.
 * @param before The digest of the files as they were.
 * @param after The digest of the files as they are.
 * @returns Such as "2 of 60 files differ (00.png, 01.png), 1 is new (60.png)"; "its bytes differ" where the lists of the
 * files are not kept any more.
 */
export async function describeChange(before: string, after: string): Promise<string> {
  const [old, now] = await Promise.all([readList(before), readList(after)]);
  if (old === undefined || now === undefined) return "its bytes differ";
  const differ = [...now].filter(([name, sum]) => old.has(name) && old.get(name) !== sum).map(([name]) => name);
  const added = [...now.keys()].filter((name) => !old.has(name));
  const gone = [...old.keys()].filter((name) => !now.has(name));
  const parts: string[] = [];
  const one = (count: number, single: string, many: string) => `${count} ${count === 1 ? single : many}`;
  if (differ.length > 0) {
    parts.push(`${differ.length} of ${one(now.size, "file differs", "files differ")} (${some(differ)})`);
  }
  if (added.length > 0) parts.push(`${one(added.length, "is", "are")} new (${some(added)})`);
  if (gone.length > 0) parts.push(`${one(gone.length, "is", "are")} gone (${some(gone)})`);
  return parts.join(", ") || "its bytes differ";
}

function some(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ", …" : ""}`;
}

function listFile(digest: string): string {
  return cacheDir("content-files", `${digest}.json`);
}

async function readList(digest: string): Promise<Map<string, string> | undefined> {
  try {
    return new Map(Object.entries(listSchema().parse(JSON.parse(await Deno.readTextFile(listFile(digest))))));
  } catch {
    return undefined; // Missing or damaged: only names in a message depend on it.
  }
}
