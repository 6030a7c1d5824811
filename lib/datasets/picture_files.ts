/**
 * Folders, zips and tars of JPEG, PNG and WebP pictures: which pictures there are, and reading them all into memory.
 * @module
 */
import { basename } from "node:path";
import { badFile } from "../io/read.ts";
import { BrokenPictures } from "./broken_pictures.ts";
import { decodePicture, type PictureForm } from "./decode_picture.ts";
import { openStore, type PictureStore } from "./picture_store.ts";
import type { Bitmap } from "./resize.ts";
import { spread } from "./spread.ts";

/** Which pictures are meant. */
export interface PictureChoice {
  /** At most so many pictures, evenly spread over the sorted names. */
  readonly limit?: number;
  /** Only the pictures under the top folder of this name, such as `train` or `train/cat`. */
  readonly split?: string;
  /** Whether the folders that pictures lie in are their classes; true unless told. */
  readonly labelled?: boolean;
}

/** Which pictures to read and what to make of them. */
export interface PictureFileOptions extends PictureChoice, PictureForm {
  /** The share of pictures that may be undecodable before reading stops; 0.01 unless told. */
  readonly maxBroken?: number;
}

/** Pictures that have been found and not yet been read. */
export interface PictureFiles {
  /** The folder or archive. */
  readonly path: string;
  /** Where they are read from. */
  readonly store: PictureStore;
  /** The chosen pictures' paths in it, sorted. */
  readonly names: readonly string[];
  /** How many there were to choose from, before the limit. */
  readonly found: number;
  /** Whether the folders that pictures lie in are their classes. */
  readonly labelled: boolean;
}

/** What was read. */
export interface PictureBytes {
  /** Height, width, channels of each picture. */
  readonly shape: [height: number, width: number, channels: number];
  /** The pictures one after the other. */
  readonly bytes: Uint8Array;
  /** The class of each picture by the folder it lies in, where every one lies in a folder and there are at most 256. */
  readonly labels?: Uint8Array;
  /** The folders' names, sorted. */
  readonly classes?: string[];
  /** The files that could not be decoded. */
  readonly skipped: string[];
}

/** As many as keep the decoder's threads busy. */
const IN_FLIGHT = 16;

/**
 * Finds the JPEG, PNG and WebP files of a folder (with its subfolders), zip, tar or tar.gz. Hidden files and other file
 * types are passed over.
 * @param path The folder or archive.
 * @param choice Limit and split.
 * @returns The pictures sorted by path.
 * @throws {SyntaxError} Where there is no picture, or the archive is corrupt.
 */
export async function findPictureFiles(path: string, choice: PictureChoice = {}): Promise<PictureFiles> {
  const { limit, split, labelled = true } = choice;
  const store = await openStore(path);
  const all = store.names.filter((name) => isPicture(name, split)).sort();
  if (all.length === 0) {
    if (store.names.some((name) => basename(name) === "data.mdb")) {
      throw badFile(
        path,
        "it holds an LMDB database; export its pictures to a folder first, as the README of LSUN shows",
      );
    }
    throw badFile(path, `no JPEG, PNG or WebP pictures in it${split === undefined ? "" : ` under ${split}/`}`);
  }
  return { path, store, names: Array.from(spread(all.length, limit), (i) => all[i]), found: all.length, labelled };
}

/**
 * Decodes found pictures into memory, as {@link decodePicture} does.
 * @param files The pictures.
 * @param options Size, channels and tolerance.
 * @returns The pictures in the order of their names.
 * @throws {SyntaxError} Where the archive is corrupt or too many pictures cannot be decoded.
 * @throws {TypeError} Where pictures have different sizes and no size is given.
 * @throws {RangeError} Where the pictures would need more than 4 GiB.
 */
