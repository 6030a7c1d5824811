import { loadPoints } from "../../lib/datasets/array_files.ts";
import { loadPictures } from "../../lib/datasets/load.ts";
import { encodeNpy, type NpyArray } from "../../lib/io/formats/npy.ts";
import { writeNpz } from "../../lib/io/formats/npz.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeZip } from "./make_files.ts";

const images: NpyArray = { type: "u1", shape: [3, 2, 2, 1], data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i) };
const labels: NpyArray = { type: "i8", shape: [3], data: BigInt64Array.of(2n, 0n, 1n) };

Deno.test("loadPictures() reads pictures from .npz and .npy", async () => {
  await using dir = await tempDir();
  await writeNpz(dir.file("Some_Set.npz"), [["images", images], ["labels", labels]]);
  const set = await loadPictures(dir.file("Some_Set.npz"), { channels: 3 });
  assertEquals([set.name, set.label, set.count, ...set.shape], ["some-set", "Some_Set.npz, 2 × 2", 3, 2, 2, 3]);
  assertEquals(set.labels, Uint8Array.of(2, 0, 1));
  await Deno.writeFile(dir.file("x.npy"), encodeNpy({ ...images, shape: [3, 2, 2] }));
  const grey = await loadPictures(dir.file("x.npy"), { limit: 1, size: [1, 1] });
  assertEquals([grey.count, grey.labels, grey.batch([0])], [1, undefined, Float32Array.of(30 / 127.5 - 1)]);
});

Deno.test("loadPictures() says what a .npz of pictures must hold", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.npz");
  const refuse = async (arrays: [string, NpyArray][], message: string) => {
    await writeNpz(path, arrays);
    await assertRejects(() => loadPictures(path), SyntaxError, `Cannot read ${path}: ${message}`);
  };
  await refuse([["x", images]], 'no array "images" or "arr_0" in it, there is x');
  await refuse([["images", labels]], "pictures must be u1 of [n, height, width, 1 or 3], got i8 of [3]");
  await refuse([["images", { ...images, shape: [3, 1, 2, 2] }]], "pictures must be u1");
  await refuse(
    [["images", images], ["labels", { ...labels, data: BigInt64Array.of(2n, 0n, 65_536n) }]],
    "labels must be 3",
  );
});

Deno.test("loadPoints() reads points and refuses what are none", async () => {
  await using dir = await tempDir();
  const points: NpyArray = { type: "f4", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  await writeNpz(dir.file("roll.npz"), [["points", points]]);
  await Deno.writeFile(dir.file("roll.npy"), encodeNpy(points));
  const expected = { name: "roll", dimension: 3, points: Float64Array.of(1, 2, 3, 4, 5, 6) };
  assertEquals(await loadPoints(dir.file("roll.npz")), expected);
  assertEquals(await loadPoints(dir.file("roll.npy")), expected);
  await writeNpz(dir.file("x.npz"), [["points", { ...points, data: Float32Array.of(1, 2, 3, 4, NaN, 6) }]]);
  await assertRejects(() => loadPoints(dir.file("x.npz")), SyntaxError, "points must be finite, point 1 has NaN");
  await writeNpz(dir.file("x.npz"), [["points", images]]);
  await assertRejects(
    () => loadPoints(dir.file("x.npz")),
    SyntaxError,
    "points must be f4 or f8 of [n, dimension], got u1",
  );
  await assertRejects(() => loadPoints(dir.file("none.npy")), Error, "Cannot read");
});

const told: string[] = [];
const warn = (message: string) => void told.push(message);
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => i % 251);

Deno.test("loadPictures() makes boolean pictures, and bytes of 0 and 1, black and white", async () => {
  await using dir = await tempDir();
  const shape = [2, 2, 2],
    mask = Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 1),
    expected = Float32Array.from(mask, (b) => 2 * b - 1);
  await Deno.writeFile(dir.file("b.npy"), encodeNpy({ type: "b1", shape, data: mask }));
  await writeNpz(dir.file("u.npz"), [["imgs", { type: "u1", shape, data: mask }]]);
  told.length = 0;
  assertEquals((await loadPictures(dir.file("b.npy"), { warn })).batch([0, 1]), expected);
  assertEquals(told, []);
  assertEquals((await loadPictures(dir.file("u.npz"), { warn })).batch([0, 1]), expected);
  assertEquals(told, [`${dir.file("u.npz")}: its bytes are all 0 or 1; 1 is taken as white`]);
  await Deno.writeFile(dir.file("black.npy"), encodeNpy({ type: "u1", shape, data: new Uint8Array(8) }));
  assertEquals((await loadPictures(dir.file("black.npy"))).batch([1]), new Float32Array(4).fill(-1));
});

