/**
 * Pictures that are decoded when they are asked for: for sets that do not fit into memory.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { BrokenPictures } from "./broken_pictures.ts";
import { floatsInto } from "./byte_pictures.ts";
import { decodePicture } from "./decode_picture.ts";
import { labelsOf } from "./layout/picture_classes.ts";
import { checkSameSize, eachInFlight, type PictureFileOptions, type PictureFiles } from "./picture_files.ts";
import type { Labels, PictureSet } from "./types.ts";

/** How pictures are opened. */
export interface LazyOptions extends PictureFileOptions {
  /** Bytes that the encoded files may take where they must be kept in memory; 1 GiB unless told. */
  readonly memory?: number;
  /** Told of the first picture that cannot be decoded. */
  readonly warn?: (message: string) => void;
}

/**
 * A data set whose batches are decoded when they are asked for, several pictures at a time; only their places are kept.
 * Files of a tar.gz cannot be reached alone, so those are kept as they are, encoded, up to `memory` bytes.
 *
 * Which pictures are broken shows only on the way. The next picture of the same class that is whole takes the place of a
 * broken one, so that a batch depends on the files and the indices alone; it is named in `skipped` once it was met.
 * @param name The set's short name.
 * @param label What to write under a figure, without the size.
 * @param files The pictures.
 * @param options Size, channels, tolerance and memory.
 * @returns The data set; its shape is that of the first whole picture.
 * @throws {SyntaxError} Where the archive is corrupt or too many pictures cannot be decoded; a batch may throw it too.
 * @throws {TypeError} By a batch, where pictures have different sizes and no size is given.
 * @throws {RangeError} Where the files of a tar.gz take more memory than they may.
 */
export async function lazyPictures(
  name: string,
  label: string,
  files: PictureFiles,
  options: LazyOptions = {},
): Promise<PictureSet> {
  const { path, names } = files;
  const broken = new BrokenPictures(path, names, options.maxBroken);
  const { labels, classes } = files.classes === undefined ? {} : labelsOf(names, files.classes);
  const read = files.store.read ?? await keepEncoded(files, options.memory ?? 2 ** 30);
  let told = false;
  const onSeveral = (name: string) => {
    if (told) return;
    told = true;
    options.warn?.(`${path}: ${name} holds several pictures; the first is taken, and so with any further such file`);
  };
  const nextOfClass = successors(labels ?? new Uint8Array(names.length));
  const whole = async (index: number) => {
    for (let at = index;;) {
      if (!broken.has(at)) {
        try {
          return {
            at,
            picture: await decodePicture(await read(names[at]), options, () => onSeveral(names[at])),
          };
        } catch (error) {
          const before = broken.count;
          broken.add(at, error as Error);
          if (before === 0) {
            options.warn?.(`${path}: ${broken.first}; the next picture takes its place, and so with any further ones`);
          }
        }
      }
      at = nextOfClass(at);
      if (at === index) throw broken.tooMany();
    }
  };
  const { at: first, picture } = await whole(0);
  const shape = [picture.height, picture.width, picture.channels] as const;
  const size = picture.bytes.length;
  return {
    name,
    label: `${label}, ${shape[0]} × ${shape[1]}`,
    shape,
    count: names.length,
    labels,
    classes,
    get skipped() {
      return broken.names();
    },
    async batch(indices) {
      for (let i = 0; i < indices.length; i++) {
        checkInteger("take a batch", `indices[${i}]`, indices[i], 0, names.length - 1);
      }
      const out = new Float32Array(indices.length * size);
      await eachInFlight(Array.from(indices).entries(), async ([i, index]) => {
        const { at, picture } = await whole(index);
        checkSameSize(path, picture, names[at], shape, names[first]);
        floatsInto(picture.bytes, out, i * size);
      });
      return out;
    },
  };
}

/** Reads what can only be read from end to end, and keeps it. */
async function keepEncoded(
  { path, store, names }: PictureFiles,
  memory: number,
): Promise<(name: string) => Promise<Uint8Array>> {
  const kept = new Map<string, Uint8Array>();
  let taken = 0;
  for await (const { name, content } of store.stream!(new Set(names))) {
    taken += content.length;
    if (taken > memory) {
      throw new RangeError(
        `Cannot open ${path}: its files take more than ${memory} bytes, and in a gzipped tar none can be reached alone; ` +
          `decompress it with gunzip, give a limit, or allow more memory`,
      );
    }
    kept.set(name, content);
  }
  return (name) => Promise.resolve(kept.get(name)!);
}

/** For each index the next one of its class, the last one's being the first. */
function successors(labels: Labels): (index: number) => number {
  return (index) => {
    for (let step = 1;; step++) {
      const next = (index + step) % labels.length;
      if (labels[next] === labels[index]) return next;
    }
  };
}
