/**
 * The data that a configuration names.
 * @module
 */
import { createHash } from "node:crypto";
import { openPictures } from "../../datasets/load.ts";
import { pointSet } from "../../datasets/point_sets.ts";
import { spread } from "../../datasets/spread.ts";
import type { PictureSet } from "../../datasets/types.ts";
import { Random } from "../../numerics/random.ts";
import { empiricalSet } from "../../oracle/empirical_set.ts";
import { isotropicMixture } from "../../oracle/isotropic_mixture.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { subspaceGaussian } from "../../oracle/subspace_gaussian.ts";
import { pointData, type TrainingData } from "../../training/data.ts";
import { superResolution } from "../../training/super_resolution.ts";
import type { DataConfig, LawConfig } from "./data_config.ts";
import { locateData } from "./locate_data.ts";
import type { DataProvenance } from "../store/provenance.ts";

/** Data to train on, with what they can be compared with. */
export interface RunData {
  /** What the network learns. */
  readonly training: TrainingData;
  /** What samples are told of: pictures that were held out, else the training data. */
  readonly beside: TrainingData;
  /** The law that they were drawn from, where its ideal predictor is known. */
  readonly oracle?: Oracle;
  /** The pictures, where they are such. */
  readonly pictures?: PictureSet;
  /**
   * Points of the law that were not trained on; of pictures, some of them.
   * @param count How many.
   * @param seed Everything drawn follows it.
   * @returns count × the size of one.
   */
  fresh(count: number, seed: number): Promise<Float64Array>;
  /**
   * The pictures whose coarse selves are told to samples, in super-resolution alone.
   * @param count How many samples there are.
   * @param seed The run's seed.
   * @returns count × the size of one, in the order of the samples.
   */
  references?(count: number, seed: number): Promise<Float32Array>;
}

/**
 * Loads or draws the data of a run.
 * @param config The data's configuration.
 * @returns The data.
 * @throws {TypeError} If rows have different lengths.
 * @throws {RangeError} If a name or an option is not one that exists.
 * @throws {Error} If files are not there; the message says how to get them.
 * @throws {SyntaxError} If a file is damaged.
 * @category Experiments
 */
export async function loadRunData(config: DataConfig): Promise<RunData> {
  if (config.kind === "pictures") return await pictureData(config);
  if (config.kind === "shape") return shapeData(config);
  const oracle = lawOf(config), { count } = config;
  const points = oracle.sampleData(count, new Random(0, "training data"));
  const training = pointData(oracle.name, points, oracle.dimension);
  return {
    training,
    beside: training,
    oracle,
    fresh: (n, seed) => Promise.resolve(oracle.sampleData(n, new Random(seed, "fresh data"))),
  };
}

/** So many samples stand for a set: all of a large one would be decoded for each run. */
const HASHED = 1024;

/**
 * What a provenance says of data.
 * @param data The data.
 * @returns Their name, how many there are and the SHA-256 of 1,024 of them, evenly spread, as float32.
 */
export async function describeData(data: TrainingData): Promise<DataProvenance> {
  const { name, count } = data, n = Math.min(HASHED, count), hash = createHash("sha256");
  const values = await data.batch(Uint32Array.from({ length: n }, (_, i) => Math.floor(i * count / n)));
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { name, count, sha256: hash.digest("hex") };
}

/** Seeds of training sets are small; a fresh set begins far from them. */
const FRESH = 2 ** 40;

function shapeData({ name, count }: Extract<DataConfig, { kind: "shape" }>): RunData {
  const { points, dimension } = pointSet(name, count), training = pointData(name, points, dimension);
  return {
    training,
    beside: training,
    fresh: (n, seed) => Promise.resolve(pointSet(name, n, FRESH + seed).points),
  };
}

/**
 * The law that a configuration names.
 * @param config The law's configuration.
 * @returns The law.
 * @throws {TypeError} If rows have different lengths.
 */
export function lawOf(config: LawConfig): Oracle {
  switch (config.kind) {
    case "mixture": {
      const { means, variance } = config;
      const flat = rows("means", means);
      return isotropicMixture({ dimension: means[0].length, means: flat, variance, name: "mixture" });
    }
    case "subspace": {
      const { basis } = config;
      return subspaceGaussian({ dimension: basis[0].length, basis: rows("basis", basis), name: "line in space" });
    }
    case "points": {
      const { points: count, dimension } = config;
      const points = new Random(0, "points").normals(dimension * count);
      return empiricalSet({ dimension, points, name: `${count} points` });
    }
  }
}

/** Rows of one length as one flat array. */
function rows(name: string, list: readonly (readonly number[])[]): Float64Array {
  const [{ length }] = list;
  const odd = list.findIndex((row) => row.length !== length);
  if (odd < 0) return Float64Array.from(list.flat());
  throw new TypeError(`Cannot load data: ${name}[${odd}] must have ${length} entries, got ${list[odd].length}`);
}

async function pictureData(config: Extract<DataConfig, { kind: "pictures" }>): Promise<RunData> {
  const { name, size, channels, limit, split, superResolution: factor, heldOut = 0 } = config;
  const pictures = await openPictures(await locateData(name), { size: [size, size], channels, limit, split });
  const { count: all } = pictures;
  if (heldOut >= all) {
    throw new RangeError(`Cannot load data: heldOut must leave pictures to train on, got ${heldOut} of ${all}`);
  }
  const dataOf = (some: TrainingData) => factor === undefined ? some : superResolution(some, factor);
  const parts: readonly TrainingData[] = heldOut > 0 ? parted(pictures, spread(all, heldOut)) : [pictures];
  const [training, beside = training] = parts.map(dataOf);
  return {
    training,
    beside,
    pictures,
    fresh: async (n, seed) => Float64Array.from(await pictures.batch(pickedPictures(pictures, n, seed))),
    ...(factor !== undefined && {
      references: async (n: number, seed: number) => await beside.batch(pickedBeside(beside, n, seed)),
    }),
  };
}

/** A set's pictures without some, and those. */
function parted(pictures: PictureSet, some: Uint32Array): TrainingData[] {
  const out = new Set(some), others = Uint32Array.from({ length: pictures.count }, (_, i) => i);
  return [partOf(pictures, others.filter((i) => !out.has(i))), partOf(pictures, some)];
}

/** Some of a set's pictures, under its name. */
function partOf(pictures: PictureSet, which: Uint32Array): TrainingData {
  const { name, shape, labels } = pictures;
  return {
    name,
    shape,
    count: which.length,
    ...(labels !== undefined && { labels: Int32Array.from(which, (i) => labels[i]) }),
    batch: (indices) => pictures.batch(Uint32Array.from(indices, (i) => which[i])),
  };
}

/**
 * Of which samples of the data each drawn sample is told the label and the picture.
 * @param data The data.
 * @param count How many samples are drawn.
 * @param seed The run's seed.
 * @returns count indices.
 */
export function pickedBeside({ count: all }: Pick<TrainingData, "count">, count: number, seed: number): Uint32Array {
  return Uint32Array.from(new Random(seed, "samples beside").integers(count, all));
}

/**
 * Which of a set's pictures stand for data that a run is compared with, or are beside its samples.
 * @param pictures The set.
 * @param count How many; the set's own count at most.
 * @param seed The run's seed.
 * @returns Different indices.
 */
export function pickedPictures({ count: all }: { readonly count: number }, count: number, seed: number): Uint32Array {
  return new Random(seed, "fresh data").permutation(all).subarray(0, count);
}
