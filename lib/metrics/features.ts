/**
 * Features: what a metric compares pictures by.
 * @module
 */
import { createHash } from "node:crypto";
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { MomentAccumulator, type Moments } from "./moments.ts";
import { checkFeatures, type Features } from "./kernels/rows.ts";

/**
 * Turns pictures into rows of features.
 * @category Metrics
 */
export interface FeatureExtractor {
  /** Short name, such as `inception-v3-fid` or `pixels`. */
  readonly name: string;
  /** What a Fréchet distance on these features is called in a table: "FID" for the Inception network alone. */
  readonly distanceName: string;
  /** Number of features d. */
  readonly dimension: number;
  /** SHA-256 (hexadecimal) of all that decides the features: weights, or the definition. */
  readonly checksum: string;
  /**
   * Computes features.
   * @param pictures n × height × width × channels, row-major, in [−1, 1].
   * @param shape Height, width and channels.
   * @returns n × d, row-major.
   * @throws {TypeError} If the extractor cannot take pictures of that shape.
   */
  extract(pictures: Float32Array, shape: PictureShape): Promise<Features>;
}

/** Height, width and channels of pictures. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** Pictures that can be had some at a time, such as a data set or a sampler's output. */
export interface PictureSource {
  /** Their shape. */
  readonly shape: PictureShape;
  /** How many there are. */
  readonly count: number;
  /**
   * Some of the pictures.
   * @param indices Which, each in {0, …, count − 1}.
   * @returns n × height × width × channels, row-major, in [−1, 1].
   */
  batch(indices: ArrayLike<number>): Float32Array | Promise<Float32Array>;
}

/**
 * How pictures are gone through.
 * @category Metrics
 */
export interface FeatureOptions {
  /** Pictures that are in memory together; 64 unless told. */
  batchSize?: number;
  /** Which pictures, in which order; all unless told. */
  indices?: ArrayLike<number>;
}

/**
 * The name under which features are kept in moments and saved statistics: two labels are equal only for the same
 * features.
 * @param extractor The extractor.
 * @returns Such as `inception-v3-fid@6726825d0af5`.
 */
export function featureLabel(extractor: FeatureExtractor): string {
  return `${extractor.name}@${extractor.checksum.slice(0, 12)}`;
}

/**
 * Mean and covariance of the features of pictures, one batch at a time: neither pictures nor features are ever all in
 * memory.
 * @param source The pictures.
 * @param extractor What to compare them by.
 * @param options Batch size, which pictures.
 * @returns The moments, labelled with the features.
 * @throws {RangeError} If there are fewer than two pictures, or a feature is not finite.
 * @category Metrics
 */
export async function momentsOfPictures(
  source: PictureSource,
  extractor: FeatureExtractor,
  options: FeatureOptions = {},
): Promise<Moments> {
  checkArguments("momentsOfPictures", arguments);
  const accumulator = new MomentAccumulator(extractor.dimension, { features: featureLabel(extractor) });
  try {
    for await (const rows of featureBatches(source, extractor, options)) await accumulator.push(rows);
    return await accumulator.finish();
  } finally {
    accumulator.close();
  }
}

/**
 * The features of pictures, for metrics that compare samples with each other.
 * @param source The pictures.
 * @param extractor What to compare them by.
 * @param options Batch size, which pictures.
 * @returns n × d, row-major.
 * @throws {RangeError} If there are no pictures, or a feature is not finite.
 * @category Metrics
 */
export async function featuresOfPictures(
  source: PictureSource,
  extractor: FeatureExtractor,
  options: FeatureOptions = {},
): Promise<Float32Array> {
  checkArguments("featuresOfPictures", arguments);
  const out = new Float32Array((options.indices?.length ?? source.count) * extractor.dimension);
  let at = 0;
  for await (const rows of featureBatches(source, extractor, options)) {
    out.set(rows, at);
    at += rows.length;
  }
  return out;
}

async function* featureBatches(
  source: PictureSource,
  extractor: FeatureExtractor,
  options: FeatureOptions,
): AsyncGenerator<Features> {
  const { batchSize = 64, indices } = options, n = indices?.length ?? source.count;
  const action = `compute ${extractor.name} features`;
  checkInteger(action, "batchSize", batchSize, 1);
  if (n === 0) throw new RangeError(`Cannot ${action}: there are no pictures`);
  for (let at = 0; at < n; at += batchSize) {
    const some = Array.from({ length: Math.min(batchSize, n - at) }, (_, k) => indices ? indices[at + k] : at + k);
    const rows = await extractor.extract(await source.batch(some), source.shape);
    checkLength(action, "the extractor's result", rows, some.length * extractor.dimension);
    checkFeatures(action, "features", rows, extractor.dimension, at);
    yield rows;
  }
}

/**
 * The pixels themselves, or the coordinates of low-dimensional data (height 1, width d, 1 channel).
 * @param shape Height, width and channels.
 * @returns The extractor; its features are the pictures, unchanged.
 * @category Metrics
 */
export function rawFeatures(shape: PictureShape): FeatureExtractor {
  const [height, width, channels] = shape, coordinates = height === 1 && channels === 1;
  const name = coordinates ? "coordinates" : "pixels";
  return functionFeatures(name, height * width * channels, (pictures) => pictures, { version: shape.join("x"), shape });
}

/** What else may be said of a function of the user's. */
export interface FunctionFeatureOptions {
  /** Says which function it is; its source text unless told, which does not see what the function refers to. */
  version?: string;
  /** The only shape that it takes; any unless told. */
  shape?: PictureShape;
}

/**
 * Any function as an extractor.
 * @param name Short name for labels.
 * @param dimension Number of features d.
 * @param compute Gives n × d features of n pictures.
 * @param options A version for the checksum, the shape it takes.
 * @returns The extractor.
 * @throws {RangeError} If the dimension is not positive.
 * @category Metrics
 */
export function functionFeatures(
  name: string,
  dimension: number,
  compute: (pictures: Float32Array, shape: PictureShape) => Features | Promise<Features>,
  options: FunctionFeatureOptions = {},
): FeatureExtractor {
  checkArguments("functionFeatures", arguments);
  checkInteger("make an extractor", "dimension", dimension, 1);
  const { version = compute.toString(), shape: wanted } = options;
  return {
    name,
    distanceName: `Fréchet distance (${name})`,
    dimension,
    checksum: createHash("sha256").update(`${name}\n${dimension}\n${version}`).digest("hex"),
    async extract(pictures: Float32Array, shape: PictureShape): Promise<Features> {
      if (wanted && wanted.join() !== shape.join()) {
        throw new TypeError(
          `Cannot compute ${name} features: pictures must be ${wanted.join(" × ")}, got ${shape.join(" × ")}`,
        );
      }
      return await compute(pictures, shape);
    },
  };
}