Deno.test("loadPictures() knows the arrays of Keras, MedMNIST and dSprites by split, takes given names, and reads no others", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.npz"),
    pictures = (count: number): Uint8Array<ArrayBuffer> =>
      encodeNpy({ type: "u1", shape: [count, 2, 2], data: bytes(4 * count) });
  const column = (...values: number[]) =>
    encodeNpy({ type: "u1", shape: [values.length, 1], data: Uint8Array.from(values) });
  const foreign = new TextEncoder().encode("pickled objects");
  await Deno.writeFile(
    path,
    makeZip({ "x_train.npy": pictures(2), "y_train.npy": column(7, 8), "x_test.npy": pictures(1) }),
  );
  const train = await loadPictures(path), test = await loadPictures(path, { split: "test" });
  assertEquals([train.count, train.labels, train.label], [2, Uint8Array.of(7, 8), "x.npz (train), 2 × 2"]);
  assertEquals([test.count, test.labels], [1, undefined]);
  await assertRejects(() => loadPictures(path, { split: "val" }), RangeError, 'no split "val", there is train, test');
  const med = { "train_images.npy": pictures(3), "val_images.npy": pictures(1), "val_labels.npy": column(4) };
  await Deno.writeFile(path, makeZip({ ...med, "train_labels.npy": column(1, 2, 3), "metadata.npy": foreign }));
  assertEquals((await loadPictures(path)).labels, Uint8Array.of(1, 2, 3));
  assertEquals((await loadPictures(path, { split: "val" })).labels, Uint8Array.of(4));
  const named = { arrays: { images: "val_images", labels: "val_labels" } };
  assertEquals((await loadPictures(path, named)).labels, Uint8Array.of(4));
  await assertRejects(() => loadPictures(path, { ...named, split: "val" }), RangeError, "not both");
  await assertRejects(() => loadPictures(path, { arrays: { images: "none" } }), SyntaxError, 'no array "none" in it');
  await Deno.writeFile(path, makeZip({ "imgs.npy": pictures(2), "metadata.npy": foreign }));
  assertEquals((await loadPictures(path)).count, 2);
  await assertRejects(() => loadPictures(path, { split: "train" }), RangeError, 'no split "train", it has none');
});

Deno.test("loadPictures() takes labels of one column and 16 bits, and no others", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.npz");
  const labelled = async (array: NpyArray) => {
    await writeNpz(path, [["images", images], ["labels", array]]);
    return (await loadPictures(path)).labels;
  };
  const values = BigInt64Array.of(2n, 0n, 999n);
  assertEquals(await labelled({ type: "i8", shape: [3, 1], data: values }), Uint16Array.of(2, 0, 999));
  assertEquals(await labelled({ type: "b1", shape: [3], data: Uint8Array.of(1, 0, 1) }), Uint8Array.of(1, 0, 1));
  const oneHot: NpyArray = { type: "u1", shape: [3, 2], data: Uint8Array.of(1, 0, 0, 1, 1, 0) };
  await assertRejects(
    () => labelled(oneHot),
    SyntaxError,
    "labels must be 3 integers in {0, …, 65535}, got u1 of [3, 2]",
  );
  const negative: NpyArray = { type: "i1", shape: [3], data: Int8Array.of(0, -1, 0) };
  await assertRejects(() => labelled(negative), SyntaxError, "labels must be 3");
});

Deno.test("loadPictures() does not guess which dimension holds pictures or channels", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.npy");
  const refuse = async (shape: number[], message: string) => {
    await Deno.writeFile(path, encodeNpy({ type: "u1", shape, data: bytes(shape.reduce((a, b) => a * b)) }));
    await assertRejects(() => loadPictures(path), SyntaxError, message);
  };
  await refuse([16, 16, 3], "this may be one picture with its channels as well as many pictures");
  await refuse([16, 16, 1], "this may be one picture");
  await refuse([16, 16], "pictures must be u1 of [n, height, width, 1 or 3], got u1 of [16, 16]");
  await refuse([6, 3, 8, 8], "channels come last, so move them there");
  await refuse([6, 1, 8, 3], "the channels may come first here as well as last");
  await refuse([6, 3, 3, 3], "the channels may come first here as well as last");
  const one: NpyArray = { type: "u1", shape: [4, 1, 1, 1], data: bytes(4) };
  await Deno.writeFile(path, encodeNpy(one));
  assertEquals((await loadPictures(path)).count, 4);
});

Deno.test("loadPictures() and loadPoints() know a .npy by its content", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("x.dat"), encodeNpy({ type: "u1", shape: [3, 2, 2], data: bytes(12) }));
  assertEquals((await loadPictures(dir.file("x.dat"))).count, 3);
});
