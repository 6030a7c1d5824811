/**
 * What lies at a path: arrays, an IDX file, CIFAR-10, or a folder or archive of pictures, told by content.
 * @module
 */
import { basename, join } from "node:path";
import { checkKnown } from "../numerics/check.ts";
import { foreignFormat, headOf } from "../io/file_kind.ts";
import { whatElse } from "../io/file_tree.ts";
import { badFile, beginsWith } from "../io/read.ts";
import { NPY, readPictureArrays, type StoredPictures } from "./array_files.ts";
import { cifarSplits, readCifar } from "./cifar.ts";
import { dataName } from "./layout/data_name.ts";
import { idxDimensions, labelsBeside, readIdx } from "./idx.ts";
import { describeLeftOut } from "./layout/left_out.ts";
import { type LoadOptions, warnOf } from "./load_options.ts";
import { choosePictures, type PictureFiles } from "./picture_files.ts";
import { pictureFormat } from "./layout/picture_format.ts";
import { openStore, type PictureStore } from "./picture_store.ts";
import { dataSet } from "./registry/registry.ts";
import { inSplit } from "./layout/split.ts";
import { reshapePictures } from "./stored_pictures.ts";
import type { Pictures } from "./types.ts";

/** Pictures that are in memory, or files that hold them. */
export type Source = { readonly pictures: Pictures } | FileSource;

/** Files that hold pictures. */
export interface FileSource {
  /** The set's short name. */
  readonly name: string;
  /** What to write under a figure, without the size. */
  readonly label: string;
  /** The files. */
  readonly files: PictureFiles;
  /** Height and width that are asked for, or that the set has where none are; as stored where left out. */
  readonly size?: readonly [height: number, width: number];
}

/**
 * Finds the pictures at a path.
 * @param path The folder or file.
 * @param options How they are loaded.
 * @returns The pictures, or the files that hold them.
 * @throws {SyntaxError} "Cannot read FILE: …" where it is damaged, or nothing that is read; names what it is, where known.
 * @throws {RangeError} If there is no such split.
 * @throws {Error} Where there is nothing.
 */
export async function findPath(path: string, options: LoadOptions): Promise<Source> {
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (!stat.isFile && !stat.isDirectory) throw badFile(path, `it is ${whatElse(stat)}, neither a folder nor a file`);
  const name = await dataName(path);
  if (stat.isFile) {
    const stored = await readStored(path, options);
    if (stored !== undefined) return { pictures: inMemory(path, name, stored, options) };
  }
  if (options.arrays !== undefined) throw new RangeError(`Cannot load ${path}: arrays are for .npz files alone`);
  const store = await openStore(path), splits = cifarSplits(path, store);
  if (splits.length > 0) return { pictures: await cifar(path, name, store, splits, options) };
  const idx = stat.isDirectory ? await idxIn(path, store, options.split) : undefined;
  if (idx !== undefined) {
    const { split: _split, ...rest } = options;
    return { pictures: inMemory(path, name, await readIdxPictures(idx), rest) };
  }
  const files = await choosePictures(path, store, options);
  tellOf(files, options);
  const label = `${/^set-/.test(name) ? basename(path) : name}${options.split ? ` (${options.split})` : ""}`;
  return { name, label, files, size: options.size };
}

/**
 * Tells what of a folder or archive is not taken, and how its folders were.
 * @param files The pictures that were found in it.
 * @param options Who is told.
 */
export function tellOf({ path, total, left, notes }: PictureFiles, options: LoadOptions): void {
  const said = describeLeftOut(path, total, left), warn = warnOf(options);
  if (said !== undefined) warn(said);
  for (const note of notes) warn(`${path}: ${note}`);
}

