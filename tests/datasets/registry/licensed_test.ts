import { dataSetPresent, loadPictures, openPictures } from "../../../lib/datasets/load.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { setEnv, tempDir } from "../../io/temp_dir.ts";
import { makeZip } from "../make_files.ts";
import { flat, greys, writeFiles } from "../make_pictures.ts";

Deno.test("loadPictures() takes a licensed set from a folder or archive of its name, at 256 × 256 unless told", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: dir.path, NEARZERO_CACHE: dir.file("cache") });
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  await writeFiles(dir.file("lsun-church"), { "0/a/x.webp": await flat(300, 256, [40, 50, 60], "webp") });
  const church = await loadPictures("lsun-church", { warn });
  assertEquals([church.name, church.label, ...church.shape], [
    "lsun-church",
    "LSUN outdoor churches, 256 × 256",
    256,
    256,
    3,
  ]);
  // Its folders are no classes.
  assertEquals([church.count, church.labels, church.classes], [1, undefined, undefined]);
  const counted = `${dir.file("lsun-church")}: pictures of LSUN outdoor churches found: 1, in the official set: 126227`;
  assertEquals(warnings, [counted]);
  await Deno.writeFile(dir.file("ffhq.zip"), makeZip(await greys(4)));
  assertEquals((await openPictures("ffhq", { size: [2, 2], memory: 0, warn })).shape, [2, 2, 3]);
});

Deno.test("loadPictures() takes a part of AFHQ from the archive of the whole", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: dir.path, NEARZERO_CACHE: dir.file("cache") });
  const options = { size: [2, 2], channels: 1, warn: () => {} } as const;
  assertEquals(await dataSetPresent("afhq-cat"), false);
  await Deno.writeFile(
    dir.file("afhq.zip"),
    makeZip(await greys(6, ["afhq/train/cat", "afhq/train/wild", "afhq/val/cat"])),
  );
  assertEquals(await dataSetPresent("afhq-cat"), true);
  const byte = async (name: string, split?: string) =>
    [...(await loadPictures(name, { ...options, split })).batch([0])].map((x) => Math.round((x + 1) * 127.5))[0];
  assertEquals([await byte("afhq-cat"), await byte("afhq-cat", "test"), await byte("afhq-wild")], [0, 20, 10]);
  await assertRejects(() => byte("afhq-wild", "test"), SyntaxError, "under val/wild/");
  await assertRejects(() => byte("afhq-cat", "val"), RangeError, 'no split "val", there is train, test');
});

Deno.test("loadPictures() says how to bring a licensed set that is not there", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: dir.path, NEARZERO_CACHE: dir.file("cache") });
  assertEquals(await dataSetPresent("lsun-cat"), false);
  await assertRejects(
    () => loadPictures("lsun-cat"),
    Error,
    `Cannot load lsun-cat: no folder, zip or tar called lsun-cat in ${dir.path} or ${dir.file("cache")}`,
  );
  await assertRejects(() => loadPictures("lsun-cat"), Error, "export it to WebP first");
  await assertRejects(() => loadPictures("afhq-cat"), Error, "called afhq-cat or afhq in");
});
