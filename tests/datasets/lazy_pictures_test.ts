import { gzipSync } from "node:zlib";
import { type LazyOptions, lazyPictures } from "../../lib/datasets/lazy_pictures.ts";
import { openPictures } from "../../lib/datasets/load.ts";
import { findPictureFiles, readPictureFiles } from "../../lib/datasets/picture_files.ts";
import { bytePictures } from "../../lib/datasets/byte_pictures.ts";
import type { TrainingData } from "../../lib/training/data.ts";
import { shuffledOrder } from "../../lib/training/examples.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeTar, makeZip } from "./make_files.ts";
import { flat, greys, writeFiles } from "./make_pictures.ts";

const files = await greys(12);
const lazy = async (path: string, options: LazyOptions = {}) =>
  await lazyPictures("set", "a set", await findPictureFiles(path), options);

Deno.test("lazyPictures() gives the batches that the pictures in memory give, from every kind of place", async () => {
  await using dir = await tempDir();
  const tar = await makeTar(files);
  await writeFiles(dir.file("folder"), files);
  await Deno.writeFile(dir.file("x.zip"), makeZip(files));
  await Deno.writeFile(dir.file("x.tar"), tar);
  await Deno.writeFile(dir.file("x.tgz"), gzipSync(tar));
  const all = await readPictureFiles(await findPictureFiles(dir.file("folder")));
  const expected = bytePictures({ name: "set", label: "a set, 2 × 3", ...all });
  for (const name of ["folder", "x.zip", "x.tar", "x.tgz"]) {
    const set = await lazy(dir.file(name));
    assertEquals([set.name, set.label, set.count, ...set.shape], ["set", "a set, 2 × 3", 12, 2, 3, 3]);
    assertEquals([set.labels, set.classes, set.skipped], [expected.labels, expected.classes, []]);
    assertEquals(await set.batch([5, 0, 11, 5]), expected.batch([5, 0, 11, 5]));
  }
  await assertRejects(async () => await (await lazy(dir.file("x.tar"))).batch([12]), RangeError, "indices[0]");
});

Deno.test("lazyPictures() makes training data, labels and all, in the shuffled order", async () => {
  await using dir = await tempDir();
  await writeFiles(dir.path, files);
  const data: TrainingData = await lazy(dir.path, { channels: 1 });
  const order = shuffledOrder(1, data.count)(5, 12);
  const first = (await data.batch(order)).filter((_, i) => i % 6 === 0);
  // The folders a and b hold the even and the odd multiples of 10.
  const value = (index: number) => 10 * (index < 6 ? 2 * index : 2 * (index - 6) + 1);
  assertEquals(first, Float32Array.from(order, (index) => value(index) / 127.5 - 1));
  assertEquals(data.labels, Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1));
});

Deno.test("lazyPictures() puts the next of its class in the place of a broken picture, says so once and names it", async () => {
  await using dir = await tempDir();
  const broken = { ...files, "a/04.png": files["a/04.png"].slice(0, 40), "b/11.png": Uint8Array.of(1) };
  await writeFiles(dir.path, broken);
  const warnings: string[] = [];
  const set = await lazy(dir.path, { maxBroken: 0.2, channels: 1, warn: (message) => warnings.push(message) });
  // The order is a/00, a/02, a/04, …, b/01, b/03, …: after b/11 comes b/01 again.
  const batch = await set.batch([2, 11, 0]) as Float32Array;
  const bytes = [0, 6, 12].map((i) => Math.round((batch[i] + 1) * 127.5));
  assertEquals(bytes, [60, 10, 0]);
  assertEquals(set.skipped, ["a/04.png", "b/11.png"]);
  assert(warnings.length === 1 && /: [ab]\/\d+\.png: .*takes its place/.test(warnings[0]), `${warnings}`);
});

Deno.test("lazyPictures() stops at too many broken pictures and at mixed sizes, naming them", async () => {
  await using dir = await tempDir();
  await writeFiles(dir.file("broken"), { ...files, "a/04.png": Uint8Array.of(1) });
  const broken = await lazy(dir.file("broken"));
  await assertRejects(
    async () => await broken.batch([2]),
    SyntaxError,
    `Cannot read ${dir.file("broken")}: 1 of 12 pictures cannot be decoded (1 % may), a/04.png: `,
  );
  await writeFiles(dir.file("none"), { "0.png": Uint8Array.of(1), "1.png": Uint8Array.of(2) });
  await assertRejects(() => lazy(dir.file("none"), { maxBroken: 1 }), SyntaxError, "2 of 2 pictures");
  await writeFiles(dir.file("mixed"), { ...files, "b/11.png": await flat(5, 2, [1]) });
  const mixed = await lazy(dir.file("mixed"));
  await assertRejects(
    async () => await mixed.batch([0, 11]),
    TypeError,
    "pictures differ in size (a/00.png is 2 × 3, b/11.png is 2 × 5); give a size",
  );
});

Deno.test("openPictures() keeps what fits in memory and decodes the rest on demand", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.tgz"), size = [1, 1] as const;
  await Deno.writeFile(path, gzipSync(await makeTar(files)));
  const inMemory = await openPictures(path, { size, memory: 36 });
  const fits = inMemory.batch([3]);
  assert(fits instanceof Float32Array && inMemory.count === 12);
  const looked = await openPictures(path, { channels: 1, memory: 5000, limit: 6 });
  assert(looked.batch([0]) instanceof Float32Array, "the first picture shows that all six fit");
  await assertRejects(() => openPictures(path, { size, memory: 35 }), RangeError, "take more than 35 bytes");
  await writeFiles(dir.file("folder"), files);
  const folder = await openPictures(dir.file("folder"), { size, memory: 35 });
  const later = folder.batch([3]);
  assert(later instanceof Promise);
  assertEquals(await later, fits);
});
