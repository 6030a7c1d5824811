import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { openStore } from "../../lib/datasets/picture_store.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { makeZip } from "./make_files.ts";

const one = Uint8Array.of(1, 1, 1), two = Uint8Array.of(2, 2);

/** A tar of a file, a later one of its name, a hard link to that and a symbolic link. */
async function linked(): Promise<Uint8Array> {
  const archive = pack();
  archive.entry({ name: "a" }, one as never);
  archive.entry({ name: "b" }, one as never);
  archive.entry({ name: "a" }, two as never);
  archive.entry({ name: "c", type: "link", linkname: "a" } as Header);
  archive.entry({ name: "d", type: "symlink", linkname: "a" } as Header);
  archive.finalize();
  return new Uint8Array(await new Blob(await Array.fromAsync(archive) as BlobPart[]).arrayBuffer());
}

Deno.test("openStore() gives every name of a tar's files once, gzipped or not, and tells what it does not give", async () => {
  await using dir = await tempDir();
  const tar = await linked();
  await Deno.writeFile(dir.file("x.tar"), tar);
  await Deno.writeFile(dir.file("x.tgz"), gzipSync(tar));
  for (const name of ["x.tar", "x.tgz"]) {
    const store = await openStore(dir.file(name));
    assertEquals(store.files.map(({ name, size }) => [name, size]), [["a", 2], ["b", 3], ["c", 2]]);
    assertEquals(store.left, [
      { name: "d", why: "a link" },
      { name: "a", why: "the earlier of two files of one name" },
    ]);
    const found = new Map<string, Uint8Array>();
    for await (const { name, content } of store.stream!(new Set(["a", "c"]))) found.set(name, content);
    assertEquals(found, new Map([["a", two], ["c", two]]));
    assertEquals(await store.heads(["b", "c"]), [one, two]);
    if (store.read !== undefined) assertEquals(await store.read("c"), two);
  }
});

Deno.test("openStore() gives a zip's files of one name once, and names what it cannot read", async () => {
  await using dir = await tempDir();
  const zip = makeZip({ "1": one, "2": two, "../3": one }), text = new TextDecoder("latin1").decode(zip);
  // The second file gets the first one's name, in both headers.
  for (
    const at of [text.indexOf("2\x02\x02"), text.lastIndexOf("PK\x01\x02", text.lastIndexOf("PK\x01\x02") - 1) + 46]
  ) {
    zip[at] = "1".charCodeAt(0);
  }
  await Deno.writeFile(dir.file("x.zip"), zip);
  const store = await openStore(dir.file("x.zip"));
  assertEquals(await store.read!("1"), two);
  assertEquals(store.files.map(({ name }) => name), ["1"]);
  assertEquals(store.left, [
    { name: "1", why: "the earlier of two files of one name" },
    { name: "../3", why: "a path that leaves the archive" },
  ]);
});

Deno.test("openStore() refuses a zip that would unpack to far more than data do", async () => {
  await using dir = await tempDir();
  const zeros = new Uint8Array(10 * 2 ** 20);
  const names = Array.from({ length: 8 }, (_, i) => [`${i}.png`, zeros] as const);
  await Deno.writeFile(dir.file("x.zip"), makeZip(Object.fromEntries(names)));
  await assertRejects(() => openStore(dir.file("x.zip")), SyntaxError, "unpack to 83886080 or more");
});

Deno.test({
  name: "openStore() follows links in a folder and refuses what is neither folder nor file",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using dir = await tempDir();
    await Deno.mkdir(dir.file("far"));
    await Deno.mkdir(dir.file("set"));
    await Deno.writeFile(dir.file("far/1"), one);
    await Deno.symlink(dir.file("far"), dir.file("set/dog"));
    await Deno.symlink(dir.file("set"), dir.file("set/loop"));
    const store = await openStore(dir.file("set"));
    assertEquals(store.files, [{ name: "dog/1", size: 3 }]);
    assertEquals(await store.read!("dog/1"), one);
    assert(store.left[0].why === "a link to a folder that it lies in");
    await assertRejects(() => openStore("/dev/zero"), SyntaxError, "it is a device, neither a folder nor a file");
  },
});
