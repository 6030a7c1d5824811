/**
 * How data sets of pictures are loaded.
 * @module
 */
import { checkInteger, checkNumber } from "../numerics/check.ts";
import type { ArrayNames } from "./array_files.ts";

/**
 * What to load of a data set and how.
 * @category Data sets
 */
export interface LoadOptions {
  /** Height and width to bring every picture to: the centre is cut to the aspect ratio, then areas are averaged. */
  readonly size?: readonly [height: number, width: number];
  /** 1 (grey) or 3 (colour); as stored unless told, and 3 for folders and archives of pictures. */
  readonly channels?: number;
  /** At most so many pictures, evenly spread over the set's order. */
  readonly limit?: number;
  /**
   * Which split: of a registered set, and of arrays or CIFAR-10 with several, the first unless told; of a folder or archive
   * the top folder's name, or all.
   */
  readonly split?: string;
  /** The names of the arrays in a .npz, where they are not among those that are known. */
  readonly arrays?: ArrayNames;
  /** The share of a folder's or archive's pictures that may be undecodable; 0.01 unless told. */
  readonly maxBroken?: number;
  /** Told of what the reader should know and need not act on, such as pictures left out; `console.warn` unless told. */
  readonly warn?: (message: string) => void;
}

/**
 * How `openPictures` opens a data set.
 * @category Data sets
 */
export interface OpenOptions extends LoadOptions {
  /** Bytes that the pictures may take in memory; beyond that they are decoded on demand. 1 GiB unless told. */
  readonly memory?: number;
}

/**
 * Checks what can be checked before a data set is known.
 * @param options The options.
 * @throws {RangeError} If one is out of range.
 */
export function checkOptions({ size, channels, limit, maxBroken }: LoadOptions): void {
  if (size !== undefined) { for (const side of size) checkInteger("load pictures", "size", side, 1, 4096); }
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    throw new RangeError(`Cannot load pictures: channels must be 1 or 3, got ${channels}`);
  }
  if (limit !== undefined) checkInteger("load pictures", "limit", limit, 1);
  if (maxBroken !== undefined) checkNumber("load pictures", "maxBroken", maxBroken, 0, 1);
}

/**
 * Who is told of what the reader should know.
 * @param options The options.
 * @returns The function that was given, or `console.warn`.
 */
export function warnOf(options: LoadOptions): (message: string) => void {
  return options.warn ?? ((message) => console.warn(message));
}