export async function readPictureFiles(files: PictureFiles, options: PictureFileOptions = {}): Promise<PictureBytes> {
  const { path, store, names } = files;
  const order = new Map(names.map((name, i) => [name, i]));
  let shape: [height: number, width: number, channels: number] | undefined;
  let first = "";
  let bytes = new Uint8Array(0);
  const broken = new BrokenPictures(path, names, options.maxBroken);
  const items = store.stream?.(new Set(names)) ?? names.map((name) => ({ name, content: undefined }));
  await eachInFlight<{ name: string; content?: Uint8Array }>(items, async ({ name, content }) => {
    const index = order.get(name)!;
    let picture: Bitmap;
    try {
      picture = await decodePicture(content ?? await store.read!(name), options);
    } catch (error) {
      return broken.add(index, error as Error);
    }
    if (shape === undefined) {
      [shape, first] = [[picture.height, picture.width, picture.channels], name];
      bytes = allocate(path, names.length, shape);
    }
    checkSameSize(path, picture, name, shape, first);
    bytes.set(picture.bytes, index * picture.bytes.length);
  });
  if (shape === undefined) throw broken.tooMany();
  const each = shape[0] * shape[1] * shape[2];
  const whole = names.map((_, i) => i).filter((i) => !broken.has(i));
  whole.forEach((from, to) => {
    if (from !== to) bytes.copyWithin(to * each, from * each, (from + 1) * each);
  });
  return {
    shape,
    bytes: bytes.subarray(0, whole.length * each),
    ...(files.labelled ? classesOf(whole.map((i) => names[i])) : {}),
    skipped: broken.names(),
  };
}

/**
 * The classes of pictures by the folder that each lies in.
 * @param names The pictures' paths.
 * @returns The label of each and the folders' names, sorted; nothing where one lies in no folder or there are over 256.
 */
export function classesOf(names: readonly string[]): { labels?: Uint8Array; classes?: string[] } {
  const folders = names.map((name) => name.includes("/") ? basename(name.slice(0, name.lastIndexOf("/"))) : undefined);
  const classes = [...new Set(folders)].sort();
  if (classes.length > 256 || classes.includes(undefined)) return {};
  const index = new Map(classes.map((name, i) => [name, i]));
  return { classes: classes as string[], labels: Uint8Array.from(folders, (name) => index.get(name)!) };
}

/**
 * Checks that a picture has the size of the others.
 * @param path The folder or archive.
 * @param picture The picture.
 * @param name Its path there.
 * @param shape The others' height and width.
 * @param first The path of the one that has it.
 * @throws {TypeError} If it has another.
 */
export function checkSameSize(
  path: string,
  picture: Bitmap,
  name: string,
  shape: readonly number[],
  first: string,
): void {
  if (picture.height === shape[0] && picture.width === shape[1]) return;
  const sizes = `${first} is ${shape[0]} × ${shape[1]}, ${name} is ${picture.height} × ${picture.width}`;
  throw new TypeError(`Cannot read ${path}: pictures differ in size (${sizes}); give a size`);
}

/**
 * Works on several items at a time, and stops at the first error.
 * @param items The items.
 * @param work What to do with each.
 * @throws What the work throws.
 */
export async function eachInFlight<T>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  for await (const item of items) {
    const task: Promise<void> = work(item).catch((error) => void (failure ??= { error })).finally(() =>
      running.delete(task)
    );
    running.add(task);
    if (running.size >= IN_FLIGHT) await Promise.race(running);
    if (failure) break;
  }
  await Promise.all(running);
  if (failure) throw failure.error;
}

function isPicture(name: string, split?: string): boolean {
  const parts = name.split("/");
  if (parts.some((part) => part.startsWith(".") || part === "__MACOSX")) return false;
  if (split !== undefined) {
    // Many archives hold everything in one folder, so the split may begin at the first folder or the second.
    const inside = `${split}/`, second = parts.slice(1).join("/");
    if (!name.startsWith(inside) && !second.startsWith(inside)) return false;
  }
  return /\.(jpe?g|png|webp)$/i.test(name);
}

function allocate(path: string, count: number, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const size = count * shape[0] * shape[1] * shape[2];
  if (size > 2 ** 32) {
    const need = `${count} pictures of ${shape.join(" × ")} need ${(size / 2 ** 30).toFixed(1)} GiB`;
    throw new RangeError(`Cannot read ${path}: ${need}; give a limit, or open it with openPictures()`);
  }
  return new Uint8Array(size);
}
