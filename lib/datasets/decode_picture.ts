/**
 * From the bytes of a JPEG, PNG or WebP file to a picture of the wanted size and channels.
 * @module
 */
import { type Bitmap, fitPicture, toChannels } from "./resize.ts";

/** What to make of a picture. */
export interface PictureForm {
  /** Height and width to bring it to; as stored unless told. */
  readonly size?: readonly [height: number, width: number];
  /** 1 (grey) or 3 (colour); 3 unless told. */
  readonly channels?: number;
}

/** Enough for a camera, too few for a decompression bomb to hurt. */
const MOST_PIXELS = 100e6;

/**
 * Decodes a picture: turned as its EXIF orientation says, put on black where it is transparent, brought to 8 bits, to
 * grey or colour, and to the size by {@link fitPicture} (the centre is cut to the aspect ratio, then areas are averaged).
 * @param content The file's bytes.
 * @param form Size and channels.
 * @returns The picture.
 * @throws {Error} If it cannot be decoded, or has more than 100 million pixels.
 */
export async function decodePicture(content: Uint8Array, form: PictureForm): Promise<Bitmap> {
  // Only those who read JPEG, PNG or WebP pay for loading a native decoder, or need one that loads.
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(content, { failOn: "error", limitInputPixels: MOST_PIXELS })
    .rotate().flatten({ background: "#000" }).toColourspace("srgb").raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const picture = toChannels({ ...info, bytes }, form.channels ?? 3);
  return form.size === undefined ? picture : fitPicture(picture, form.size[0], form.size[1]);
}
