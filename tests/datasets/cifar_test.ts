import { gzipSync } from "node:zlib";
import { readCifar } from "../../lib/datasets/cifar.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeTar } from "./make_files.ts";

/** One record: the label, then planes filled with 10, 20 and 30 plus the label. */
function record(label: number): Uint8Array {
  const bytes = new Uint8Array(3073);
  bytes[0] = label;
  for (let c = 0; c < 3; c++) bytes.fill(10 * (c + 1) + label, 1 + c * 1024, 1 + (c + 1) * 1024);
  return bytes;
}
const batch = (...labels: number[]) => new Uint8Array(labels.flatMap((label) => [...record(label)]));

Deno.test("readCifar() reads each split in the order of its batches, interleaving the planes", async () => {
  await using dir = await tempDir();
  const tar = await makeTar({
    "cifar-10-batches-bin/data_batch_2.bin": batch(3),
    "cifar-10-batches-bin/data_batch_1.bin": batch(1, 2),
    "cifar-10-batches-bin/test_batch.bin": batch(9),
    "cifar-10-batches-bin/readme.html": new Uint8Array(5),
  });
  await Deno.writeFile(dir.file("c.tar.gz"), gzipSync(tar));
  const train = await readCifar(dir.file("c.tar.gz"), "train");
  assertEquals(train.labels, Uint8Array.from([1, 2, 3]));
  assertEquals(train.bytes.subarray(0, 6), Uint8Array.from([11, 21, 31, 11, 21, 31]));
  assertEquals(train.bytes.subarray(3072, 3075), Uint8Array.from([12, 22, 32]));
  assertEquals((await readCifar(dir.file("c.tar.gz"), "test")).labels, Uint8Array.from([9]));
  await assertRejects(() => readCifar(dir.file("c.tar.gz"), "dev"), RangeError, 'no split "dev"');
});

Deno.test("readCifar() names the batch and the byte that is wrong", async () => {
  await using dir = await tempDir();
  const put = async (name: string, content: Uint8Array) => {
    await Deno.writeFile(dir.file(name), await makeTar({ "data_batch_1.bin": content }));
    return dir.file(name);
  };
  const short = await put("short.tar", batch(1, 2).subarray(0, 4000));
  await assertRejects(() => readCifar(short, "train"), SyntaxError, `${short}/data_batch_1.bin: records of 3073 bytes`);
  const label = await put("label.tar", batch(1, 10));
  await assertRejects(() => readCifar(label, "train"), SyntaxError, "label 10 is above 9 at byte 3073");
  await assertRejects(() => readCifar(label, "test"), SyntaxError, "no test batches");
});
