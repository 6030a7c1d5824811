/**
 * What every data set of pictures looks like to the rest of the kit.
 * @module
 */
import type { Labels } from "./layout/picture_classes.ts";

export type { Labels };

/**
 * A set of pictures, all of one shape, in memory or decoded on demand; training takes it as its data.
 * @category Data sets
 */
export interface PictureSet {
  /** Short name in lower case for files and figures, such as `mnist-test` or `procedural`. */
  readonly name: string;
  /** What to write under a figure, such as "MNIST test pictures at 16 × 16". */
  readonly label: string;
  /** Height and width in pixels and the number of channels (1: grey, 3: red, green, blue). */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** How many pictures there are. */
  readonly count: number;
  /** The class of each picture, where the data set has classes. */
  readonly labels?: Labels;
  /** The name of each class, where the classes have names. */
  readonly classes?: readonly string[];
  /** Files that could not be decoded, as far as they have been met; empty or missing where all could. */
  readonly skipped?: readonly string[];
  /**
   * Some of the pictures as floats.
   * @param indices Which pictures, each in {0, …, count − 1}; a picture may come more than once.
   * @returns n × height × width × channels (NHWC), row-major, in [−1, 1].
   * @throws {RangeError} If an index is out of range.
   */
  batch(indices: ArrayLike<number>): Float32Array | Promise<Float32Array>;
}

/**
 * A set of pictures in memory. The pictures are kept as bytes; a batch is made into floats when it is asked for. Files
 * that could not be decoded are left out.
 * @category Data sets
 */
export interface Pictures extends PictureSet {
  /**
   * Some of the pictures as floats, at once.
   * @param indices Which pictures, each in {0, …, count − 1}; a picture may come more than once.
   * @returns n × height × width × channels (NHWC), row-major, in [−1, 1].
   * @throws {RangeError} If an index is out of range.
   */
  batch(indices: ArrayLike<number>): Float32Array;
}
