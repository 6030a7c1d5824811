import { gzipSync } from "node:zlib";
import * as fc from "../property.ts";
import { findPictureFiles, type PictureFileOptions, readPictureFiles } from "../../lib/datasets/picture_files.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeTar, makeZip } from "./make_files.ts";
import { flat, writeFiles } from "./make_pictures.ts";

const read = async (path: string, options: PictureFileOptions = {}) =>
  await readPictureFiles(await findPictureFiles(path, options), options);

const red = await flat(4, 4, [255, 0, 0]), grey = await flat(4, 4, [60]);
const files = {
  "train/notes.txt": new TextEncoder().encode("notes"),
  "train/red/0.png": red,
  "train/grey/0.PNG": grey,
  "test/red/1.png": red,
};

Deno.test("readPictureFiles() reads a folder, a zip, a tar and a tar.gz alike", async () => {
  await using dir = await tempDir();
  await writeFiles(dir.file("folder"), files);
  await Deno.writeFile(dir.file("folder/train/red/._0.png"), grey);
  const tar = await makeTar(files);
  await Deno.writeFile(dir.file("x.tar"), tar);
  await Deno.writeFile(dir.file("x.tgz"), gzipSync(tar));
  await Deno.writeFile(dir.file("x.zip"), makeZip(files));
  for (const name of ["folder", "x.tar", "x.tgz", "x.zip"]) {
    const all = await read(dir.file(name), { split: "train" });
    assertEquals(all.shape, [4, 4, 3]);
    assertEquals(all.classes, ["grey", "red"]);
    assertEquals(all.labels, Uint8Array.from([0, 1]));
    assertEquals(all.bytes, Uint8Array.from({ length: 96 }, (_, i) => i < 48 ? 60 : i % 3 === 0 ? 255 : 0));
    assertEquals((await read(dir.file(name))).bytes.length, 3 * 48);
  }
});

Deno.test("readPictureFiles() brings pictures of any kind to one size and one number of channels", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("a.jpg"), await flat(9, 6, [100, 100, 100], "jpeg"));
  await Deno.writeFile(dir.file("b.png"), await flat(3, 8, [100]));
  await Deno.writeFile(dir.file("d.webp"), await flat(8, 8, [100, 100, 100], "webp"));
  // Half transparent white on black.
  await Deno.writeFile(dir.file("c.png"), await flat(4, 4, [255, 255, 255, 100]));
  const all = await read(dir.path, { size: [2, 2], channels: 1 });
  assertEquals(all.shape, [2, 2, 1]);
  assertEquals(all.labels, undefined);
  assert(all.bytes.length === 16 && all.bytes.every((byte) => Math.abs(byte - 100) <= 1), `${all.bytes}`);
  await assertRejects(() => read(dir.path), TypeError, "pictures differ in size");
});

Deno.test("readPictureFiles() keeps a spread of the pictures under a limit", async () => {
  await using dir = await tempDir();
  for (let i = 0; i < 9; i++) await Deno.writeFile(dir.file(`${i}.png`), await flat(1, 1, [20 * i]));
  const all = await read(dir.path, { limit: 3, channels: 1 });
  assertEquals(all.bytes, Uint8Array.from([0, 60, 120]));
});

Deno.test("readPictureFiles() leaves out and names what it cannot decode, up to a share", async () => {
  await using dir = await tempDir();
  for (let i = 0; i < 5; i++) await Deno.writeFile(dir.file(`${i}.png`), await flat(2, 2, [20 * i]));
  await Deno.writeFile(dir.file("2.png"), grey.subarray(0, 40));
  const all = await read(dir.path, { maxBroken: 0.2, channels: 1 });
  assertEquals(all.skipped, ["2.png"]);
  assertEquals(all.bytes, Uint8Array.from([0, 0, 0, 0, 20, 20, 20, 20, 60, 60, 60, 60, 80, 80, 80, 80]));
  await assertRejects(
    () => read(dir.path),
    SyntaxError,
    `Cannot read ${dir.path}: 1 of 5 pictures cannot be decoded (1 % may), 2.png: `,
  );
});

Deno.test("readPictureFiles() says that there are none", async () => {
  await using dir = await tempDir();
  await assertRejects(() => read(dir.path), SyntaxError, "no JPEG, PNG, WebP, GIF, TIFF or AVIF pictures in it");
  await assertRejects(() => read(dir.file("none")), Error, `Cannot read ${dir.file("none")}`);
  await Deno.writeFile(dir.file("a.png"), red);
  await assertRejects(() => read(dir.path, { split: "dev" }), SyntaxError, "under dev/");
});

Deno.test("readPictureFiles() counts a damaged member of a zip as a broken picture", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.zip"), zip = makeZip(files);
  // The last byte of the last picture stands before the directory's first signature.
  const text = new TextDecoder("latin1").decode(zip);
  zip[text.indexOf("PK\x01\x02") - 1] ^= 1;
  await Deno.writeFile(path, zip);
  const all = await read(path, { maxBroken: 0.5 });
  assertEquals(all.skipped, ["test/red/1.png"]);
  await assertRejects(() => read(path), SyntaxError, "1 of 3 pictures cannot be decoded (1 % may), test/red/1.png: ");
});

Deno.test("findPictureFiles() finds a split of several folders and says what an LMDB database needs", async () => {
  await using dir = await tempDir();
  await writeFiles(dir.file("set"), { "x/train/cat/0.png": red, "x/train/dog/0.png": red, "x/val/cat/0.png": red });
  const found = await findPictureFiles(dir.file("set"), { split: "train/cat" });
  assertEquals([found.found, ...found.names], [1, "x/train/cat/0.png"]);
  await writeFiles(dir.file("lsun"), { "church_lmdb/data.mdb": new Uint8Array(100) });
  await assertRejects(() => findPictureFiles(dir.file("lsun")), SyntaxError, "export its pictures to a folder first");
});

Deno.test("readPictureFiles() gives pictures or one typed error, whatever bytes of an archive are changed or cut off", async () => {
  await using dir = await tempDir();
  const path = dir.file("x"), tar = await makeTar(files);
  const archives = fc.constantFrom(makeZip(files), tar, new Uint8Array(gzipSync(tar)));
  await fc.assert(
    fc.asyncProperty(archives, fc.nat(), fc.nat(255), fc.nat(), async (archive, at, byte, keep) => {
      const bytes = archive.slice(0, keep % 2 === 0 ? archive.length : keep % archive.length);
      bytes[at % Math.max(1, bytes.length)] = byte;
      await Deno.writeFile(path, bytes);
      try {
        const all = await read(path, { maxBroken: 0.9 });
        assert(all.bytes.length % 48 === 0 && all.bytes.length > 0);
      } catch (error) {
        assert(error instanceof SyntaxError || error instanceof TypeError, `${error}`);
        assert(error.message.startsWith(`Cannot read ${path}: `), error.message);
      }
    }),
    { numRuns: 150 },
  );
});
