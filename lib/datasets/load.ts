/**
 * One door to every data set: by registered name, by path, or whatever is there.
 * @module
 */
import { checkKnown, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { badFile } from "../io/read.ts";
import { bytePictures } from "./byte_pictures.ts";
import { readCifar } from "./cifar.ts";
import { readIdx } from "./idx.ts";
import { lazyPictures } from "./lazy_pictures.ts";
import { findLicensed, requireLicensed } from "./registry/licensed.ts";
import { checkOptions, type LoadOptions, type OpenOptions, warnOf } from "./load_options.ts";
import { type FileSource, findPath, type Source, tellOf } from "./load_path.ts";
import { findDataFile, requireDataFile } from "./registry/locate.ts";
import { findPictureFiles, readPictureFiles } from "./picture_files.ts";
import { procedural } from "./procedural.ts";
import { type DataSet, dataSet, dataSets, type LicensedSet, licensedSets } from "./registry/registry.ts";
import { reshapePictures } from "./stored_pictures.ts";
import type { Pictures, PictureSet } from "./types.ts";

export type { LoadOptions, OpenOptions };

/** How many pictures the procedural set has where no limit is given. */
const PROCEDURAL_COUNT = 4096;

/**
 * Loads a data set of pictures into memory.
 *
 * A registered name (`mnist`, `mnist-test`, `fashion-mnist`, `cifar10`) is looked for in `NEARZERO_DATA`, the kit's cache
 * and `/usr/share/datasets`, and verified by SHA-256; nothing is fetched. `ffhq`, `celeba-hq`, `afhq-cat`, `afhq-wild`, `lsun-church` and `lsun-cat` are looked
 * for there as a folder, zip or tar of that name, and come at 256 × 256 unless told. `procedural` is drawn. A path is a
 * folder, zip, tar or tar.gz of JPEG, PNG, WebP, GIF, TIFF and AVIF pictures, told by their content; an IDX file of
 * pictures, with the labels beside it; the binary version of CIFAR-10; or a .npz or .npy of pictures. What is in a folder
 * or archive and not taken is told to `warn`, with the reasons. The 28 × 28 digits of MNIST are padded with 0 to 32 × 32
 * before they are averaged to a side that does not divide 28, so that 16 × 16 is an exact mean of 2 × 2 pixels.
 *
 * @param nameOrPath A registered name, `procedural`, or a path (anything with a separator, an extension, or that exists).
 * @param options Size, channels, limit and split.
 * @returns The pictures, as bytes in memory.
 * @throws {RangeError} If the name, the split or an option is not one that exists, or the pictures take over 4 GiB.
 * @throws {Error} If the files are not there; the message says how to get them.
 * @throws {SyntaxError} "Cannot read FILE: … at byte N" if a file is corrupt, or more pictures than the share allowed.
 * @throws {TypeError} If pictures differ in size and no size is given.
 * @category Data sets
 */
export async function loadPictures(nameOrPath: string, options: LoadOptions = {}): Promise<Pictures> {
  checkArguments("loadPictures", arguments);
  const source = await findSource(nameOrPath, options);
  return "pictures" in source ? source.pictures : await decodeAll(source, options);
}

/**
 * Opens a data set of pictures: in memory where it fits, else decoded on demand, so that one that is larger than the
 * memory can be trained on. What can be opened is what {@link loadPictures} loads; only folders and archives of picture
 * files are ever decoded on demand. A plain tar or a folder suits that best: a tar.gz must be kept in memory, encoded.
 *
 * @param nameOrPath A registered name, `procedural`, or a path.
 * @param options As for {@link loadPictures}, and how much memory may be used.
 * @returns The pictures; where they are decoded on demand, a batch is a promise, and may throw what loading throws.
 * @throws As {@link loadPictures} does.
 * @category Data sets
 */
export async function openPictures(nameOrPath: string, options: OpenOptions = {}): Promise<PictureSet> {
  checkArguments("openPictures", arguments);
  const { memory = 2 ** 30, channels = 3 } = options;
  checkNumber("open pictures", "memory", memory, 0);
  const source = await findSource(nameOrPath, options);
  if ("pictures" in source) return source.pictures;
  const { name, label, files, size } = source, all = files.names.length;
  if (size !== undefined && all * size[0] * size[1] * channels <= memory) return await decodeAll(source, options);
  const lazy = await lazyPictures(name, label, files, { ...options, size, warn: warnOf(options) });
  const fits = lazy.shape.reduce((product, side) => product * side, all) <= memory;
  return fits ? await decodeAll(source, options) : lazy;
}

/**
 * Whether a data set is on this machine: every file of it with the right SHA-256, or, of a set that the reader brings, a
 * folder or archive of its name.
 * @param name A registered name, or `procedural`, which always is.
 * @returns Whether {@link loadPictures} would find it; false also where a file of the name is another one.
 * @throws {RangeError} If no such data set is registered.
 */
export async function dataSetPresent(name: string): Promise<boolean> {
  if (name === "procedural") return true;
  const licensed = licensedSets().find((set) => set.name === name);
  if (licensed !== undefined) return await findLicensed(licensed) !== undefined;
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
 * @category Data sets
 */
export async function firstPresent(names: readonly string[], options: LoadOptions = {}): Promise<Pictures> {
  checkArguments("firstPresent", arguments);
  for (const name of names) if (await dataSetPresent(name)) return await loadPictures(name, options);
  const { split: _split, ...rest } = options;
  return await loadPictures("procedural", rest);
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
  return reshapePictures(stored, set.shape, {
    name: set.name,
    label: `${set.title}${splits.length > 1 ? ` (${split})` : ""}, ${height} × ${width}`,
    classes: set.classes,
    padTo: set.padTo,
  }, options);
}

async function findSource(nameOrPath: string, options: LoadOptions): Promise<Source> {
  checkOptions(options);
  if (nameOrPath === "procedural") return { pictures: loadProcedural(options) };
  const set = dataSets().find(({ name }) => name === nameOrPath);
  if (set !== undefined) return { pictures: await loadRegistered(set, options) };
  const licensed = licensedSets().find(({ name }) => name === nameOrPath);
  if (licensed !== undefined) return await findLicensedFiles(licensed, options);
  if (!/[/\\.]/.test(nameOrPath) && await Deno.stat(nameOrPath).catch(() => undefined) === undefined) {
    const known = [...dataSets(), ...licensedSets()].map(({ name }) => name);
    checkKnown("load pictures", "data set", nameOrPath, [...known, "procedural"]);
  }
  return await findPath(nameOrPath, options);
}

async function findLicensedFiles(set: LicensedSet, options: LoadOptions): Promise<Source> {
  const { path, split, count } = await requireLicensed(set, options.split);
  const files = await findPictureFiles(path, { limit: options.limit, split, labelled: false });
  if (files.found !== count) {
    warnOf(options)(`${path}: pictures of ${set.title} found: ${files.found}, in the official set: ${count}`);
  }
  tellOf(files, options);
  const label = `${set.title}${options.split ? ` (${options.split})` : ""}`;
  return { name: set.name, label, files, size: options.size ?? [set.shape[0], set.shape[1]] };
}

async function decodeAll({ name, label, files, size }: FileSource, options: LoadOptions): Promise<Pictures> {
  const several: string[] = [], onSeveral = (name: string) => void several.push(name);
  const read = await readPictureFiles(files, { ...options, size, onSeveral }), { skipped } = read;
  if (several.length > 0) {
    const first = `${several.sort()[0]}${several.length > 1 ? ", …" : ""}`;
    warnOf(options)(
      `${files.path}: ${several.length} × several pictures in a file, of which the first is taken (${first})`,
    );
  }
  if (skipped.length > 0) {
    const some = `${skipped.slice(0, 3).join(", ")}${skipped.length > 3 ? ", …" : ""}`;
    const counted = `${skipped.length} of ${files.names.length} pictures cannot be decoded`;
    warnOf(options)(`${files.path}: ${counted} and are left out: ${some}`);
  }
  return bytePictures({ name, label: `${label}, ${read.shape[0]} × ${read.shape[1]}`, ...read });
}
