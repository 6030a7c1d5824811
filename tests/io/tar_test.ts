import { gzipSync } from "node:zlib";
import { listTar, readTar } from "../../lib/io/tar.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { makeTar } from "../datasets/make_files.ts";
import { tempDir } from "./temp_dir.ts";

const files = {
  "./a/1.bin": new Uint8Array([1]),
  "a/2.bin": new Uint8Array(70_000).fill(2),
  "b.txt": new Uint8Array(0),
};

async function all(path: string, choose: (name: string) => boolean) {
  const found: Record<string, number> = {};
  for await (const { name, content } of readTar(path, choose)) found[name] = content.length;
  return found;
}

Deno.test("readTar() and listTar() read regular files of a tar, gzipped or not", async () => {
  await using dir = await tempDir();
  const tar = await makeTar(files);
  await Deno.writeFile(dir.file("x.tar"), tar);
  await Deno.writeFile(dir.file("x.tar.gz"), gzipSync(tar));
  for (const name of ["x.tar", "x.tar.gz"]) {
    assertEquals(await listTar(dir.file(name)), ["a/1.bin", "a/2.bin", "b.txt"]);
    assertEquals(await all(dir.file(name), (name) => name.endsWith(".bin")), { "a/1.bin": 1, "a/2.bin": 70_000 });
  }
});

Deno.test("readTar() may be stopped early", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("x.tar"), await makeTar(files));
  for await (const { name } of readTar(dir.file("x.tar"), () => true)) {
    assertEquals(name, "a/1.bin");
    break;
  }
});

Deno.test("readTar() names the archive that is cut short, corrupt or missing", async () => {
  await using dir = await tempDir();
  const tar = await makeTar(files);
  await Deno.writeFile(dir.file("short.tar"), tar.subarray(0, 30_000));
  await assertRejects(
    () => all(dir.file("short.tar"), () => true),
    SyntaxError,
    `Cannot read ${dir.file("short.tar")}`,
  );
  await Deno.writeFile(dir.file("short.tar.gz"), gzipSync(tar).subarray(0, 200));
  await assertRejects(() => all(dir.file("short.tar.gz"), () => true), SyntaxError, "cut short");
  await Deno.writeFile(dir.file("noise.tar"), Uint8Array.from({ length: 4096 }, (_, i) => 1 + i % 200));
  await assertRejects(() => listTar(dir.file("noise.tar")), SyntaxError, "tar is corrupt");
  await assertRejects(() => listTar(dir.file("none.tar")), Error, "Cannot read");
});
