import { sha256File } from "../../lib/io/sha256.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";

Deno.test("sha256File() gives the published sums", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("abc"), "abc");
  // FIPS 180-4, appendix B.1.
  assertEquals(
    await sha256File(dir.file("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  await assertRejects(() => sha256File(dir.file("none")), Error, `Cannot read ${dir.file("none")}`);
});
