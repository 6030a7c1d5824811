/**
 * One door to every data set: by registered name, by path, or whatever is there.
 * @module
 */
import { basename } from "node:path";
import { checkInteger, checkKnown } from "../numerics/check.ts";
import { badFile } from "../io/read.ts";
import { bytePictures } from "./byte_pictures.ts";
import { readCifar } from "./cifar.ts";
import { readIdx } from "./idx.ts";
import { findDataFile, requireDataFile } from "./locate.ts";
import { readPictureFiles } from "./picture_files.ts";
import { procedural } from "./procedural.ts";
import { type DataSet, dataSet, dataSets } from "./registry.ts";
import { type Bitmap, fitPicture, padCentre, toChannels } from "./resize.ts";
import { spread } from "./spread.ts";
import type { Pictures } from "./types.ts";

/** What to load of a data set and how. */
export interface LoadOptions {
  /** Height and width to bring every picture to: the centre is cut to the aspect ratio, then areas are averaged. */
  readonly size?: readonly [height: number, width: number];
  /** 1 (grey) or 3 (colour); as stored unless told, and 3 for folders and tars of pictures. */
  readonly channels?: number;
  /** At most so many pictures, evenly spread over the set's order. */
  readonly limit?: number;
  /** Which split: of a registered set its first unless told; of a folder or tar the top folder's name, all unless told. */
  readonly split?: string;
  /** The share of a folder's or tar's pictures that may be undecodable; 0.01 unless told. */
  readonly maxBroken?: number;
}

/** How many pictures the procedural set has where no limit is given. */
const PROCEDURAL_COUNT = 4096;

/**
 * Loads a data set of pictures into memory.
 *
 * A registered name (`mnist`, `mnist-test`, `cifar10`) is looked for in `NEARZERO_DATA` and the kit's cache and verified
 * by SHA-256; nothing is fetched. `procedural` is drawn. A path is a folder, tar or tar.gz of JPEG and PNG pictures, or
 * an IDX file of pictures. The 28 × 28 digits of MNIST are padded with 0 to 32 × 32 before they are averaged to a side
 * that does not divide 28, so that 16 × 16 is an exact mean of 2 × 2 pixels.
 *
 * @param nameOrPath A registered name, `procedural`, or a path (anything with a separator, an extension, or that exists).
 * @param options Size, channels, limit and split.
 * @returns The pictures, as bytes in memory.
 * @throws {RangeError} If the name, the split or an option is not one that exists.
 * @throws {Error} If the files are not there; the message says how to get them.
 * @throws {SyntaxError} "Cannot read FILE: … at byte N" if a file is corrupt.
 * @throws {TypeError} If pictures differ in size and no size is given.
 */
export async function loadPictures(nameOrPath: string, options: LoadOptions = {}): Promise<Pictures> {
  checkOptions(options);
  if (nameOrPath === "procedural") return loadProcedural(options);
  const set = dataSets().find(({ name }) => name === nameOrPath);
  if (set !== undefined) return await loadRegistered(set, options);
  if (!/[/\\.]/.test(nameOrPath) && await Deno.stat(nameOrPath).catch(() => undefined) === undefined) {
    checkKnown("load pictures", "data set", nameOrPath, [...dataSets().map(({ name }) => name), "procedural"]);
  }
  return await loadPath(nameOrPath, options);
}

/**
 * Whether every file of a data set is on this machine with the right SHA-256.
 * @param name A registered name, or `procedural`, which always is.
 * @returns Whether {@link loadPictures} would find it; false also where a file of the name is another one.
 * @throws {RangeError} If no such data set is registered.
 */
export async function dataSetPresent(name: string): Promise<boolean> {
  if (name === "procedural") return true;
  for (const file of dataSet(name).files) {
    if (await findDataFile(file).catch(() => undefined) === undefined) return false;
  }
  return true;
}

/**
 * The first data set of a list that is on this machine, else the procedural pictures: so that a notebook runs everywhere
 * and says by the name of its data which one it ran on.
 * @param names Registered names in order of preference.
 * @param options As for {@link loadPictures}.
 * @returns The pictures; `procedural` at 16 × 16 unless a size is given where none of the names is there.
 * @throws {RangeError} If a name is not registered.
 */
