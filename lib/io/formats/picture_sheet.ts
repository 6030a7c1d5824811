/**
 * Pictures side by side as one PNG.
 * @module
 */
import { checkFinite, checkInteger } from "../../numerics/check.ts";

/** How pictures lie on a sheet. */
export interface SheetOptions {
  /** Pictures in a row; as many as make the sheet about square unless told. */
  readonly perRow?: number;
  /** Pixels of the sheet to a pixel of a picture; enough for pictures of 64 pixels unless told. */
  readonly zoom?: number;
}

/**
 * Puts pictures on a sheet, with a pixel of white between them.
 * @param pictures n × height × width × channels, row-major; values below −1 are black, above 1 white.
 * @param shape Height, width and channels of one (1: grey, 3: red, green, blue).
 * @param options How they lie.
 * @returns A PNG file.
 * @throws {TypeError} If the values are not whole pictures.
 * @throws {RangeError} If a value is not finite.
 */
export async function pictureSheet(
  pictures: ArrayLike<number>,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  options: SheetOptions = {},
): Promise<Uint8Array> {
  const size = height * width * channels, count = pictures.length / size;
  if (!Number.isInteger(count) || count === 0) {
    throw new TypeError(`Cannot draw pictures: they must be of ${size} values each, got ${pictures.length}`);
  }
  checkFinite("draw pictures", "pictures", pictures);
  const { perRow = Math.ceil(Math.sqrt(count)), zoom = Math.max(1, Math.ceil(64 / Math.max(height, width))) } = options;
  checkInteger("draw pictures", "perRow", perRow, 1);
  checkInteger("draw pictures", "zoom", zoom, 1, 64);
  const columns = Math.min(perRow, count), rows = Math.ceil(count / columns);
  const across = columns * (width * zoom + 1) - 1, down = rows * (height * zoom + 1) - 1;
  const bytes = new Uint8Array(across * down * channels).fill(255);
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (width * zoom + 1), top = Math.floor(i / columns) * (height * zoom + 1);
    for (let y = 0; y < height * zoom; y++) {
      for (let x = 0; x < width * zoom; x++) {
        const from = i * size + (Math.floor(y / zoom) * width + Math.floor(x / zoom)) * channels;
        const to = ((top + y) * across + left + x) * channels;
        for (let c = 0; c < channels; c++) {
          bytes[to + c] = Math.round((Math.min(1, Math.max(-1, pictures[from + c])) + 1) * 127.5);
        }
      }
    }
  }
  // Loaded here, so that who draws nothing does not wait for it.
  const { default: sharp } = await import("sharp");
  const raw = { width: across, height: down, channels: channels as 1 | 3 };
  const png = await sharp(bytes, { raw }).toColourspace(channels === 1 ? "b-w" : "srgb").png().toBuffer();
  return new Uint8Array(png);
}
