import { dataSetContent } from "../../lib/datasets/content.ts";
import { dataSet } from "../../lib/datasets/registry/registry.ts";
import { assertEquals, assertNotEquals, assertRejects } from "../assert.ts";
import { setEnv, tempDir } from "../io/temp_dir.ts";
import { makeIdx, makeZip } from "./make_files.ts";
import { flat, writeFiles } from "./make_pictures.ts";

Deno.test("dataSetContent() tells pictures of the same names apart, and holds to the split", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache") });
  const [dark, bright] = [await flat(2, 2, [10]), await flat(2, 2, [200])];
  await writeFiles(dir.file("set"), { "train/0.png": dark, "train/1.png": dark, "test/0.png": dark });
  const before = await dataSetContent(dir.file("set"), "train"), all = await dataSetContent(dir.file("set"));
  assertEquals([before!.files, all!.files], [2, 3]);
  await writeFiles(dir.file("set"), { "test/0.png": bright, "train/notes.txt": new TextEncoder().encode("a note") });
  assertEquals(await dataSetContent(dir.file("set"), "train"), before);
  assertNotEquals(await dataSetContent(dir.file("set")), all);
  await writeFiles(dir.file("set"), { "train/1.png": bright });
  assertNotEquals(await dataSetContent(dir.file("set"), "train"), before);
  await Deno.mkdir(dir.file("empty"));
  await assertRejects(() => dataSetContent(dir.file("empty")), RangeError, "there are no files");
  await assertRejects(() => dataSetContent(dir.file("gone")), Error, "Cannot read");
});

Deno.test("dataSetContent() identifies archives, IDX files with the labels beside them, and registered sets", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache"), NEARZERO_DATA: undefined });
  await Deno.writeFile(dir.file("a.zip"), makeZip({ "0.png": await flat(2, 2, [10]) }));
  assertEquals((await dataSetContent(dir.file("a.zip")))!.files, 1);
  const pictures = dir.file("train-images-idx3-ubyte"), labels = dir.file("train-labels-idx1-ubyte");
  await Deno.writeFile(pictures, makeIdx([1, 2, 2], new Uint8Array(4)));
  const alone = await dataSetContent(pictures);
  await Deno.writeFile(labels, makeIdx([1], new Uint8Array(1)));
  assertEquals([alone!.files, (await dataSetContent(pictures))!.files], [1, 2]);
  // What is registered is known without being there.
  const train = await dataSetContent("mnist", "train");
  assertEquals(train!.files, 2);
  assertNotEquals(train, await dataSetContent("mnist", "test"));
  assertEquals(await dataSetContent("mnist"), await dataSetContent("mnist", Object.keys(dataSet("mnist").splits)[0]));
  await assertRejects(() => dataSetContent("mnist", "dev"), RangeError, 'no split "dev"');
  assertEquals(await dataSetContent("procedural"), undefined);
});
