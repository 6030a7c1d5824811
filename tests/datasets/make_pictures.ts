/** Small picture files. */
import sharp from "sharp";

/** A picture of one colour, of as many channels as the colour has. */
export async function flat(
  width: number,
  height: number,
  color: number[],
  format: "png" | "jpeg" | "webp" = "png",
): Promise<Uint8Array> {
  const bytes = Uint8Array.from({ length: width * height * color.length }, (_, i) => color[i % color.length]);
  const channels = color.length as 1 | 2 | 3 | 4;
  const picture = sharp(bytes, { raw: { width, height, channels } });
  return new Uint8Array(await picture.toFormat(format, { lossless: format === "webp" }).toBuffer());
}

/** Files 00.png, 01.png, … of one grey each, 10 apart, alternately in the folders given. */
export async function greys(count: number, folders: string[] = ["a", "b"]): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) {
    const folder = folders[i % folders.length];
    files[`${folder === "" ? "" : `${folder}/`}${`${i}`.padStart(2, "0")}.png`] = await flat(3, 2, [10 * i]);
  }
  return files;
}

/** Writes files under a folder. */
export async function writeFiles(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(`${folder}/${name}`, content);
  }
}
