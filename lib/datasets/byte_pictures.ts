/**
 * Pictures kept as bytes, made into floats batch by batch.
 * @module
 */
import { checkInteger, checkLength } from "../numerics/check.ts";
import { type Shown, shown } from "../numerics/shown.ts";
import { pictureSheet } from "../io/formats/picture_sheet.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Pictures, PictureSet } from "./types.ts";

/** What {@link bytePictures} is made from: what a set says of itself, and its bytes. */
export interface BytePicturesParts
  extends Pick<PictureSet, "name" | "label" | "shape" | "labels" | "classes" | "skipped"> {
  /** count × height × width × channels bytes, 0 … 255. */
  readonly bytes: Uint8Array;
}

/**
 * A data set over an array of bytes. Byte b becomes b / 127.5 − 1, so that 0 is −1 and 255 is 1.
 * @param parts Name, label, shape and bytes; the bytes are not copied.
 * @returns The data set.
 * @throws {TypeError} If the bytes are not whole pictures or the labels not one a picture.
 * @category Data sets
 */
export function bytePictures(parts: BytePicturesParts): Pictures {
  checkArguments("bytePictures", arguments);
  const { bytes, shape, ...rest } = parts;
  const size = shape[0] * shape[1] * shape[2];
  const count = bytes.length / size;
  if (!Number.isInteger(count)) {
    throw new TypeError(`Cannot make a data set: bytes must hold pictures of ${size} bytes, got ${bytes.length}`);
  }
  if (parts.labels) checkLength("make a data set", "labels", parts.labels, count);
  const pictures: Pictures = {
    ...rest,
    shape,
    count,
    batch(indices: ArrayLike<number>): Float32Array {
      const out = new Float32Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        checkInteger("take a batch", `indices[${i}]`, indices[i], 0, count - 1);
        floatsInto(bytes.subarray(indices[i] * size, (indices[i] + 1) * size), out, i * size);
      }
      return out;
    },
  };
  return shown(pictures, describe);
}

/** The most pictures that are shown. */
const FIRST = 32;

async function describe(pictures: Pictures): Promise<Shown> {
  const { label, count, shape, classes } = pictures,
    first = Array.from({ length: Math.min(count, FIRST) }, (_, i) => i);
  const png = count === 0 ? undefined : await pictureSheet(pictures.batch(first), shape, { perRow: 16, zoom: 2 });
  return {
    heading: label,
    rows: [
      ["pictures", `${count} of ${shape.join(" × ")}`],
      ...(classes === undefined ? [] : [["classes", classes.join(", ")] as const]),
    ],
    ...(png && { png: (png as Uint8Array & { toBase64(): string }).toBase64() }),
  };
}

/**
 * Writes a picture's bytes as floats in [−1, 1]: byte b becomes b / 127.5 − 1.
 * @param bytes The bytes.
 * @param out Where to.
 * @param at The index in `out` of the first.
 */
export function floatsInto(bytes: Uint8Array, out: Float32Array, at: number): void {
  for (let j = 0; j < bytes.length; j++) out[at + j] = FLOATS[bytes[j]];
}

/** Every byte's float, computed in float64 and rounded once. */
const FLOATS = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);
