import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dataFolders, findDataFile, requireDataFile } from "../../../lib/datasets/registry/locate.ts";
import { dataSet } from "../../../lib/datasets/registry/registry.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { setEnv, tempDir } from "../../io/temp_dir.ts";

const bytes = new TextEncoder().encode("digits");
const file = {
  name: "a.bin",
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
  addresses: ["http://127.0.0.1/a.bin"],
};

Deno.test("findDataFile() looks in NEARZERO_DATA, then in the cache, and verifies", async () => {
  await using own = await tempDir();
  await using cache = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: own.path, NEARZERO_CACHE: cache.path });
  // A third is where the system's packages put data sets, if this system has such a folder.
  assertEquals(dataFolders().slice(0, 2), [own.path, join(cache.path, "data")]);
  assertEquals(await findDataFile(file), undefined);
  await Deno.mkdir(cache.file("data"));
  await Deno.writeFile(cache.file("data/a.bin"), bytes);
  assertEquals(await findDataFile(file), cache.file("data/a.bin"));
  await Deno.writeFile(own.file("a.bin"), bytes);
  assertEquals(await findDataFile(file), own.file("a.bin"));
});

Deno.test("findDataFile() refuses a file of the right name and other content", async () => {
  await using own = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: own.path });
  await Deno.writeFile(own.file("a.bin"), bytes.with(0, 0));
  await assertRejects(() => findDataFile(file), Error, `Cannot use ${own.file("a.bin")}: SHA-256 is`);
  await Deno.writeFile(own.file("a.bin"), bytes.subarray(1));
  await assertRejects(() => findDataFile(file), Error, "it has 5 bytes, expected 6 bytes with SHA-256");
});

Deno.test("findDataFile() takes a file that is known by what it unpacks to in any packing, and says what else it holds", async () => {
  await using own = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: own.path });
  const packed = { ...file, name: "set/a", gzipped: 7 }, path = own.file("set/a.gz");
  await Deno.mkdir(own.file("set"));
  for (const level of [0, 1, 9]) {
    await Deno.writeFile(path, gzipSync(bytes, { level }));
    assertEquals(await findDataFile(packed), path);
  }
  const refused = async (content: Uint8Array, why: string) => {
    await Deno.writeFile(path, content);
    await assertRejects(() => findDataFile(packed), Error, `Cannot use ${path}: ${why}`);
  };
  await refused(gzipSync(bytes.with(0, 0)), "SHA-256 of what it unpacks to is");
  await refused(gzipSync(bytes.subarray(1)), "it unpacks to 5 bytes, expected 6 bytes with SHA-256");
  await refused(gzipSync(new Uint8Array(7)), "it unpacks to more than 6 bytes");
  await refused(gzipSync(bytes).subarray(0, 12), "gzip data is corrupt or cut short");
  await Deno.writeFile(own.file("set/a"), bytes);
  assertEquals(await findDataFile(packed), own.file("set/a"));
});

Deno.test("requireDataFile() says where it looked and how to get the file", async () => {
  await using cache = await tempDir();
  using _env = setEnv({ NEARZERO_DATA: undefined, NEARZERO_CACHE: cache.path });
  await assertRejects(
    () => requireDataFile(dataSet("cifar10"), "cifar-10-binary.tar.gz"),
    Error,
    `Cannot load cifar10: cifar-10-binary.tar.gz is not in ${
      dataFolders().join(" or ")
    }; fetch it with "deno task data cifar10"`,
  );
});
