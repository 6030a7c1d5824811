import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { type LoadOptions, loadPictures, openPictures } from "../../lib/datasets/load.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeIdx, makeTar, makeZip } from "./make_files.ts";
import { flat, writeFiles } from "./make_pictures.ts";

const text = (words: string) => new TextEncoder().encode(words);
const byteOf = (value: number) => Math.round((value + 1) * 127.5);

/** What is loaded, with what was told. */
async function load(path: string, options: LoadOptions = {}) {
  const told: string[] = [], set = await loadPictures(path, { ...options, warn: (message) => told.push(message) });
  return { set, told };
}

Deno.test("loadPictures() takes pictures by their content, and tells by reason what it leaves out", async () => {
  await using dir = await tempDir();
  const pixels = new Uint8Array(48).fill(90), raw = { raw: { width: 4, height: 4, channels: 3 as const } };
  const encode = async (format: "jpeg" | "gif" | "tiff" | "avif") =>
    new Uint8Array(await sharp(pixels, raw).toFormat(format).toBuffer());
  const bitmap = new Uint8Array(60);
  bitmap.set([0x42, 0x4d, 60, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40]);
  const files = {
    "a.jfif": await encode("jpeg"),
    "b.jpe": await encode("jpeg"),
    "c.gif": await encode("gif"),
    "d.tif": await encode("tiff"),
    "e": await flat(4, 4, [90]),
    "f.avif": await encode("avif"),
    "g.bmp": bitmap,
    "h.png": text('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'),
    "labels.csv": text("a,1"),
  };
  await writeFiles(dir.file("set"), files);
  await Deno.writeFile(dir.file("x.tar.gz"), gzipSync(await makeTar(files)));
  await Deno.writeFile(dir.file("x.zip"), makeZip(files));
  const reasons = "1 × BMP, which is not read (g.bmp), 1 × SVG, which is not read (h.png), 1 × no picture (labels.csv)";
  for (
    const [name, total, link] of [["set", 9, ""], ["x.zip", 9, ""], ["x.tar.gz", 10, "1 × a link (link), "]] as const
  ) {
    const { set, told } = await load(dir.file(name)), left = total - 6;
    assertEquals([set.count, ...set.shape], [6, 4, 4, 3]);
    assert(set.batch([0, 1, 2, 3, 4, 5]).every((value) => Math.abs(byteOf(value) - 90) <= 2));
    assertEquals(told, [`${dir.file(name)}: ${left} of ${total} files are left out: ${link}${reasons}`]);
  }
});

Deno.test("loadPictures() tells of files with several pictures, of which it takes the first", async () => {
  await using dir = await tempDir();
  const frames = new Uint8Array(4 * 8 * 3).fill(200, 48);
  const gif = await sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } }).gif().toBuffer();
  await writeFiles(dir.path, { "a.gif": new Uint8Array(gif), "b.png": await flat(4, 4, [0]) });
  const { set, told } = await load(dir.path);
  assertEquals(set.batch([0]), new Float32Array(48).fill(-1));
  assertEquals(told, [`${dir.path}: 1 × several pictures in a file, of which the first is taken (a.gif)`]);
  const later: string[] = [];
  const lazy = await openPictures(dir.path, { memory: 0, warn: (message) => later.push(message) });
  await lazy.batch([0, 0, 1]);
  assertEquals(later, [
    `${dir.path}: a.gif holds several pictures; the first is taken, and so with any further such file`,
  ]);
});

