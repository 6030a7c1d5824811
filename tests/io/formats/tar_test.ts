import { gzipSync } from "node:zlib";
import * as fc from "../../property.ts";
import { type Header, pack } from "tar-stream";
import type { LeftOut } from "../../../lib/io/file_tree.ts";
import { indexTar, readTar, readTarMember } from "../../../lib/io/formats/tar.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { makeTar } from "../../datasets/make_files.ts";
import { tempDir } from "../temp_dir.ts";

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
    { numRuns: 200 },
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

/** A tar of entries, written by the library. */
async function tarOf(entries: (Partial<Header> & { name: string; content?: Uint8Array })[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { content, ...header } of entries) archive.entry(header as Header, content as never);
  archive.finalize();
  return new Uint8Array(await new Blob(await Array.fromAsync(archive) as BlobPart[]).arrayBuffer());
}

Deno.test("indexTar() gives a hard link the file that it leads to, and names what is neither file nor folder", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.tar"), content = new Uint8Array(100).fill(5);
  const entries = [
    { name: "/abs/1", content },
    { name: "./2", type: "link", linkname: "/abs/1" },
    { name: "3", type: "link", linkname: "none" },
    { name: "4", type: "symlink", linkname: "2" },
    { name: "5", type: "fifo" },
    { name: "6", type: "character-device" },
  ] as Parameters<typeof tarOf>[0];
  await Deno.writeFile(path, await tarOf(entries));
  const left: LeftOut[] = [], members = await indexTar(path, left);
  const head = content.subarray(0, 64);
  assertEquals(members, ["abs/1", "2"].map((name) => ({ name, at: members[0].at, size: 100, head })));
  assertEquals(await readTarMember(path, members[1]), content);
  assertEquals(left, [
    { name: "3", why: "a link to a file that is not there before it" },
    { name: "4", why: "a link" },
    { name: "5", why: "a pipe" },
    { name: "6", why: "a device" },
  ]);
});

Deno.test("indexTar() and readTar() end with an answer, whatever a header claims for a size", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.tar"), good = await makeTar({ a: new Uint8Array(600).fill(7), b: new Uint8Array(3) });
  const types = ["0", "1", "2", "3", "4", "5", "6", "7", "L", "K", "x", "g", "S", "\0", "Z"];
  for (const type of types) {
    const octal = ["00000000001\0", "00000001000\0", "00000001130\0", "77777777777\0"];
    const odd = [0x80, 0x81, 0xc0, 0xff, 0x20, 0x2d].flatMap((first) => [0, 255].map((fill) => [first, fill]));
    for (const claim of [...octal, ...odd]) {
      const bytes = good.slice(), at = 512;
      bytes[at + 156] = type.charCodeAt(0);
      if (typeof claim === "string") bytes.set(new TextEncoder().encode(claim), at + 124);
      else bytes.fill(claim[1], at + 124, at + 136)[at + 124] = claim[0];
      bytes.fill(32, at + 148, at + 156);
      const sum = bytes.subarray(at, at + 512).reduce((sum, byte) => sum + byte, 0);
      bytes.set(new TextEncoder().encode(sum.toString(8).padStart(6, "0") + "\0"), at + 148);
      await Deno.writeFile(path, bytes);
      for (const read of [() => indexTar(path), () => all(path, () => true)]) {
        // A promise that never settles ends the test run with an error, by itself.
        await read().catch((error) => assert(error instanceof SyntaxError, `${error}`));
      }
    }
  }
});

Deno.test("indexTar() names a compression that is not read", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("x.tar.bz2"), new TextEncoder().encode("BZh91AY&SY and so on"));
  await assertRejects(
    () => indexTar(dir.file("x.tar.bz2")),
    SyntaxError,
    "it is compressed by bzip2, which is not read",
  );
});
