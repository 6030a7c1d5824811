import { gzipSync } from "node:zlib";
import { readIdx } from "../../lib/datasets/idx.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeIdx } from "./make_files.ts";

const values = Uint8Array.from({ length: 24 }, (_, i) => i);

Deno.test("readIdx() reads pictures and labels, gzipped or not", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("a"), makeIdx([2, 3, 4], values));
  await Deno.writeFile(dir.file("a.gz"), gzipSync(makeIdx([2, 3, 4], values)));
  await Deno.writeFile(dir.file("labels"), makeIdx([24], values));
  assertEquals(await readIdx(dir.file("a"), 3), { shape: [2, 3, 4], values });
  assertEquals(await readIdx(dir.file("a.gz"), 3), { shape: [2, 3, 4], values });
  assertEquals(await readIdx(dir.file("labels"), 1), { shape: [24], values });
});

Deno.test("readIdx() names the byte at which a file is not what it should be", async () => {
  await using dir = await tempDir();
  const good = makeIdx([2, 3, 4], values);
  const changed = (at: number, byte: number) => good.with(at, byte);
  const cases: [name: string, bytes: Uint8Array, message: string][] = [
    ["magic", changed(0, 1), "not an IDX file, two zero bytes expected at byte 0"],
    ["type", changed(2, 0x0d), "IDX type 0x0d, expected 0x08 (unsigned bytes) at byte 2"],
    ["rank", changed(3, 1), "IDX file of 1 dimensions, expected 3 at byte 3"],
    ["zero", changed(11, 0), "IDX dimension 1 is 0 at byte 8"],
    ["short", good.subarray(0, 30), "header claims 2 × 3 × 4 values, the content ends at byte 30"],
    ["header", good.subarray(0, 7), "IDX header of 16 bytes ends at byte 7"],
    ["empty", good.subarray(0, 0), "IDX header of 16 bytes ends at byte 0"],
    ["long", new Uint8Array([...good, 9]), "more than the 24 values that its header claims at byte 40"],
  ];
  for (const [name, bytes, message] of cases) {
    await Deno.writeFile(dir.file(name), bytes);
    await assertRejects(() => readIdx(dir.file(name), 3), SyntaxError, `Cannot read ${dir.file(name)}: ${message}`);
  }
});

Deno.test("readIdx() takes no memory for what a header claims beyond what the file can hold", async () => {
  await using dir = await tempDir();
  const hostile = makeIdx([0xffffffff, 0xffff, 0xffff], values);
  await Deno.writeFile(dir.file("hostile"), hostile);
  await Deno.writeFile(dir.file("hostile.gz"), gzipSync(hostile));
  for (const name of ["hostile", "hostile.gz"]) {
    await assertRejects(() => readIdx(dir.file(name), 3), SyntaxError, "bytes can hold");
  }
});
