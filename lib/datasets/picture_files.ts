/**
 * Folders and tars of JPEG and PNG pictures.
 * @module
 */
import { basename, join } from "node:path";
import type Sharp from "sharp";
import { badFile } from "../io/read.ts";
import { listTar, readTar } from "../io/tar.ts";
import { type Bitmap, fitPicture, toChannels } from "./resize.ts";
import { spread } from "./spread.ts";

/** Which pictures to read and what to make of them. */
export interface PictureFileOptions {
  /** Height and width to bring every picture to; without it all must have one size. */
  readonly size?: readonly [height: number, width: number];
  /** 1 (grey) or 3 (colour); 3 unless told. */
  readonly channels?: number;
  /** At most so many pictures, evenly spread over the sorted names. */
  readonly limit?: number;
  /** Only the pictures in the top folder of this name, such as `train`. */
  readonly split?: string;
  /** The share of pictures that may be undecodable before reading stops; 0.01 unless told. */
  readonly maxBroken?: number;
}

/** What was read. */
export interface PictureFiles {
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

/** Enough for a camera, too few for a decompression bomb to hurt. */
const MOST_PIXELS = 100e6;
/** As many as keep the decoder's threads busy. */
const IN_FLIGHT = 16;

/**
 * Reads the JPEG and PNG files of a folder (with its subfolders) or of a tar or tar.gz.
 *
 * Pictures are turned as their EXIF orientation says, put on black where they are transparent, brought to 8 bits, to
 * grey or colour and to the size. Hidden files and other file types are passed over.
 *
 * @param path The folder or archive.
 * @param options Size, channels, limit, split and tolerance.
 * @returns The pictures sorted by path.
 * @throws {SyntaxError} Where there is no picture, the archive is corrupt or too many pictures cannot be decoded.
 * @throws {TypeError} Where pictures have different sizes and no size is given.
 * @throws {RangeError} Where the pictures would need more than 4 GiB.
 */
export async function readPictureFiles(path: string, options: PictureFileOptions = {}): Promise<PictureFiles> {
  const { size, channels = 3, limit, split, maxBroken = 0.01 } = options;
  const source = (await Deno.stat(path).catch((error) => {
      throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
    })).isDirectory
    ? folderSource(path)
    : tarSource(path);
  const all = (await source.list()).filter((name) => isPicture(name, split)).sort();
  if (all.length === 0) {
    throw badFile(path, `no JPEG or PNG pictures in it${split === undefined ? "" : ` under ${split}/`}`);
  }
  const names = Array.from(spread(all.length, limit), (i) => all[i]);
  const order = new Map(names.map((name, i) => [name, i]));

  // Only those who read JPEG or PNG pay for loading a native decoder, or need one that loads.
  const { default: sharp } = await import("sharp");
  let shape = size && [size[0], size[1], channels] as [number, number, number];
  let first = "";
  let bytes = new Uint8Array(0);
  const broken = new Map<number, string>();
  await eachInFlight(source.read(new Set(names)), async ({ name, content }) => {
    const index = order.get(name)!;
    let picture: Bitmap;
    try {
      picture = await decode(sharp, content);
    } catch (error) {
      broken.set(index, (error as Error).message.split("\n")[0]);
      if (broken.size > maxBroken * names.length) throw tooManyBroken(path, names, broken, maxBroken);
      return;
    }
    picture = toChannels(picture, channels);
    if (shape === undefined) {
      shape = [picture.height, picture.width, channels];
      first = name;
    } else if (!size && (picture.height !== shape[0] || picture.width !== shape[1])) {
      const sizes = `${first} is ${shape[0]} × ${shape[1]}, ${name} is ${picture.height} × ${picture.width}`;
      throw new TypeError(`Cannot read ${path}: pictures differ in size (${sizes}); give a size`);
    }
    if (bytes.length === 0) bytes = allocate(path, names.length, shape);
    bytes.set(fitPicture(picture, shape[0], shape[1]).bytes, index * shape[0] * shape[1] * channels);
  });
  if (shape === undefined || broken.size === names.length) throw tooManyBroken(path, names, broken, maxBroken);
  const each = shape[0] * shape[1] * channels;
  const whole = names.map((_, i) => i).filter((i) => !broken.has(i));
  whole.forEach((from, to) => {
    if (from !== to) bytes.copyWithin(to * each, from * each, (from + 1) * each);
  });
  return {
    shape,
    bytes: bytes.subarray(0, whole.length * each),
    ...classesOf(whole.map((i) => names[i])),
    skipped: [...broken.keys()].sort((a, b) => a - b).map((i) => names[i]),
  };
}

interface Source {
  list(): Promise<string[]>;
  read(names: ReadonlySet<string>): AsyncIterable<{ name: string; content: Uint8Array }>;
}

function folderSource(path: string): Source {
  return {
    list: async () => {
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
    },
    read: async function* (names) {
      for (const name of names) yield { name, content: await Deno.readFile(join(path, name)) };
    },
  };
}

function tarSource(path: string): Source {
  return { list: () => listTar(path), read: (names) => readTar(path, (name) => names.has(name)) };
}

function isPicture(name: string, split?: string): boolean {
  const parts = name.split("/");
  if (parts.some((part) => part.startsWith(".") || part === "__MACOSX")) return false;
  // Many archives hold everything in one folder, so the split may be the first folder or the second.
  if (split !== undefined && !parts.slice(0, -1).slice(0, 2).includes(split)) return false;
  return /\.(jpe?g|png)$/i.test(name);
}

async function decode(sharp: typeof Sharp, content: Uint8Array): Promise<Bitmap> {
  const { data, info } = await sharp(content, { failOn: "error", limitInputPixels: MOST_PIXELS })
    .rotate().flatten({ background: "#000" }).toColourspace("srgb").raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { height: info.height, width: info.width, channels: info.channels, bytes };
}

function allocate(path: string, count: number, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const size = count * shape[0] * shape[1] * shape[2];
  if (size > 2 ** 32) {
    const gib = (size / 2 ** 30).toFixed(1);
    throw new RangeError(
      `Cannot read ${path}: ${count} pictures of ${shape.join(" × ")} need ${gib} GiB; give a limit`,
    );
  }
  return new Uint8Array(size);
}

function tooManyBroken(path: string, names: string[], broken: Map<number, string>, share: number): SyntaxError {
  const [index, why] = [...broken][0];
  const allowed = `${100 * share} % may`;
  return badFile(
    path,
    `${broken.size} of ${names.length} pictures cannot be decoded (${allowed}), ${names[index]}: ${why}`,
  );
}

function classesOf(names: string[]): { labels?: Uint8Array; classes?: string[] } {
  const folders = names.map((name) => name.includes("/") ? basename(name.slice(0, name.lastIndexOf("/"))) : undefined);
  const classes = [...new Set(folders)].sort();
  if (classes.length > 256 || classes.includes(undefined)) return {};
  const index = new Map(classes.map((name, i) => [name, i]));
  return { classes: classes as string[], labels: Uint8Array.from(folders, (name) => index.get(name)!) };
}

/** Works on several items of a stream at a time, and stops at the first error. */
async function eachInFlight<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
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
