/**
 * Writing pictures into a folder, which is a data set itself.
 * @module
 */
import { join } from "node:path";
import { writeFileAtomic } from "../io/atomic.ts";
import type { PictureSet } from "./types.ts";

/**
 * Writes pictures as PNG files, `00000.png` and so on, in a folder for each class where they have classes: what
 * `loadPictures(folder)` reads again.
 * @param folder The folder; it is made where it is missing, and files of the same names are replaced.
 * @param pictures The pictures.
 * @returns How many files were written.
 * @throws {Error} "Cannot write PATH: …".
 * @category Data sets
 */
export async function writePictures(folder: string, pictures: PictureSet): Promise<number> {
  const { shape: [height, width, channels], count, labels, classes } = pictures;
  const { default: sharp } = await import("sharp");
  for (let i = 0; i < count; i++) {
    const bytes = Uint8Array.from(await pictures.batch([i]), (value) => Math.round((value + 1) * 127.5));
    const raw = { height, width, channels: channels as 1 | 3 };
    const png = await sharp(bytes, { raw }).toColourspace(channels === 1 ? "b-w" : "srgb").png().toBuffer();
    const group = labels === undefined ? [] : [classes?.[labels[i]] ?? String(labels[i])];
    await writeFileAtomic(join(folder, ...group, `${String(i).padStart(5, "0")}.png`), png);
  }
  return count;
}
