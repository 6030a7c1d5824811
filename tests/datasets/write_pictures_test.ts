import { loadPictures } from "../../lib/datasets/load.ts";
import { procedural } from "../../lib/datasets/procedural.ts";
import { writePictures } from "../../lib/datasets/write_pictures.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";

Deno.test("writePictures() writes what loadPictures() reads: the same bytes and classes", async () => {
  await using dir = await tempDir();
  const pictures = procedural(12, 0, 8);
  assertEquals(await writePictures(dir.path, pictures), 12);
  const read = await loadPictures(dir.path, { channels: 1 });
  assertEquals([read.shape, read.count], [[8, 8, 1], 12]);
  // Read in the order of the classes' names; within a class in the order written.
  const names = Array.from(pictures.labels!, (label) => pictures.classes![label]);
  const order = names.map((_, i) => i).sort((a, b) => names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b);
  assertEquals(Array.from(read.labels!, (label) => read.classes![label]), order.map((i) => names[i]));
  assertEquals(read.batch(order.map((_, i) => i)), pictures.batch(order));
});

Deno.test("writePictures() names the path that cannot be written", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("file"), "");
  await assertRejects(() => writePictures(dir.file("file"), procedural(1, 0, 8)), Error, "Cannot write");
});
