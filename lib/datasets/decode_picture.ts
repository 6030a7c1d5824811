/**
 * From the bytes of a picture file to a picture of the wanted size and channels.
 * @module
 */
import { DECODED, decodedFormats, pictureFormat } from "./layout/picture_format.ts";
import { type Bitmap, fitPicture, toChannels } from "./resize.ts";

/** What to make of a picture. */
export interface PictureForm {
  /** Height and width to bring it to; as stored unless told. */
  readonly size?: readonly [height: number, width: number];
  /** 1 (grey) or 3 (colour); 3 unless told. */
  readonly channels?: number;
}

/** Enough for a camera; no more than that is decoded at a time, in however many pictures. */
const MOST_PIXELS = 100e6;
/** Pixels that any file may have, and how many more for each of its bytes: drawings reach that, photographs a tenth. */
const HARMLESS_PIXELS = 16e6, PIXELS_PER_BYTE = 85;

/**
 * Decodes a picture: turned as its EXIF orientation says, put on black where it is transparent, brought to 8 bits, to
 * grey or colour, and to the size by {@link fitPicture} (the centre is cut to the aspect ratio, then areas are averaged).
 * @param content The file's bytes.
 * @param form Size and channels.
 * @param onSeveral Told where the file holds several pictures, of which the first is taken.
 * @returns The picture.
 * @throws {Error} If it cannot be decoded, is in no format that is, or has more than 100 million pixels, or more than 16
 * million and more than 85 a byte.
 */
export async function decodePicture(
  content: Uint8Array,
  form: PictureForm,
  onSeveral?: () => void,
): Promise<Bitmap> {
  // By content alone: what is called .png may be SVG, which can name other files.
  const format = pictureFormat(content);
  if (format === undefined) throw new Error(`it is no ${decodedFormats()} picture`);
  if (!DECODED.includes(format)) throw new Error(`${format} is not read`);
  const most = Math.min(MOST_PIXELS, Math.max(HARMLESS_PIXELS, PIXELS_PER_BYTE * content.length));
  try {
    return await decode(content, most, form, onSeveral);
  } catch (error) {
    if (!/pixel limit/.test((error as Error).message)) throw error;
    throw new Error(`it has more than ${most} pixels in ${content.length} bytes`);
  }
}

async function decode(
  content: Uint8Array,
  most: number,
  form: PictureForm,
  onSeveral?: () => void,
): Promise<Bitmap> {
  // Only those who read picture files pay for loading a native decoder, or need one that loads.
  const { default: sharp } = await import("sharp");
  const { width, height, pages = 1 } = await sharp(content, { limitInputPixels: most }).metadata();
  if (pages > 1) onSeveral?.();
  return await withPixels(width * height, async () => {
    const { data, info } = await sharp(content, { failOn: "error", limitInputPixels: most })
      .rotate().flatten({ background: "#000" }).toColourspace("srgb").raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const picture = toChannels({ ...info, bytes }, form.channels ?? 3);
    return form.size === undefined ? picture : fitPicture(picture, form.size[0], form.size[1]);
  });
}

let inFlight = 0;
const waiting: (() => void)[] = [];

/** Waits until so many pixels may be decoded beside those that are; any picture may be decoded alone. */
async function withPixels<T>(pixels: number, work: () => Promise<T>): Promise<T> {
  while (inFlight > 0 && inFlight + pixels > MOST_PIXELS) await new Promise<void>((resolve) => waiting.push(resolve));
  inFlight += pixels;
  try {
    return await work();
  } finally {
    inFlight -= pixels;
    waiting.splice(0).forEach((resolve) => resolve());
  }
}
