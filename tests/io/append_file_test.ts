import { AppendFile } from "../../lib/io/append_file.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { failingWrites } from "./failing_writes.ts";
import { tempDir } from "./temp_dir.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("AppendFile goes on from a place, and cuts what was there", async () => {
  await using dir = await tempDir();
  const path = dir.file("a/b");
  for (const [size, text] of [[0, "one\n"], [4, "two\n"], [4, "three\n"]] as const) {
    using file = await AppendFile.open(path, size);
    await file.append(bytes(text));
  }
  assertEquals(await Deno.readTextFile(path), "one\nthree\n");
});

Deno.test("AppendFile.append() leaves the file as it was where the disk is full", async () => {
  await using dir = await tempDir();
  const path = dir.file("a");
  using file = await AppendFile.open(path, 0);
  await file.append(bytes("one\n"));
  {
    using _ = failingWrites(2);
    await assertRejects(() => file.append(bytes("two\n")), Error, `Cannot write ${path}: No space left on device`);
  }
  assertEquals(await Deno.readTextFile(path), "one\n");
  await file.append(bytes("three\n"));
  assertEquals(await Deno.readTextFile(path), "one\nthree\n");
  await assertRejects(() => AppendFile.open(dir.file("a/b"), 0), Error, `Cannot write ${dir.file("a/b")}: `);
});
