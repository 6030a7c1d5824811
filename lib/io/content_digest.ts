/**
 * What files hold, as one SHA-256 that is computed once: an unchanged set of files is not read again.
 * @module
 */
import { createHash } from "node:crypto";
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { writeFileAtomic } from "./atomic.ts";
import { cacheDir } from "./cache_dir.ts";
import { keepFileList } from "./content_change.ts";
import type { FileInTree } from "./file_tree.ts";
import { fileState, isSettled } from "./settled.ts";
import { sha256 } from "./sha256.ts";

/** The content of a set of files. */
export interface ContentDigest {
  /** The SHA-256 over the names and bytes of the files, 64 hexadecimal digits. */
  readonly sha256: string;
  /** How many files count. */
  readonly files: number;
  /** Their bytes together. */
  readonly bytes: number;
}

/** How files are identified. */
export interface DigestOptions {
  /** Which files matter. Where some do, the others do not count; where none does, all do. Every file unless told. */
  readonly matters?: Matters;
  /** How long, in milliseconds, files must have been left alone for the digest to be kept; {@linkcode isSettled}. */
  readonly settled?: number;
}

/** A rule that tells files that matter, so that a note beside pictures changes nothing. */
export interface Matters {
  /** The rule's name: what was kept under another rule does not hold. */
  readonly rule: string;
  /**
   * Whether a file matters.
   * @param head Its first 64 bytes.
   */
  test(head: Uint8Array): boolean;
}

/** How many files are read at a time, and how much of each at once. */
const TOGETHER = 16, PIECE = 1 << 18;
/** How many bytes of a file a rule is told. */
const HEAD = 64;

const keptSchema = once(() =>
  z.strictObject({
    state: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    files: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
  })
);

/**
 * The digest of a set of files. It is kept in the cache folder beside the size, times of change and inode of every file,
 * and computed anew where one of those differs.
 * @param path What the files make up, such as their folder; it names the set in errors and in the cache.
 * @param files The files; a name is part of the content, a path is not.
 * @param options What matters, and how long files must rest.
 * @returns The digest. Files in another order give the same.
 * @throws {RangeError} If there are no files.
 * @throws {Error} "Cannot read PATH: …" where a file cannot be read, or changes while it is read.
 */
export async function contentDigest(
  path: string,
  files: readonly FileInTree[],
  options: DigestOptions = {},
): Promise<ContentDigest> {
  if (files.length === 0) throw new RangeError(`Cannot identify ${path}: there are no files`);
  const sorted = [...files].sort((a, b) => a.name < b.name ? -1 : 1);
  const state = stateOf(sorted), paths = sorted.map((file) => file.path);
  const place = sha256(JSON.stringify([options.matters?.rule ?? "all", paths]));
  const file = cacheDir("content", `${place.slice(0, 32)}.json`), kept = await readKept(file);
  if (kept?.state === state) return { sha256: kept.sha256, files: kept.files, bytes: kept.bytes };
  const before = Date.now(), counted = await knownOf(sorted, options.matters), digest = digestOfKnown(counted);
  const after = await Promise.all(sorted.map(async (file) => ({ ...file, stat: await Deno.stat(file.path) })));
  if (stateOf(after) !== state) throw new Error(`Cannot read ${path}: its files change while they are read`);
  await keepFileList(digest.sha256, counted);
  if (isSettled(sorted.map(({ stat }) => stat), before, options.settled)) {
    // A cache that cannot be written costs time and nothing else.
    await writeFileAtomic(file, JSON.stringify({ state, ...digest })).catch(() => {});
  }
  return digest;
}

/** Everything that changes where a file's content does, in one digest: a set may have a million files. */
function stateOf(files: readonly FileInTree[]): string {
  const hash = createHash("sha256");
  for (const { name, path, stat } of files) hash.update(JSON.stringify([name, path, ...fileState(stat)]));
  return hash.digest("hex");
}

async function readKept(file: string): Promise<z.output<ReturnType<typeof keptSchema>> | undefined> {
  try {
    return keptSchema().parse(JSON.parse(await Deno.readTextFile(file)));
  } catch {
    return undefined; // Missing or damaged: it is made again.
  }
}

/** Reads the files; of those that matter, or all where none does, what they hold. */
async function knownOf(files: readonly FileInTree[], matters?: Matters): Promise<KnownFile[]> {
  const known: (KnownFile & { matters: boolean })[] = [];
  for (let at = 0; at < files.length; at += TOGETHER) {
    known.push(
      ...await Promise.all(
        files.slice(at, at + TOGETHER).map(async (file) => {
          const { sha256, bytes, head } = await digestFile(file);
          return { name: file.name, sha256, bytes, matters: matters?.test(head) ?? true };
        }),
      ),
    );
  }
  return known.some((file) => file.matters) ? known.filter((file) => file.matters) : known;
}

/** A file whose bytes are known by their digest. */
export interface KnownFile {
  /** Its name in the set. */
  readonly name: string;
  /** How many bytes it has. */
  readonly bytes: number;
  /** Their SHA-256. */
  readonly sha256: string;
}

/**
 * The digest of a set of files that need not be read, as {@linkcode contentDigest} would give it.
 * @param files The files.
 * @returns The digest. Files in another order give the same.
 */
export function digestOfKnown(files: readonly KnownFile[]): ContentDigest {
  const hash = createHash("sha256");
  for (const { name, bytes, sha256 } of [...files].sort((a, b) => a.name < b.name ? -1 : 1)) {
    hash.update(JSON.stringify([name, bytes, sha256]) + "\n");
  }
  return { sha256: hash.digest("hex"), files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

async function digestFile(
  { path, stat }: FileInTree,
): Promise<{ sha256: string; bytes: number; head: Uint8Array }> {
  // Most files are small pictures: no more memory is taken than they need.
  const hash = createHash("sha256"), piece = new Uint8Array(Math.min(stat.size + 1, PIECE));
  let size = 0, head = new Uint8Array(0);
  try {
    using file = await Deno.open(path);
    for (let count; (count = await file.read(piece)) !== null;) {
      hash.update(piece.subarray(0, count));
      if (size < HEAD) head = Uint8Array.from([...head, ...piece.subarray(0, Math.min(count, HEAD - size))]);
      size += count;
    }
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  return { sha256: hash.digest("hex"), bytes: size, head };
}
