/**
 * Which picture format a file is in, by its first bytes: endings lie.
 * @module
 */

/** Formats that are recognised. */
export type PictureFormat =
  | "JPEG"
  | "PNG"
  | "WebP"
  | "GIF"
  | "TIFF"
  | "AVIF"
  | "BMP"
  | "HEIC"
  | "JPEG XL"
  | "JPEG 2000"
  | "PSD"
  | "SVG";

/** The formats that are decoded. */
export const DECODED: readonly PictureFormat[] = ["JPEG", "PNG", "WebP", "GIF", "TIFF", "AVIF"];

/**
 * The formats that are decoded, in words.
 * @returns "JPEG, PNG, … or AVIF".
 */
export function decodedFormats(): string {
  return `${DECODED.slice(0, -1).join(", ")} or ${DECODED.at(-1)}`;
}

/** How many of a file's first bytes are enough to tell its format. */
export const FORMAT_BYTES = 64;

/** The sizes of a bitmap's second header in all versions; two letters alone would be found in many a text. */
const BITMAP_HEADERS = [12, 16, 40, 52, 56, 64, 108, 124];

/**
 * Tells the format of a picture.
 * @param head The first bytes of a file, {@linkcode FORMAT_BYTES} of them where it has so many.
 * @returns The format, or undefined where it is no picture of a known format.
 */
export function pictureFormat(head: Uint8Array): PictureFormat | undefined {
  const text = String.fromCharCode(...head.subarray(0, FORMAT_BYTES));
  if (text.startsWith("\xff\xd8\xff")) return "JPEG";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (/^RIFF[^]{4}WEBP/.test(text)) return "WebP";
  if (/^GIF8[79]a/.test(text)) return "GIF";
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return "TIFF";
  if (/^[^]{4}ftyp/.test(text)) {
    // The brands of an ISO media file: the major one, a version, and those that it is compatible with.
    const brands = text.slice(8, Math.min(text.length, new DataView(head.buffer, head.byteOffset).getUint32(0)));
    if (/avi[fs]/.test(brands)) return "AVIF";
    return /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? "HEIC" : undefined;
  }
  if (text.startsWith("BM") && head.length >= 18 && BITMAP_HEADERS.includes(head[14]) && head[15] === 0) return "BMP";
  if (text.startsWith("\xff\x0a") || text.startsWith("\0\0\0\x0cJXL ")) return "JPEG XL";
  if (text.startsWith("\0\0\0\x0cjP  ") || text.startsWith("\xff\x4f\xff\x51")) return "JPEG 2000";
  if (text.startsWith("8BPS")) return "PSD";
  return /^(\xef\xbb\xbf)?\s*<(\?xml|svg|!DOCTYPE svg|!--)/i.test(text) ? "SVG" : undefined;
}
