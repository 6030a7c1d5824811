/**
 * Bringing a picture to a shape: pad, cut the centre, average areas, convert between grey and colour.
 * @module
 */
import { checkInteger, checkLength } from "../numerics/check.ts";

/** A picture as bytes: height × width × channels, row-major, interleaved. */
export interface Bitmap {
  /** Height in pixels. */
  readonly height: number;
  /** Width in pixels. */
  readonly width: number;
  /** 1 (grey) or 3 (red, green, blue). */
  readonly channels: number;
  /** height × width × channels bytes. */
  readonly bytes: Uint8Array;
}

/**
 * Puts a picture in the middle of a larger one filled with 0; an odd remainder goes to the bottom and the right.
 * @param picture The picture.
 * @param height The new height, at least the picture's.
 * @param width The new width, at least the picture's.
 * @returns A new picture.
 * @throws {RangeError} If the new size is smaller.
 */
export function padCentre(picture: Bitmap, height: number, width: number): Bitmap {
  checkInteger("pad a picture", "height", height, picture.height);
  checkInteger("pad a picture", "width", width, picture.width);
  const { channels } = picture;
  const bytes = new Uint8Array(height * width * channels);
  const top = (height - picture.height) >> 1, left = (width - picture.width) >> 1;
  const row = picture.width * channels;
  for (let y = 0; y < picture.height; y++) {
    bytes.set(picture.bytes.subarray(y * row, (y + 1) * row), ((y + top) * width + left) * channels);
  }
  return { height, width, channels, bytes };
}

/**
 * The largest centred part of a picture with the aspect ratio of the target, averaged down (or spread up) to the target.
 *
 * Each target pixel is the mean of the source over exactly its area, partly covered source pixels counted by the part
 * covered, rounded to the nearest byte. Nothing is interpolated, so no ringing and no invented detail: going up repeats
 * pixels. Values are averaged as stored (gamma-encoded), as image metrics and other people's loaders do.
 *
 * @param picture The picture.
 * @param height Target height in pixels, at least 1.
 * @param width Target width in pixels, at least 1.
 * @returns A new picture, or the same one where the size is already right.
 * @throws {RangeError} If the target is not at least 1 × 1.
 * @throws {TypeError} If the bytes do not fit the picture's own size.
 */
export function fitPicture(picture: Bitmap, height: number, width: number): Bitmap {
  checkInteger("resize a picture", "height", height, 1);
  checkInteger("resize a picture", "width", width, 1);
  checkLength("resize a picture", "bytes", picture.bytes, picture.height * picture.width * picture.channels);
  if (picture.height === height && picture.width === width) return picture;
  const { channels } = picture;
  const scale = Math.min(picture.height / height, picture.width / width);
  const rows = weights(picture.height, (picture.height - height * scale) / 2, scale, height);
  const columns = weights(picture.width, (picture.width - width * scale) / 2, scale, width);
  const bytes = new Uint8Array(height * width * channels);
  const sum = new Float64Array(channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      const [top, vertical] = rows[y], [left, horizontal] = columns[x];
      for (let i = 0; i < vertical.length; i++) {
        for (let j = 0; j < horizontal.length; j++) {
          const w = vertical[i] * horizontal[j];
          const from = ((top + i) * picture.width + left + j) * channels;
          for (let c = 0; c < channels; c++) sum[c] += w * picture.bytes[from + c];
        }
      }
      for (let c = 0; c < channels; c++) bytes[(y * width + x) * channels + c] = Math.round(sum[c]);
    }
  }
  return { height, width, channels, bytes };
}

/**
 * Converts between grey and colour: luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), or three equal channels.
 * @param picture The picture.
 * @param channels 1 or 3.
 * @returns A new picture, or the same one where it already has that many channels.
 * @throws {RangeError} If the channels are neither 1 nor 3.
 */
export function toChannels(picture: Bitmap, channels: number): Bitmap {
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`Cannot convert a picture: channels must be 1 or 3, got ${channels}`);
  }
  if (picture.channels === channels) return picture;
  const pixels = picture.height * picture.width;
  const bytes = new Uint8Array(pixels * channels);
  for (let i = 0; i < pixels; i++) {
    if (channels === 3) bytes.fill(picture.bytes[i], 3 * i, 3 * i + 3);
    else {
      const [r, g, b] = [picture.bytes[3 * i], picture.bytes[3 * i + 1], picture.bytes[3 * i + 2]];
      bytes[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    }
  }
  return { height: picture.height, width: picture.width, channels, bytes };
}

/** For each target cell the first source cell that it touches and the share of the mean that each touched one has. */
function weights(size: number, offset: number, scale: number, cells: number): [first: number, shares: number[]][] {
  return Array.from({ length: cells }, (_, cell) => {
    const low = offset + cell * scale, high = low + scale;
    const first = Math.min(size - 1, Math.floor(low + 1e-9));
    const last = Math.min(size - 1, Math.max(first, Math.ceil(high - 1e-9) - 1));
    const shares: number[] = [];
    for (let i = first; i <= last; i++) shares.push(Math.min(high, i + 1) - Math.max(low, i));
    const total = shares.reduce((a, b) => a + b, 0);
    return [first, shares.map((share) => share / total)];
  });
}
