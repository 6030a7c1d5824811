/**
 * NumPy files as data: pictures as bytes, or points as floats.
 * @module
 */
import { basename } from "node:path";
import { checkKnown } from "../numerics/check.ts";
import { type NpyArray, readNpy } from "../io/formats/npy.ts";
import { namesInNpz, readNpz } from "../io/formats/npz.ts";
import { badFile, beginsWith } from "../io/read.ts";
import type { PointSet } from "./point_sets.ts";
import type { Labels } from "./types.ts";

/** Pictures of a NumPy file, not yet brought to a size. */
export interface StoredPictures {
  /** Height, width, channels. */
  readonly shape: [height: number, width: number, channels: number];
  /** The pictures one after the other. */
  readonly bytes: Uint8Array;
  /** The class of each. */
  readonly labels?: Labels;
  /** The split that they are, where the file has several. */
  readonly split?: string;
  /** What the reader should know, such as that {0, 1} became {0, 255}. */
  readonly notes?: readonly string[];
}

/**
 * The names of arrays in a .npz, where they are not among those that are known.
 * @category Data sets
 */
export interface ArrayNames {
  /** The pictures. */
  readonly images: string;
  /** The class of each; none where left out. */
  readonly labels?: string;
}

/** Which arrays are read. */
export interface ArrayChoice {
  /** Their names. */
  readonly arrays?: ArrayNames;
  /** The split, where the file has several; the first of `train`, `test`, `val` that is there unless told. */
  readonly split?: string;
}

/** What files of several splits call their arrays: Keras's, MedMNIST's and both ways round. */
const OF_SPLIT: ((split: string) => ArrayNames)[] = [
  (split) => ({ images: `x_${split}`, labels: `y_${split}` }),
  (split) => ({ images: `${split}_images`, labels: `${split}_labels` }),
  (split) => ({ images: `images_${split}`, labels: `labels_${split}` }),
  (split) => ({ images: `${split}_x`, labels: `${split}_y` }),
];
const SPLITS = ["train", "test", "val"];
/** What files of one set call them: the kit, reference batches, dSprites. */
const PLAIN: ArrayNames[] = [
  { images: "images", labels: "labels" },
  { images: "arr_0", labels: "arr_1" },
  { images: "imgs", labels: "labels" },
];
/** How a .npy begins, whatever its name. */
export const NPY: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** As many bytes as any set of pictures may take in memory. */
const MOST_BYTES = 2 ** 32;

/**
 * Reads pictures from a .npy (one array) or .npz. The names that are known are `images` and `labels`, `arr_0` and `arr_1`
 * (reference batches), `imgs` (dSprites), `x_train` and `y_train` (Keras), `train_images` and `train_labels` (MedMNIST),
 * and likewise for `test` and `val`; others are given. Pictures are uint8 of [n, height, width, 1 or 3] or
 * [n, height, width], or boolean; labels n or n × 1 integers in {0, …, 65535}. Other arrays are not looked at.
 * @param path The file.
 * @param choice Names and split.
 * @returns The pictures.
 * @throws {SyntaxError} If the file is damaged or holds no such arrays: names the array, its type and its shape.
 * @throws {RangeError} If there is no such split.
 */
export async function readPictureArrays(path: string, choice: ArrayChoice = {}): Promise<StoredPictures> {
  const { images, labels, split } = await pictureArrays(path, choice), [count] = images.shape;
  const { shape, bytes, notes } = asPictures(path, images);
  const part = split === undefined ? {} : { split };
  if (labels === undefined) return { shape, bytes, notes, ...part };
  // One-hot or float labels are another thing, and guessing what they mean would be worse than stopping.
  const values = Array.from(labels.data as ArrayLike<number | bigint>, Number);
  const whole = values.every((value) => Number.isInteger(value) && value >= 0 && value <= 65_535);
  const column = labels.shape.length === 1 || (labels.shape.length === 2 && labels.shape[1] === 1);
  if (!column || values.length !== count || !whole) {
    throw badFile(path, `labels must be ${count} integers in {0, …, 65535}, got ${describe(labels)}`);
  }
  const wide = values.some((value) => value > 255);
  return { shape, bytes, notes, labels: wide ? Uint16Array.from(values) : Uint8Array.from(values), ...part };
}

/**
 * Reads points from a .npy (one array) or .npz: `points`, or `arr_0`, as f2, f4 or f8 of [n, dimension]. They are taken
 * as they are, neither moved nor scaled.
 * @param path The file.
 * @returns The points, named after the file.
 * @throws {SyntaxError} If the file is damaged or holds no such array: names the array, its type and its shape.
 * @category Data sets
 */
