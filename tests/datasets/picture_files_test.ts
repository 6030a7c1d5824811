import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { readPictureFiles } from "../../lib/datasets/picture_files.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeTar } from "./make_files.ts";

async function flat(
  width: number,
  height: number,
  color: number[],
  format: "png" | "jpeg" = "png",
): Promise<Uint8Array> {
  const bytes = Uint8Array.from({ length: width * height * color.length }, (_, i) => color[i % color.length]);
  const channels = color.length as 1 | 2 | 3 | 4;
  return new Uint8Array(await sharp(bytes, { raw: { width, height, channels } }).toFormat(format).toBuffer());
}

const red = await flat(4, 4, [255, 0, 0]), grey = await flat(4, 4, [60]);
const files = { "train/red/0.png": red, "train/grey/0.PNG": grey, "test/red/1.png": red, "train/notes.txt": grey };

Deno.test("readPictureFiles() reads a folder, a tar and a tar.gz alike", async () => {
  await using dir = await tempDir();
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(dir.file(`folder/${name.slice(0, name.lastIndexOf("/"))}`), { recursive: true });
    await Deno.writeFile(dir.file(`folder/${name}`), content);
  }
  await Deno.writeFile(dir.file("folder/train/red/._0.png"), grey);
  const tar = await makeTar(files);
  await Deno.writeFile(dir.file("x.tar"), tar);
  await Deno.writeFile(dir.file("x.tgz"), gzipSync(tar));
  for (const name of ["folder", "x.tar", "x.tgz"]) {
    const read = await readPictureFiles(dir.file(name), { split: "train" });
    assertEquals(read.shape, [4, 4, 3]);
    assertEquals(read.classes, ["grey", "red"]);
    assertEquals(read.labels, Uint8Array.from([0, 1]));
    assertEquals(read.bytes, Uint8Array.from({ length: 96 }, (_, i) => i < 48 ? 60 : i % 3 === 0 ? 255 : 0));
    assertEquals((await readPictureFiles(dir.file(name))).bytes.length, 3 * 48);
  }
});

Deno.test("readPictureFiles() brings pictures of any kind to one size and one number of channels", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("a.jpg"), await flat(9, 6, [100, 100, 100], "jpeg"));
  await Deno.writeFile(dir.file("b.png"), await flat(3, 8, [100]));
  // Half transparent white on black.
  await Deno.writeFile(dir.file("c.png"), await flat(4, 4, [255, 255, 255, 100]));
  const read = await readPictureFiles(dir.path, { size: [2, 2], channels: 1 });
  assertEquals(read.shape, [2, 2, 1]);
  assertEquals(read.labels, undefined);
  assert(read.bytes.length === 12 && read.bytes.every((byte) => Math.abs(byte - 100) <= 1), `${read.bytes}`);
  await assertRejects(() => readPictureFiles(dir.path), TypeError, "pictures differ in size");
});

Deno.test("readPictureFiles() keeps a spread of the pictures under a limit", async () => {
  await using dir = await tempDir();
  for (let i = 0; i < 9; i++) await Deno.writeFile(dir.file(`${i}.png`), await flat(1, 1, [20 * i]));
  const read = await readPictureFiles(dir.path, { limit: 3, channels: 1 });
  assertEquals(read.bytes, Uint8Array.from([0, 60, 120]));
});

Deno.test("readPictureFiles() leaves out and names what it cannot decode, up to a share", async () => {
  await using dir = await tempDir();
  for (let i = 0; i < 5; i++) await Deno.writeFile(dir.file(`${i}.png`), await flat(2, 2, [20 * i]));
  await Deno.writeFile(dir.file("2.png"), grey.subarray(0, 40));
  const read = await readPictureFiles(dir.path, { maxBroken: 0.2, channels: 1 });
  assertEquals(read.skipped, ["2.png"]);
  assertEquals(read.bytes, Uint8Array.from([0, 0, 0, 0, 20, 20, 20, 20, 60, 60, 60, 60, 80, 80, 80, 80]));
  await assertRejects(
    () => readPictureFiles(dir.path),
    SyntaxError,
    `Cannot read ${dir.path}: 1 of 5 pictures cannot be decoded (1 % may), 2.png: `,
  );
});

Deno.test("readPictureFiles() says that there are none", async () => {
  await using dir = await tempDir();
  await assertRejects(() => readPictureFiles(dir.path), SyntaxError, "no JPEG or PNG pictures in it");
  await assertRejects(() => readPictureFiles(dir.file("none")), Error, `Cannot read ${dir.file("none")}`);
  await Deno.writeFile(dir.file("a.png"), red);
  await assertRejects(() => readPictureFiles(dir.path, { split: "dev" }), SyntaxError, "under dev/");
});
