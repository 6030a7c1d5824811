import { gzipSync } from "node:zlib";
import { idxDimensions, labelsBeside, readIdx } from "../../lib/datasets/idx.ts";
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

Deno.test("readIdx() refuses gzip data that claim far more than data unpack to, before it takes memory", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.gz"), zeros = new Uint8Array(2 ** 24);
  const one = gzipSync(zeros), head = gzipSync(makeIdx([65, 1024, 1024], new Uint8Array(0)));
  await Deno.writeFile(path, new Uint8Array(await new Blob([head, one, one, one, one, one]).arrayBuffer()));
  await assertRejects(() => readIdx(path, 3), SyntaxError, "header claims 65 × 1024 × 1024 values: ");
  await Deno.writeFile(path, makeIdx([2 ** 16, 2 ** 16, 9], new Uint8Array(100)));
  await assertRejects(() => readIdx(path, 3), SyntaxError, "more than 116 bytes can hold at byte 4");
});

Deno.test("idxDimensions() tells IDX files by their first bytes", async () => {
  await using dir = await tempDir();
  const path = dir.file("x");
  const of = async (bytes: Uint8Array) => {
    await Deno.writeFile(path, bytes);
    return await idxDimensions(path);
  };
  assertEquals(await of(makeIdx([2, 3, 4], values)), 3);
  assertEquals(await of(gzipSync(makeIdx([24], values))), 1);
  assertEquals(await of(makeIdx([2, 3, 2, 2], values).with(2, 0x0d)), 4);
  const others = [new Uint8Array(1024), new Uint8Array(0), values, gzipSync(values), gzipSync(values).subarray(0, 12)];
  for (const other of others) assertEquals(await of(other), undefined);
});

Deno.test("labelsBeside() finds the labels of MNIST and its kin, packed or not", async () => {
  await using dir = await tempDir();
  const pairs: [pictures: string, labels: string][] = [
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
    ["t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"],
    ["emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-train-labels-idx1-ubyte.gz"],
    ["a-images-idx3-ubyte.gz", "a-labels-idx1-ubyte"],
    ["b-images.idx3-ubyte", "b-labels-idx1-ubyte.gz"],
  ];
  for (const [pictures, labels] of pairs) {
    assertEquals(await labelsBeside(dir.file(pictures)), undefined);
    await Deno.writeFile(dir.file(labels), new Uint8Array(0));
    assertEquals(await labelsBeside(dir.file(pictures)), dir.file(labels));
  }
  assertEquals(await labelsBeside(dir.file("pictures.idx")), undefined);
});
