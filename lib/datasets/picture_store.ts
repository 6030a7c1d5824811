/**
 * Where encoded pictures lie: a folder, a zip or a tar, under one interface.
 * @module
 */
import { join } from "node:path";
import { beginsWith } from "../io/read.ts";
import { indexTar, readTar, readTarMember } from "../io/tar.ts";
import { listZip, readZipMember } from "../io/zip.ts";

/** The files of a folder or an archive. */
export interface PictureStore {
  /** The path of every file in it. */
  readonly names: readonly string[];
  /**
   * One file; missing where the store can only be read from end to end, as a gzipped tar.
   * @param name Its path in the store.
   */
  read?(name: string): Promise<Uint8Array>;
  /**
   * Some of the files, in the store's order; where there is it, it is the quickest way to many.
   * @param names Which.
   */
  stream?(names: ReadonlySet<string>): AsyncIterable<{ name: string; content: Uint8Array }>;
}

/**
 * Opens a folder (with its subfolders), a zip, a tar or a tar.gz, told apart by content.
 * @param path The folder or archive.
 * @returns Its files; nothing stays open.
 * @throws {SyntaxError} Where an archive is damaged: names the file and the byte.
 * @throws {Error} Where there is no such file.
 */
export async function openStore(path: string): Promise<PictureStore> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (stat.isDirectory) return { names: await filesUnder(path), read: (name) => Deno.readFile(join(path, name)) };
  if (await beginsWith(path, 0x50, 0x4b)) {
    const members = new Map((await listZip(path)).map((member) => [member.name, member]));
    return { names: [...members.keys()], read: (name) => readZipMember(path, members.get(name)!) };
  }
  const members = new Map((await indexTar(path)).map((member) => [member.name, member]));
  const tar: PictureStore = {
    names: [...members.keys()],
    stream: (names) => readTar(path, (name) => names.has(name)),
  };
  if (await beginsWith(path, 0x1f, 0x8b)) return tar;
  return { ...tar, read: (name) => readTarMember(path, members.get(name)!) };
}

async function filesUnder(path: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string, prefix: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (name.startsWith(".")) continue;
      if (isDirectory) await walk(join(folder, name), `${prefix}${name}/`);
      else found.push(`${prefix}${name}`);
    }
  };
  await walk(path, "");
  return found;
}
