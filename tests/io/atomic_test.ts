import { writeFileAtomic } from "../../lib/io/atomic.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { failingWrites } from "./failing_writes.ts";
import { namesIn, tempDir } from "./temp_dir.ts";

Deno.test("writeFileAtomic() writes bytes and text, makes folders and replaces what was there", async () => {
  await using dir = await tempDir();
  const path = dir.file("a/b/c.bin");
  await writeFileAtomic(path, new Uint8Array([1, 2, 3]));
  assertEquals(await Deno.readFile(path), new Uint8Array([1, 2, 3]));
  await writeFileAtomic(path, "α");
  assertEquals(await Deno.readTextFile(path), "α");
  assertEquals(await namesIn(dir.file("a/b")), ["c.bin"]);
});

Deno.test("writeFileAtomic() leaves no temporary file where it fails, and names the path", async () => {
  await using dir = await tempDir();
  await Deno.mkdir(dir.file("folder/full"), { recursive: true });
  await assertRejects(() => writeFileAtomic(dir.file("folder"), "x"), Error, `Cannot write ${dir.file("folder")}: `);
  assertEquals(await namesIn(dir.path), ["folder"]);
  await Deno.writeTextFile(dir.file("file"), "kept");
  await assertRejects(() => writeFileAtomic(dir.file("file/below"), "x"), Error, "Cannot write");
  assertEquals(await Deno.readTextFile(dir.file("file")), "kept");
});

Deno.test("writeFileAtomic() reads back what it wrote, and leaves the old file where that differs or the disk is full", async () => {
  await using dir = await tempDir();
  const path = dir.file("a"), bytes = new Uint8Array(200_000).map((_, i) => i % 251);
  await writeFileAtomic(path, bytes, { readBack: true });
  assertEquals(await Deno.readFile(path), bytes);
  {
    using _ = failingWrites(1000);
    await assertRejects(() => writeFileAtomic(path, "new".repeat(500)), Error, `Cannot write ${path}: No space left`);
  }
  const { sync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.sync = async function () {
    await this.truncate(70_000);
    await sync.call(this);
  };
  const cut = writeFileAtomic(path, bytes.toReversed(), { readBack: true });
  await assertRejects(() => cut, Error, `Cannot write ${path}: what was written reads back differently at byte 70000`)
    .finally(() => Deno.FsFile.prototype.sync = sync);
  assertEquals(await Deno.readFile(path), bytes);
  assertEquals(await namesIn(dir.path), ["a"]);
});