/** Pictures of a file that is no archive of picture files; undefined where it may be one. */
async function readStored(path: string, options: LoadOptions): Promise<StoredPictures | undefined> {
  if (/\.np[yz]$/i.test(path) || await beginsWith(path, ...NPY)) {
    return await readPictureArrays(path, options);
  }
  const dimensions = await idxDimensions(path);
  if (dimensions !== undefined || /ubyte(\.gz)?$/i.test(path)) return await readIdxPictures(path, dimensions);
  const head = await headOf(path), format = pictureFormat(head), foreign = foreignFormat(head);
  if (format !== undefined) throw badFile(path, `it is one ${format} picture; name the folder that holds many`);
  if (foreign !== undefined) throw badFile(path, foreign);
  return undefined;
}

/** Grey pictures have three dimensions; the fourth, where there is one, holds the channels. */
async function readIdxPictures(path: string, dimensions: number = 3): Promise<StoredPictures> {
  if (dimensions === 1) {
    throw badFile(path, "it is an IDX file of one dimension, that is of labels; name the file of pictures");
  }
  const { shape: [count, height, width, channels = 1], values } = await readIdx(path, dimensions === 4 ? 4 : 3);
  if (channels !== 1 && channels !== 3) {
    throw badFile(path, `pictures must have 1 or 3 channels, its last dimension is ${channels}`);
  }
  const beside = await labelsBeside(path), shape: StoredPictures["shape"] = [height, width, channels];
  if (beside === undefined) return { shape, bytes: values };
  const labels = (await readIdx(beside, 1)).values;
  if (labels.length !== count) {
    throw badFile(beside, `it has ${labels.length} labels for the ${count} pictures of ${path}`);
  }
  return { shape, bytes: values, labels };
}

function inMemory(path: string, name: string, stored: StoredPictures, options: LoadOptions): Pictures {
  const [height, width] = options.size ?? stored.shape, { split, notes = [] } = stored;
  for (const note of notes) warnOf(options)(`${path}: ${note}`);
  const label = `${basename(path)}${split === undefined ? "" : ` (${split})`}, ${height} × ${width}`;
  return reshapePictures(stored, stored.shape, { name, label }, options);
}

async function cifar(
  path: string,
  name: string,
  store: PictureStore,
  splits: readonly string[],
  options: LoadOptions,
): Promise<Pictures> {
  const split = options.split ?? splits[0];
  checkKnown(`load ${path}`, "split", split, splits);
  const [height, width] = options.size ?? [32, 32], label = `${basename(path)} (${split}), ${height} × ${width}`;
  const records = await readCifar(path, split, store);
  return reshapePictures(records, [32, 32, 3], { name, label, classes: dataSet("cifar10").classes }, options);
}

/** What MNIST and its kin call the pictures of a split. */
const IDX_SPLITS: Readonly<Record<string, RegExp>> = { train: /train/i, test: /test|t10k/i };

/** The IDX file of pictures in a folder that holds such and no picture files; undefined where it holds none. */
async function idxIn(path: string, store: PictureStore, split?: string): Promise<string | undefined> {
  const named = store.files.filter(({ name }) => inSplit(name) && /(idx\d?[-_.]?ubyte|idx\d?)(\.gz)?$/i.test(name));
  const found: string[] = [];
  for (const { name } of named) if ((await idxDimensions(join(path, name)) ?? 0) >= 3) found.push(name);
  if (found.length === 0) return undefined;
  const wanted = split ?? Object.keys(IDX_SPLITS).find((split) => found.some((name) => IDX_SPLITS[split].test(name)));
  if (wanted !== undefined) checkKnown(`load ${path}`, "split", wanted, Object.keys(IDX_SPLITS));
  const chosen = wanted === undefined ? found : found.filter((name) => IDX_SPLITS[wanted].test(name));
  // The same file is often there as it came and unpacked.
  const plain = new Set(chosen.map((name) => name.replace(/\.gz$/i, "")));
  if (plain.size !== 1) {
    throw badFile(path, `it holds several IDX files of pictures (${found.join(", ")}); name one of them`);
  }
  return join(path, chosen.sort()[0]);
}
