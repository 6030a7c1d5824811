import { writeFileAtomic } from "../../lib/io/atomic.ts";
import { assertEquals, assertRejects } from "../assert.ts";
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
