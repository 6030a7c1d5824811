/**
 * Folders, zips and tars of pictures: which pictures there are, and reading them all into memory.
 * @module
 */
import { basename } from "node:path";
import type { LeftOut } from "../io/file_tree.ts";
import { badFile } from "../io/read.ts";
import { BrokenPictures } from "./broken_pictures.ts";
import { decodePicture, type PictureForm } from "./decode_picture.ts";
import { describeLeftOut } from "./layout/left_out.ts";
import { classesOf, labelsOf, type PictureClasses } from "./layout/picture_classes.ts";
import { DECODED, decodedFormats, pictureFormat } from "./layout/picture_format.ts";
import { openStore, type PictureStore } from "./picture_store.ts";
import type { Bitmap } from "./resize.ts";
import { inSplit } from "./layout/split.ts";
import { spread } from "./spread.ts";
import type { Labels } from "./types.ts";

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
  /** Told of each file that holds several pictures, of which the first is taken. */
  readonly onSeveral?: (name: string) => void;
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
  /** How many files there are in the split, pictures or not, hidden ones aside. */
  readonly total: number;
  /** What is not taken, with the reasons. */
  readonly left: readonly LeftOut[];
  /** The classes by folders; missing where folders are no classes. */
  readonly classes?: PictureClasses;
  /** What the reader should know of how the folders were taken. */
  readonly notes: readonly string[];
}

/** What was read. */
export interface PictureBytes {
  /** Height, width, channels of each picture. */
  readonly shape: [height: number, width: number, channels: number];
  /** The pictures one after the other. */
  readonly bytes: Uint8Array;
  /** The class of each picture by its folder, where there are classes. */
  readonly labels?: Labels;
  /** The classes' names, sorted. */
  readonly classes?: string[];
  /** The files that could not be decoded. */
  readonly skipped: string[];
}

/** Endings of the formats that are decoded. */
const NAMED_PICTURE = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif)$/i;
/** As many as keep the decoder's threads busy. */
const IN_FLIGHT = 16;

/**
 * Finds the pictures of a folder (with its subfolders), zip, tar or tar.gz: JPEG, PNG, WebP, GIF, TIFF and AVIF files,
 * told by their content. Hidden files are passed over; everything else that is not taken is named with the reason.
 * @param path The folder or archive.
 * @param choice Limit and split.
 * @returns The pictures sorted by path.
 * @throws {SyntaxError} Where there is no picture, or the archive is corrupt.
 */
export async function findPictureFiles(path: string, choice: PictureChoice = {}): Promise<PictureFiles> {
  return await choosePictures(path, await openStore(path), choice);
}

/**
 * Finds the pictures of a store that is open; as {@linkcode findPictureFiles}.
 * @param path The folder or archive, for messages.
 * @param store The store.
 * @param choice Limit and split.
 * @returns The pictures sorted by path.
 * @throws {SyntaxError} Where there is no picture.
 */
export async function choosePictures(
  path: string,
  store: PictureStore,
  choice: PictureChoice = {},
): Promise<PictureFiles> {
  const { limit, split, labelled = true } = choice;
  const inside = store.files.filter(({ name }) => inSplit(name, split)).map(({ name }) => name).sort();
  const left = store.left.filter(({ name }) => inSplit(name, split)), heads = await store.heads(inside);
  const total = inside.length + left.length;
  const pictures = inside.filter((name, i) => {
    const format = pictureFormat(heads[i]);
    // What a name calls a picture and is none is a damaged one, as far as anyone can tell.
    const why = format === undefined
      ? NAMED_PICTURE.test(name) ? undefined : "no picture"
      : DECODED.includes(format)
      ? undefined
      : `${format}, which is not read`;
    if (why !== undefined) left.push({ name, why });
    return why === undefined;
  });
  if (pictures.length === 0) throw noPictures(path, store, total, left, split);
  const found = labelled ? classesOf(pictures, split) : undefined,
    strays = new Set(found?.strays.map(({ name }) => name));
  const all = pictures.filter((name) => !strays.has(name));
  return {
    path,
    store,
    names: Array.from(spread(all.length, limit), (i) => all[i]),
    found: all.length,
    total,
    left: [...left, ...found?.strays ?? []],
    classes: found,
    notes: found?.notes ?? [],
  };
}

function noPictures(
  path: string,
  { files }: PictureStore,
  total: number,
  left: readonly LeftOut[],
  split?: string,
): SyntaxError {
  if (files.some(({ name }) => basename(name) === "data.mdb")) {
    return badFile(
      path,
      "it holds an LMDB database; export its pictures to a folder first, as the README of LSUN shows",
    );
  }
  const said = describeLeftOut(path, total, left)?.slice(path.length + 2);
  const where = split === undefined ? "" : ` under ${split}/`;
  return badFile(path, `no ${decodedFormats()} pictures in it${where}${said === undefined ? "" : `; ${said}`}`);
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
      const several = () => options.onSeveral?.(name);
      picture = await decodePicture(content ?? await store.read!(name), options, several);
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
    ...(files.classes === undefined ? {} : labelsOf(whole.map((i) => names[i]), files.classes)),
    skipped: broken.names(),
  };
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

function allocate(path: string, count: number, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const size = count * shape[0] * shape[1] * shape[2];
  if (size > 2 ** 32) {
    const need = `${count} pictures of ${shape.join(" × ")} need ${(size / 2 ** 30).toFixed(1)} GiB`;
    throw new RangeError(`Cannot read ${path}: ${need}; give a limit, or open it with openPictures()`);
  }
  return new Uint8Array(size);
}
