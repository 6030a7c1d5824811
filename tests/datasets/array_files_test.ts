import { loadPoints } from "../../lib/datasets/array_files.ts";
import { loadPictures } from "../../lib/datasets/load.ts";
import { encodeNpy, type NpyArray } from "../../lib/io/npy.ts";
import { writeNpz } from "../../lib/io/npz.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";

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