export async function loadPoints(path: string): Promise<PointSet> {
  const names = await namesIn(path), wanted = ["points", "arr_0"].find((name) => names.includes(name));
  if (wanted === undefined) throw noArray(path, ["points", "arr_0"], names);
  const array = (await arraysOf(path, [wanted])).get(wanted)!, { data, shape } = array;
  const float = data instanceof Float64Array || data instanceof Float32Array;
  if (!float || shape.length !== 2 || data.length === 0) {
    throw badFile(path, `points must be f4 or f8 of [n, dimension], got ${describe(array)}`);
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badFile(path, `points must be finite, point ${Math.floor(bad / shape[1])} has ${data[bad]}`);
  const name = basename(path).replace(/\.np[yz]$/i, "");
  return { name, dimension: shape[1], points: Float64Array.from(data) };
}

/** The arrays that are meant. */
async function pictureArrays(
  path: string,
  { arrays: given, split }: ArrayChoice,
): Promise<{ images: NpyArray; labels?: NpyArray; split?: string }> {
  const names = await namesIn(path);
  let found: ArrayNames | undefined = given, part: string | undefined;
  if (given === undefined) {
    const splits = SPLITS.filter((split) => OF_SPLIT.some((namesOf) => names.includes(namesOf(split).images)));
    const plain = PLAIN.find(({ images }) => names.includes(images));
    if (split !== undefined && (splits.length > 0 || plain !== undefined)) {
      if (splits.length === 0) throw new RangeError(`Cannot load ${path}: no split "${split}", it has none`);
      checkKnown(`load ${path}`, "split", split, splits);
    }
    part = split ?? (plain === undefined ? splits[0] : undefined);
    found = part === undefined
      ? plain
      : OF_SPLIT.map((namesOf) => namesOf(part!)).find(({ images }) => names.includes(images));
  } else if (split !== undefined) {
    throw new RangeError(`Cannot load ${path}: give the names of its arrays or a split, not both`);
  }
  if (found === undefined || !names.includes(found.images)) {
    throw noArray(path, found === undefined ? ["images", "arr_0"] : [found.images], names);
  }
  if (given?.labels !== undefined && !names.includes(given.labels)) throw noArray(path, [given.labels], names);
  const arrays = await arraysOf(path, [found.images, found.labels ?? found.images]);
  const labels = found.labels === undefined ? undefined : arrays.get(found.labels);
  return { images: arrays.get(found.images)!, labels, split: part };
}

function asPictures(
  path: string,
  images: NpyArray,
): { shape: StoredPictures["shape"]; bytes: Uint8Array; notes: string[] } {
  const { data, type, shape: [, ...rest] } = images, [height, width, channels = 1] = rest;
  const fail = (why: string) => badFile(path, `${why}, got ${describe(images)}`);
  const wellShaped = (rest.length === 2 || rest.length === 3) && (channels === 1 || channels === 3);
  if (!(data instanceof Uint8Array) || !wellShaped || data.length === 0) {
    const first = rest.length === 3 && (height === 1 || height === 3);
    const hint = first ? "; channels come last, so move them there (numpy.moveaxis)" : "";
    throw badFile(path, `pictures must be u1 of [n, height, width, 1 or 3], got ${describe(images)}${hint}`);
  }
  // What could be read in two ways is not read in one of them.
  if (rest.length === 2 && [1, 3, 4].includes(width)) {
    throw fail("this may be one picture with its channels as well as many pictures; give it four dimensions");
  }
  if (rest.length === 3 && (height === 1 || height === 3) && Math.max(height, width, channels) > 1) {
    throw fail("the channels may come first here as well as last; pad the pictures to another height");
  }
  const truth = type === "b1", dark = !truth && data.every((value) => value <= 1) && data.includes(1);
  if (!truth && !dark) return { shape: [height, width, channels], bytes: data, notes: [] };
  const bytes = data.map((value) => value === 0 ? 0 : 255);
  return {
    shape: [height, width, channels],
    bytes,
    notes: dark ? ["its bytes are all 0 or 1; 1 is taken as white"] : [],
  };
}

async function isSingle(path: string): Promise<boolean> {
  return /\.npy$/i.test(path) || await beginsWith(path, ...NPY);
}

/** A .npy counts as an archive of one unnamed array. */
async function namesIn(path: string): Promise<string[]> {
  return await isSingle(path) ? ["arr_0"] : await namesInNpz(path);
}

async function arraysOf(path: string, names: readonly string[]): Promise<Map<string, NpyArray>> {
  if (await isSingle(path)) return new Map([["arr_0", await readNpy(path, MOST_BYTES)]]);
  return await readNpz(path, { maxBytes: MOST_BYTES, only: (name) => names.includes(name) });
}

function noArray(path: string, wanted: readonly string[], names: readonly string[]): SyntaxError {
  const there = names.join(", ") || "none", hint = names.length > 0 ? '; name it by arrays: { images: "…" }' : "";
  return badFile(path, `no array "${wanted.join('" or "')}" in it, there is ${there}${hint}`);
}

function describe({ type, shape }: NpyArray): string {
  return `${type} of [${shape.join(", ")}]`;
}
