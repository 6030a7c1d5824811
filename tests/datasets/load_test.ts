import { join } from "node:path";
import { dataSetPresent, firstPresent, loadPictures, openPictures } from "../../lib/datasets/load.ts";
import { procedural } from "../../lib/datasets/procedural.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { setEnv, tempDir } from "../io/temp_dir.ts";
import { makeIdx } from "./make_files.ts";

Deno.test("loadPictures() draws the procedural set at any square size, grey or in three equal channels", async () => {
  const grey = await loadPictures("procedural", { limit: 5 });
  assertEquals(grey.batch([0, 4]), procedural(5).batch([0, 4]));
  const colour = await loadPictures("procedural", { limit: 5, channels: 3, size: [8, 8] });
  assertEquals(colour.shape, [8, 8, 3]);
  const values = colour.batch([3]);
  assert(values.length === 192 && values.every((value, i) => value === values[i - i % 3]));
});

Deno.test("loadPictures() reads an IDX file by path", async () => {
  await using dir = await tempDir();
  const path = dir.file("some-idx3-ubyte");
  await Deno.writeFile(path, makeIdx([3, 2, 2], Uint8Array.from({ length: 12 }, (_, i) => 20 * i)));
  const set = await loadPictures(path, { size: [1, 1] });
  assertEquals([set.name, set.count], ["some-idx3-ubyte", 3]);
  set.batch([0, 1, 2]).forEach((value, i) => assertAlmostEquals(value, (80 * i + 30) / 127.5 - 1, 1e-6));
  assertEquals((await loadPictures(path, { limit: 1 })).count, 1);
});

Deno.test("loadPictures() names the data set, split or option that does not exist", async () => {
  await assertRejects(() => loadPictures("cifer10"), RangeError, 'did you mean "cifar10"?');
  await assertRejects(
    () => loadPictures("mnist", { split: "dev" }),
    RangeError,
    'no split "dev", there is train, test',
  );
  await assertRejects(() => loadPictures("procedural", { split: "test" }), RangeError, "split");
  await assertRejects(() => loadPictures("procedural", { channels: 2 }), RangeError, "channels must be 1 or 3, got 2");
  await assertRejects(() => loadPictures("procedural", { size: [0, 0] }), RangeError, "size");
  await assertRejects(() => loadPictures("procedural", { limit: 0 }), RangeError, "limit");
  await assertRejects(() => loadPictures("./none.tar"), Error, "Cannot read ./none.tar");
});

Deno.test("firstPresent() falls back on the procedural pictures", async () => {
  await using cache = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: undefined, NEARZERO_CACHE: cache.path });
  assertEquals(await dataSetPresent("mnist-test"), false);
  assertEquals(await dataSetPresent("procedural"), true);
  const set = await firstPresent(["mnist", "mnist-test"], { limit: 7, split: "test" });
  assertEquals([set.name, set.count], ["procedural", 7]);
  await assertRejects(() => loadPictures("mnist-test"), Error, 'fetch it with "deno task data mnist-test"');
  await assertRejects(() => firstPresent(["mnits"]), RangeError, "mnits");
});

const fashion = await dataSetPresent("fashion-mnist");
Deno.test({
  name: `loadPictures() reads the real Fashion-MNIST${fashion ? "" : " (ignored: no folder of data holds it)"}`,
  ignore: !fashion,
  fn: async () => {
    const { shape, count, labels, classes } = await loadPictures("fashion-mnist", { split: "test", size: [16, 16] });
    assertEquals([count, ...shape, classes![labels![0]]], [10_000, 16, 16, 1, "ankle boot"]);
  },
});

const present = await dataSetPresent("mnist-test");
Deno.test({
  name: `loadPictures() reads the real MNIST test digits${
    present ? "" : " (ignored: set NEARZERO_DATA or fetch them)"
  }`,
  ignore: !present,
  fn: async () => {
    const set = await loadPictures("mnist-test", { size: [16, 16] });
    assertEquals([set.count, ...set.shape], [10_000, 16, 16, 1]);
    assertEquals(set.labels!.subarray(0, 5), Uint8Array.from([7, 2, 1, 0, 4]));
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    // Padding to 32 and averaging keeps the ink: the mean shrinks by the area alone.
    const small = mean(set.batch([0])) + 1;
    const large = mean((await loadPictures("mnist-test", { limit: 1 })).batch([0])) + 1;
    assertAlmostEquals(small, large * (28 / 32) ** 2, 0.002);
  },
});

const jpeg = join(Deno.env.get("NEARZERO_DATA") ?? "", "cifar10-jpeg.tar.gz");
const jpegPresent = await Deno.stat(jpeg).then((stat) => stat.isFile, () => false);
Deno.test({
  name: `loadPictures() and openPictures() read a real tar of JPEGs${
    jpegPresent ? "" : " (ignored: no cifar10-jpeg.tar.gz in NEARZERO_DATA)"
  }`,
  ignore: !jpegPresent,
  fn: async () => {
    const set = await loadPictures(jpeg, { split: "test", size: [16, 16], limit: 200 });
    assertEquals([set.count, ...set.shape], [200, 16, 16, 3]);
    assertEquals(set.classes?.length, 10);
    assertEquals(set.labels!.filter((label) => label === 3).length, 20);
    assertEquals(set.skipped, []);
    const full = { split: "test", size: [32, 32], limit: 20 } as const;
    // More than the files take and less than the pictures.
    const later = (await openPictures(jpeg, { ...full, memory: 40_000 })).batch([7, 19]);
    assert(later instanceof Promise);
    assertEquals(await later, (await loadPictures(jpeg, full)).batch([7, 19]));
  },
});
