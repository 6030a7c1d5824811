/**
 * What training asks of data.
 * @module
 */
import { checkFinite, checkInteger, checkRows } from "../numerics/check.ts";

/**
 * A finite set of samples of one shape; any `Pictures` is one.
 * @category Training
 */
export interface TrainingData {
  /** Its name, for messages and figures. */
  readonly name: string;
  /** The shape of one sample: [height, width, channels] or [dimension]. */
  readonly shape: readonly number[];
  /** How many samples there are. */
  readonly count: number;
  /**
   * Some of the samples, row-major.
   * @param indices Which, each in {0, …, count − 1}.
   * @returns indices.length × the size of one sample; pictures in [−1, 1].
   */
  batch(indices: Uint32Array): Float32Array | Promise<Float32Array>;
  /** The class of each sample in {0, 1, …}, where there are classes; told to networks with `classes`. */
  readonly labels?: ArrayLike<number>;
  /** A picture beside each sample, of the same height and width; told to networks with `imageChannels`. */
  readonly image?: ImageData;
}

/**
 * Pictures that go with samples.
 * @category Training
 */
export interface ImageData {
  /** Their channels. */
  readonly channels: number;
  /**
   * The pictures of some samples.
   * @param indices Which samples.
   * @returns indices.length × height × width × channels, row-major.
   */
  batch(indices: Uint32Array): Float32Array | Promise<Float32Array>;
}

/**
 * Low-dimensional points as training data.
 * @param name Its name, for messages and figures.
 * @param points n × dimension, row-major.
 * @param dimension The number of columns, at least 1.
 * @returns The data; it keeps a float32 copy.
 * @throws {TypeError} If the array does not hold whole rows.
 * @throws {RangeError} If it is empty or holds a value that is not finite.
 * @category Training
 */
export function pointData(name: string, points: Float64Array | Float32Array, dimension: number): TrainingData {
  const action = `make data "${name}"`;
  checkInteger(action, "dimension", dimension, 1);
  const count = checkRows(action, "points", points, dimension);
  if (count === 0) throw new RangeError(`Cannot ${action}: points must hold at least one row, got none`);
  checkFinite(action, "points", points);
  const rows = Float32Array.from(points);
  return {
    name,
    shape: [dimension],
    count,
    batch(indices) {
      const out = new Float32Array(indices.length * dimension);
      indices.forEach((index, i) => out.set(rows.subarray(index * dimension, (index + 1) * dimension), i * dimension));
      return out;
    },
  };
}