Deno.test({
  name: "loadPictures() follows linked folders, which are classes like others, and is not held up by pipes and devices",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using dir = await tempDir();
    const grey = await flat(2, 2, [50]);
    await writeFiles(dir.file("far"), { "0.png": grey, "1.png": grey });
    await writeFiles(dir.file("set"), { "cat/0.png": grey });
    await Deno.symlink(dir.file("far"), dir.file("set/dog"));
    await Deno.symlink("/dev/zero", dir.file("set/cat/1.png"));
    await new Deno.Command("mkfifo", { args: [dir.file("set/cat/2.png"), dir.file("pipe.npz")] }).output();
    const { set, told } = await load(dir.file("set"));
    assertEquals([set.count, set.classes, [...set.labels!]], [3, ["cat", "dog"], [0, 1, 1]]);
    assertEquals(told, [
      `${dir.file("set")}: 2 of 5 files are left out: 1 × a pipe (cat/2.png), 1 × a device (cat/1.png)`,
    ]);
    await assertRejects(() => load(dir.file("pipe.npz")), SyntaxError, "it is a pipe, neither a folder nor a file");
  },
});

Deno.test("loadPictures() keeps the labels of a set with a stray picture, and of one with over 256 classes", async () => {
  await using dir = await tempDir();
  const grey = await flat(1, 1, [50]);
  await writeFiles(dir.file("stray"), { "cover.png": grey, "cat/0.png": grey, "dog/0.png": grey });
  const { set, told } = await load(dir.file("stray"));
  assertEquals([set.count, set.classes, [...set.labels!]], [2, ["cat", "dog"], [0, 1]]);
  assertEquals(told.length, 1);
  assert(told[0].endsWith("1 × a picture beside the folders that are classes (cover.png)"));
  const names = Array.from({ length: 300 }, (_, i) => `train/${String(i).padStart(3, "0")}/images/x.png`);
  await writeFiles(dir.file("many"), Object.fromEntries(names.map((name) => [name, grey])));
  const many = await loadPictures(dir.file("many"), { split: "train", limit: 3 });
  assertEquals(many.classes!.length, 300);
  assertEquals(many.labels, Uint16Array.of(0, 100, 200));
  const lazy = await openPictures(dir.file("many"), { split: "train", limit: 3, memory: 0 });
  assertEquals(lazy.labels, many.labels);
});

Deno.test("loadPictures() knows IDX files by their content, in colour too, with the labels beside them", async () => {
  await using dir = await tempDir();
  const values = Uint8Array.from({ length: 12 }, (_, i) => 20 * i), grey = makeIdx([3, 2, 2], values);
  await Deno.writeFile(dir.file("pictures.bin"), grey);
  await Deno.writeFile(dir.file("colour"), gzipSync(makeIdx([1, 2, 2, 3], values)));
  await Deno.writeFile(dir.file("five"), makeIdx([1, 2, 2, 3, 1], values));
  assertEquals((await loadPictures(dir.file("pictures.bin"))).shape, [2, 2, 1]);
  assertEquals((await loadPictures(dir.file("colour"))).shape, [2, 2, 3]);
  await assertRejects(() => load(dir.file("five")), SyntaxError, "IDX file of 5 dimensions");
  await Deno.mkdir(dir.file("raw"));
  const labels = gzipSync(makeIdx([3], Uint8Array.of(2, 0, 1)));
  await Deno.writeFile(dir.file("raw/train-images-idx3-ubyte"), grey);
  await Deno.writeFile(dir.file("raw/train-labels-idx1-ubyte.gz"), labels);
  await Deno.writeFile(dir.file("raw/t10k-images.idx3-ubyte"), makeIdx([1, 2, 2], values.subarray(0, 4)));
  await Deno.writeFile(dir.file("raw/t10k-labels.idx1-ubyte"), makeIdx([2], Uint8Array.of(7, 7)));
  const set = await loadPictures(dir.file("raw/train-images-idx3-ubyte"), { limit: 2 });
  assertEquals(set.labels, Uint8Array.of(2, 0));
  // The folder itself, as torchvision leaves it.
  assertEquals((await loadPictures(dir.file("raw"))).labels, Uint8Array.of(2, 0, 1));
  await assertRejects(
    () => load(dir.file("raw"), { split: "test" }),
    SyntaxError,
    `Cannot read ${dir.file("raw/t10k-labels.idx1-ubyte")}: it has 2 labels for the 1 pictures of `,
  );
  await assertRejects(
    () => load(dir.file("raw"), { split: "dev" }),
    RangeError,
    'no split "dev", there is train, test',
  );
  await assertRejects(() => load(dir.file("raw/train-labels-idx1-ubyte.gz")), SyntaxError, "name the file of pictures");
});

