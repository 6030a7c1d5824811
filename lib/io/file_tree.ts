/**
 * The files under a folder: links are followed, each folder once; what cannot be read like a file is named.
 * @module
 */
import { join } from "node:path";

/** A regular file. */
export interface FileInTree {
  /** Its path under the folder, with "/" between the parts. */
  readonly name: string;
  /** Where it is read. */
  readonly path: string;
  /** What the system says of it (of what a link leads to). */
  readonly stat: Deno.FileInfo;
}

/** Something that is in a folder or an archive and is not taken. */
export interface LeftOut {
  /** Its path in it. */
  readonly name: string;
  /** Why it is left out, such as "a pipe". */
  readonly why: string;
}

/** What {@linkcode filesUnder} found. */
export interface FileTree {
  /** The files, sorted by name. */
  readonly files: readonly FileInTree[];
  /** What was left out, in the order that it was met. */
  readonly left: readonly LeftOut[];
}

/** Deeper than anything that is meant; a path of more parts is about as long as systems allow. */
const DEEPEST = 256;

/**
 * The regular files under a folder and its subfolders. Links to files and folders are followed; a folder that is met
 * twice is read where it lies itself, or under the first link by name, and its other names are left out, as are links
 * that lead back to a folder around them, that lead nowhere, and pipes, devices and sockets, which may never end. Names
 * that begin with "." are passed over without a word.
 * @param folder The folder.
 * @returns The files and what was left out.
 * @throws {Error} "Cannot read PATH: …" where a folder cannot be read.
 */
export async function filesUnder(folder: string): Promise<FileTree> {
  const files: FileInTree[] = [], left: LeftOut[] = [];
  // Links wait until all that lies there itself is known, so that a link to a folder inside never takes its place.
  const seen = new Map<string, string>(), links: { name: string; path: string; around: string[] }[] = [];
  const walk = async (path: string, prefix: string, around: string[]) => {
    const identity = await identityOf(path), before = seen.get(identity);
    const name = prefix.slice(0, -1);
    if (around.includes(identity)) return void left.push({ name, why: "a link to a folder that it lies in" });
    if (before !== undefined) return void left.push({ name, why: `the same folder as ${before || "the whole"}` });
    if (around.length > DEEPEST) return void left.push({ name, why: `more than ${DEEPEST} folders deep` });
    seen.set(identity, name);
    for (const entry of await entriesOf(path)) {
      if (entry.name.startsWith(".")) continue;
      const inner = join(path, entry.name), innerName = `${prefix}${entry.name}`;
      if (entry.isDirectory) await walk(inner, `${innerName}/`, [...around, identity]);
      else if (entry.isSymlink) links.push({ name: innerName, path: inner, around: [...around, identity] });
      else await take(inner, innerName);
    }
  };
  const take = async (path: string, name: string, around?: string[]) => {
    const stat = await Deno.stat(path).catch(() => undefined);
    if (stat?.isDirectory && around !== undefined) await walk(path, `${name}/`, around);
    else if (stat?.isFile) files.push({ name, path, stat });
    else left.push({ name, why: whatElse(stat) });
  };
  await walk(folder, "", []);
  for (let next; (next = links.shift()) !== undefined;) await take(next.path, next.name, next.around);
  files.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return { files, left };
}

/**
 * What something is that is no regular file and no folder.
 * @param stat What the system says of it; undefined where it says nothing.
 * @returns A few words, such as "a pipe".
 */
export function whatElse(stat: Deno.FileInfo | undefined): string {
  if (stat === undefined) return "a link that leads nowhere";
  if (stat.isFifo) return "a pipe";
  if (stat.isSocket) return "a socket";
  if (stat.isBlockDevice || stat.isCharDevice) return "a device";
  return stat.isDirectory ? "a folder" : "no regular file";
}

async function identityOf(path: string): Promise<string> {
  try {
    const { dev, ino } = await Deno.stat(path);
    // Some file systems number nothing; there the resolved path tells folders apart.
    return ino ? `${dev}:${ino}` : await Deno.realPath(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

async function entriesOf(path: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

function cannotRead(path: string, error: unknown): Error {
  return new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
}
