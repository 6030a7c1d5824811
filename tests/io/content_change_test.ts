import { describeChange } from "../../lib/io/content_change.ts";
import { contentDigest } from "../../lib/io/content_digest.ts";
import { filesUnder } from "../../lib/io/file_tree.ts";
import { assertEquals } from "../assert.ts";
import { setEnv, tempDir } from "./temp_dir.ts";

Deno.test("describeChange() names the files that differ, are new and are gone", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_CACHE: dir.file("cache") });
  await Deno.mkdir(dir.file("set"));
  const write = (name: string, text: string) => Deno.writeTextFile(dir.file(`set/${name}`), text);
  const digest = async () => (await contentDigest("set", (await filesUnder(dir.file("set"))).files)).sha256;
  for (const name of ["a", "b", "c", "d", "e"]) await write(name, "old");
  const before = await digest();
  await write("a", "new");
  const one = await digest();
  assertEquals(await describeChange(before, one), "1 of 5 files differ (a)");
  for (const name of ["b", "c", "d"]) await write(name, "new");
  await Deno.rename(dir.file("set/e"), dir.file("set/f"));
  assertEquals(
    await describeChange(before, await digest()),
    "4 of 5 files differ (a, b, c, …), 1 is new (f), 1 is gone (e)",
  );
  assertEquals(await describeChange(before, "0".repeat(64)), "its bytes differ");
});