Deno.test("loadPictures() knows CIFAR-10 by its batches, in a folder or an archive, and refuses pickles", async () => {
  await using dir = await tempDir();
  const record = (label: number) => new Uint8Array(3073).fill(label);
  const files = {
    "c/data_batch_1.bin": record(3),
    "c/test_batch.bin": record(9),
    "c/batches.meta.txt": text("airplane"),
  };
  await writeFiles(dir.path, files);
  await Deno.writeFile(dir.file("c.tar.gz"), gzipSync(await makeTar(files)));
  await Deno.writeFile(dir.file("c.zip"), makeZip(files));
  for (const name of ["c", "c.tar.gz", "c.zip"]) {
    const train = await loadPictures(dir.file(name)), test = await loadPictures(dir.file(name), { split: "test" });
    assertEquals([train.count, ...train.shape, train.labels![0], test.labels![0]], [1, 32, 32, 3, 3, 9]);
    assertEquals(train.classes![3], "cat");
  }
  const pickles = { "p/data_batch_1": Uint8Array.of(0x80, 2), "p/test_batch": Uint8Array.of(0x80, 2) };
  await writeFiles(dir.path, pickles);
  await Deno.writeFile(dir.file("p.tar"), await makeTar(pickles));
  for (const name of ["p", "p.tar"]) {
    await assertRejects(() => load(dir.file(name)), SyntaxError, 'binary version with "deno task data cifar10"');
  }
});

Deno.test("loadPictures() names what it does not read", async () => {
  await using dir = await tempDir();
  const latin = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  await Deno.writeFile(dir.file("x.tar.bz2"), latin("BZh91AY&SY"));
  await Deno.writeFile(dir.file("x.tar.xz"), latin("\xfd7zXZ\0\0\x04"));
  await Deno.writeFile(dir.file("x.h5"), latin("\x89HDF\r\n\x1a\n"));
  await Deno.writeFile(dir.file("x.png"), await flat(2, 2, [1]));
  await assertRejects(() => load(dir.file("x.tar.bz2")), SyntaxError, "it is compressed by bzip2, which is not read");
  await assertRejects(() => load(dir.file("x.tar.xz")), SyntaxError, "it is compressed by xz, which is not read");
  await assertRejects(() => load(dir.file("x.h5")), SyntaxError, "it is an HDF5 file, which is not read");
  await assertRejects(() => load(dir.file("x.png")), SyntaxError, "it is one PNG picture; name the folder");
  const zip = makeZip({ "cat/1.png": await flat(2, 2, [1]) }),
    at = new TextDecoder("latin1").decode(zip).indexOf("PK\x01\x02");
  zip[at + 10] = 14;
  await Deno.writeFile(dir.file("x.zip"), zip);
  await assertRejects(() => load(dir.file("x.zip")), SyntaxError, "1 × compressed by LZMA (cat/1.png)");
});

Deno.test("loadPictures() counts a picture of too many pixels for its bytes as one that cannot be decoded", async () => {
  await using dir = await tempDir();
  const bomb = await sharp({ create: { width: 4100, height: 4000, channels: 3, background: "#000" } }).png().toBuffer();
  await writeFiles(dir.path, { "a.png": new Uint8Array(bomb), "b.png": await flat(2, 2, [1]) });
  assert(85 * bomb.length < 4100 * 4000);
  const { set, told } = await load(dir.path, { maxBroken: 0.5 });
  assertEquals([set.count, set.skipped], [1, ["a.png"]]);
  assertEquals(told.length, 1);
  await assertRejects(() => load(dir.path), SyntaxError, "a.png: it has more than 16000000 pixels in");
});
