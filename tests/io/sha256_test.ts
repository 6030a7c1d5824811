import { sha256, sha256File } from "../../lib/io/sha256.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";

Deno.test("sha256() and sha256File() give the published sums", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("abc"), "abc");
  // FIPS 180-4, appendix B.1.
  const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals([await sha256File(dir.file("abc")), sha256("abc")], [sum, sum]);
  await assertRejects(() => sha256File(dir.file("none")), Error, `Cannot read ${dir.file("none")}`);
});
