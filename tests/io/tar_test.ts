import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { indexTar, readTar, readTarMember } from "../../lib/io/tar.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
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

Deno.test("readTar() and indexTar() read regular files of a tar, gzipped or not", async () => {
  await using dir = await tempDir();
  const tar = await makeTar(files);
  await Deno.writeFile(dir.file("x.tar"), tar);
  await Deno.writeFile(dir.file("x.tar.gz"), gzipSync(tar));
  for (const name of ["x.tar", "x.tar.gz"]) {
    assertEquals((await indexTar(dir.file(name))).map(({ name }) => name), ["a/1.bin", "a/2.bin", "b.txt"]);
    assertEquals(await all(dir.file(name), (name) => name.endsWith(".bin")), { "a/1.bin": 1, "a/2.bin": 70_000 });
  }
});

Deno.test("readTarMember() reads one file where indexTar() found it", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.tar"), tar = await makeTar(files);
  await Deno.writeFile(path, tar);
  const members = await indexTar(path);
  for (const [i, content] of Object.values(files).entries()) {
    assertEquals(await readTarMember(path, members[i]), content);
  }
  await Deno.truncate(path, 3000);
  await assertRejects(() => readTarMember(path, members[1]), SyntaxError, "a/2.bin is cut short at byte 3000");
  const huge = { ...members[1], size: 2 ** 40 };
  await assertRejects(() => readTarMember(path, huge), SyntaxError, "a/2.bin claims 1099511627776 bytes");
});

Deno.test("indexTar() and readTar() give one typed error, if any, whatever bytes are changed or cut off", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.tar"),
    tar = await makeTar({ "a/1.bin": new Uint8Array(600).fill(7), "b.txt": new Uint8Array(3) });
  await fc.assert(
    fc.asyncProperty(fc.nat(tar.length - 1), fc.nat(255), fc.nat(2 * tar.length), async (at, byte, keep) => {
      const bytes = tar.slice(0, keep);
      if (at < bytes.length) bytes[at] = byte;
      await Deno.writeFile(path, bytes);
      for (const read of [() => indexTar(path), () => all(path, () => true)]) {
        await read().catch((error) => {
          assert(error instanceof SyntaxError && error.message.startsWith(`Cannot read ${path}: `), `${error}`);
        });
      }
    }),
    { seed: 1, numRuns: 200 },
  );
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
  await assertRejects(() => indexTar(dir.file("noise.tar")), SyntaxError, "tar is corrupt");
  await assertRejects(() => indexTar(dir.file("none.tar")), Error, "Cannot read");
});
