/**
 * Where encoded pictures lie: a folder, a zip or a tar, under one interface.
 * @module
 */
import { beginsWith } from "../io/read.ts";
import { mostUnpacked, unpackedTooFar } from "../io/expansion.ts";
import { headOf } from "../io/file_kind.ts";
import { filesUnder, type LeftOut, whatElse } from "../io/file_tree.ts";
import { badFile } from "../io/read.ts";
import { indexTar, readTar, readTarMember } from "../io/formats/tar.ts";
import { listZip, readZipMember, zipHeads } from "../io/formats/zip.ts";

/** A file of a store, unread. */
export interface StoredFile {
  /** Its path in the store, with "/" between the parts. */
  readonly name: string;
  /** Its size in bytes. */
  readonly size: number;
}

/** The files of a folder or an archive. */
export interface PictureStore {
  /** Every file in it, each name once. */
  readonly files: readonly StoredFile[];
  /** What is in it and cannot be read, such as links that lead nowhere. */
  readonly left: readonly LeftOut[];
  /**
   * The first bytes of files, for telling what they are.
   * @param names Which.
   * @returns At most 64 bytes of each, in order; none where a file is damaged.
   */
  heads(names: readonly string[]): Promise<Uint8Array[]>;
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

/** No picture or batch is larger; memory is taken for nothing that claims more. */
const LARGEST = 256 * 2 ** 20;
const HEAD = 64;
/** How many files are opened at a time. */
const TOGETHER = 32;

/**
 * Opens a folder (with its subfolders), a zip, a tar or a tar.gz, told apart by content. Links are followed in a folder,
 * each folder once; hard links are in a tar as well. Of files of one name in an archive the last counts, as for whoever
 * unpacks it.
 * @param path The folder or archive.
 * @returns Its files; nothing stays open.
 * @throws {SyntaxError} Where an archive is damaged, in a format that is not read, or would unpack to far more than data
 * do: names the file and the byte.
 * @throws {Error} Where there is no such file.
 */
export async function openStore(path: string): Promise<PictureStore> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (stat.isDirectory) return await openFolder(path);
  if (!stat.isFile) throw badFile(path, `it is ${whatElse(stat)}, neither a folder nor a file`);
  if (await beginsWith(path, 0x50, 0x4b)) return await openZip(path, stat.size);
  return await openTar(path);
}

async function openFolder(path: string): Promise<PictureStore> {
  const { files: found, left } = await filesUnder(path), byName = new Map(found.map((file) => [file.name, file]));
  return {
    files: found.map(({ name, stat }) => ({ name, size: stat.size })),
    left,
    heads: async (names) => {
      const heads: Uint8Array[] = [];
      for (let at = 0; at < names.length; at += TOGETHER) {
        const some = names.slice(at, at + TOGETHER).map((name) => headOf(byName.get(name)!.path, HEAD));
        heads.push(...await Promise.all(some));
      }
      return heads;
    },
    read: async (name) => {
      const { path, stat: { size } } = byName.get(name)!;
      if (size > LARGEST) throw new Error(`it has ${size} bytes, more than ${LARGEST}`);
      return await Deno.readFile(path);
    },
  };
}

async function openZip(path: string, size: number): Promise<PictureStore> {
  const { byName, left } = lastOfEach(await listZip(path));
  for (const [name, { unreadable }] of byName) {
    if (unreadable === undefined) continue;
    left.push({ name, why: unreadable });
    byName.delete(name);
  }
  const files = [...byName.values()], unpacked = files.reduce((sum, file) => sum + file.size, 0);
  if (unpacked > mostUnpacked(size)) throw badFile(path, unpackedTooFar(size, unpacked));
  return {
    files,
    left,
    heads: (names) => zipHeads(path, names.map((name) => byName.get(name)!), HEAD),
    read: (name) => readZipMember(path, byName.get(name)!, LARGEST),
  };
}

async function openTar(path: string): Promise<PictureStore> {
  const links: LeftOut[] = [], { byName, left } = lastOfEach(await indexTar(path, links)), files = [...byName.values()];
  const tar: PictureStore = {
    files,
    left: [...links, ...left],
    heads: (names) => Promise.resolve(names.map((name) => byName.get(name)!.head!)),
    async *stream(names) {
      // A hard link gives one content several names.
      const wanted = new Map<number, string[]>();
      for (const name of names) {
        const { at } = byName.get(name)!;
        wanted.set(at, [...wanted.get(at) ?? [], name]);
      }
      let at = 0;
      const choose = (_: string, place: number) => wanted.has(at = place);
      for await (const { content } of readTar(path, choose)) {
        for (const name of wanted.get(at)!) yield { name, content };
      }
    },
  };
  if (await beginsWith(path, 0x1f, 0x8b)) return tar;
  return { ...tar, read: (name) => readTarMember(path, byName.get(name)!) };
}

function lastOfEach<T extends { readonly name: string }>(
  members: readonly T[],
): { byName: Map<string, T>; left: LeftOut[] } {
  const byName = new Map<string, T>(), left: LeftOut[] = [];
  for (const member of members) {
    if (byName.has(member.name)) left.push({ name: member.name, why: "the earlier of two files of one name" });
    byName.set(member.name, member);
  }
  return { byName, left };
}
