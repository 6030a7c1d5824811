/**
 * The pictures of a run as files that NumPy maps into memory.
 * @module
 */
import { join } from "node:path";
import { encodeNpy, npyHeader } from "../../io/formats/npy.ts";
import type { TrainingData } from "../../training/data.ts";

/** Pictures that are made into bytes at a time. */
const AT_ONCE = 64;

/**
 * Writes pictures as bytes, and their labels where there are any.
 * @param folder Where to; it is there.
 * @param data The pictures.
 * @param labelled Whether the network is told the labels.
 * @throws {TypeError} If it is told labels and there are none.
 * @throws {Error} If the disk is full or a picture cannot be read.
 */
export async function writePictures(folder: string, data: TrainingData, labelled: boolean): Promise<void> {
  if (labelled && data.labels === undefined) {
    throw new TypeError(`Cannot emit for accelerate: ${data.name} has no labels for the network's classes`);
  }
  using file = await Deno.open(join(folder, "pictures.npy"), { write: true, createNew: true });
  await writeAll(file, npyHeader("u1", [data.count, ...data.shape]));
  for (let at = 0; at < data.count; at += AT_ONCE) {
    const indices = Uint32Array.from({ length: Math.min(AT_ONCE, data.count - at) }, (_, i) => at + i);
    // b / 127.5 − 1 back to b.
    await writeAll(file, Uint8Array.from(await data.batch(indices), (value) => Math.round((value + 1) * 127.5)));
  }
  await file.sync();
  if (!labelled) return;
  const labels = Int32Array.from(data.labels!);
  await Deno.writeFile(
    join(folder, "labels.npy"),
    encodeNpy({ type: "i4", shape: [labels.length], data: labels }),
    { createNew: true },
  );
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