export async function firstPresent(names: readonly string[], options: LoadOptions = {}): Promise<Pictures> {
  for (const name of names) if (await dataSetPresent(name)) return await loadPictures(name, options);
  const { split: _split, ...rest } = options;
  return await loadPictures("procedural", rest);
}

function checkOptions({ size, channels, limit }: LoadOptions): void {
  if (size !== undefined) { for (const side of size) checkInteger("load pictures", "size", side, 1, 4096); }
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    throw new RangeError(`Cannot load pictures: channels must be 1 or 3, got ${channels}`);
  }
  if (limit !== undefined) checkInteger("load pictures", "limit", limit, 1);
}

function loadProcedural({ size = [16, 16], channels = 1, limit = PROCEDURAL_COUNT, split }: LoadOptions): Pictures {
  if (split !== undefined) throw new RangeError(`Cannot load procedural: no split "${split}", it has none`);
  if (size[0] !== size[1]) throw new RangeError(`Cannot load procedural: size must be square, got ${size.join(" × ")}`);
  const grey = procedural(limit, 0, size[0]);
  if (channels === 1) return grey;
  return { ...grey, shape: [size[0], size[1], 3], batch: (indices) => Float32Array.from(repeat3(grey.batch(indices))) };
}

function* repeat3(values: Float32Array): Generator<number> {
  for (const value of values) yield* [value, value, value];
}

async function loadRegistered(set: DataSet, options: LoadOptions): Promise<Pictures> {
  const splits = Object.keys(set.splits);
  const split = options.split ?? splits[0];
  checkKnown(`load ${set.name}`, "split", split, splits);
  const { pictures, labels, count } = set.splits[split];
  const path = await requireDataFile(set, pictures);
  const stored = set.kind === "cifar10" ? await readCifar(path, split) : {
    bytes: (await readIdx(path, 3)).values,
    labels: (await readIdx(await requireDataFile(set, labels!), 1)).values,
  };
  if (stored.labels.length !== count || stored.bytes.length !== count * set.shape[0] * set.shape[1] * set.shape[2]) {
    throw badFile(path, `${stored.labels.length} pictures, ${count} expected`);
  }
  const [height, width] = options.size ?? set.shape;
  return reshape(stored, set.shape, {
    name: set.name,
    label: `${set.title}${splits.length > 1 ? ` (${split})` : ""}, ${height} × ${width}`,
    classes: set.classes,
    padTo: set.padTo,
  }, options);
}

async function loadPath(path: string, options: LoadOptions): Promise<Pictures> {
  const name = basename(path).replace(/\.(tar\.gz|tgz|tar|gz)$/i, "").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  if (/ubyte(\.gz)?$/i.test(path)) {
    const { shape: [, height, width], values } = await readIdx(path, 3);
    const [h, w] = options.size ?? [height, width];
    return reshape({ bytes: values }, [height, width, 1], { name, label: `${basename(path)}, ${h} × ${w}` }, options);
  }
  const read = await readPictureFiles(path, options);
  const label = `${name}${options.split ? ` (${options.split})` : ""}, ${read.shape[0]} × ${read.shape[1]}`;
  return bytePictures({ name, label, ...read });
}

interface Naming {
  readonly name: string;
  readonly label: string;
  readonly classes?: readonly string[];
  readonly padTo?: number;
}

/** Keeps what the limit asks for and brings it to size and channels. */
function reshape(
  stored: { bytes: Uint8Array; labels?: Uint8Array },
  shape: readonly [number, number, number],
  { name, label, classes, padTo }: Naming,
  options: LoadOptions,
): Pictures {
  const [height, width, channels] = shape;
  const [h, w] = options.size ?? [height, width], c = options.channels ?? channels;
  const each = height * width * channels;
  const kept = spread(stored.bytes.length / each, options.limit);
  const divides = height % h === 0 && width % w === 0;
  const bytes = new Uint8Array(kept.length * h * w * c);
  kept.forEach((from, to) => {
    let picture: Bitmap = { height, width, channels, bytes: stored.bytes.subarray(from * each, (from + 1) * each) };
    if (padTo !== undefined && !divides) picture = padCentre(picture, padTo, padTo);
    bytes.set(toChannels(fitPicture(picture, h, w), c).bytes, to * h * w * c);
  });
  const labels = stored.labels && Uint8Array.from(kept, (i) => stored.labels![i]);
  return bytePictures({ name, label, shape: [h, w, c], bytes, labels, classes });
}
