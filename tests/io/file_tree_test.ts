import { filesUnder } from "../../lib/io/file_tree.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";

const posix = Deno.build.os !== "windows";
const namesOf = async (path: string) => (await filesUnder(path)).files.map(({ name }) => name);

Deno.test("filesUnder() lists files of all subfolders by name and passes over hidden ones", async () => {
  await using dir = await tempDir();
  await Deno.mkdir(dir.file("b/c"), { recursive: true });
  for (const name of ["b/c/1", "b/0", "a", ".hidden"]) await Deno.writeTextFile(dir.file(name), name);
  const { files, left } = await filesUnder(dir.path);
  assertEquals(files.map(({ name, stat }) => [name, stat.size]), [["a", 1], ["b/0", 3], ["b/c/1", 5]]);
  assertEquals(left, []);
  await assertRejects(() => filesUnder(dir.file("none")), Error, `Cannot read ${dir.file("none")}`);
});

Deno.test({
  name: "filesUnder() follows links to files and folders, each folder once, and ends where links go round",
  ignore: !posix,
  fn: async () => {
    await using dir = await tempDir();
    await Deno.mkdir(dir.file("far"));
    await Deno.mkdir(dir.file("set/cat"), { recursive: true });
    for (const name of ["far/1", "far/2", "set/cat/1"]) await Deno.writeTextFile(dir.file(name), name);
    await Deno.symlink(dir.file("far"), dir.file("set/dog"));
    await Deno.symlink(dir.file("far"), dir.file("set/wolf"));
    await Deno.symlink(dir.file("far/1"), dir.file("set/file"));
    await Deno.symlink("cat", dir.file("set/again"));
    await Deno.symlink(dir.file("set"), dir.file("far/loop"));
    await Deno.symlink("nowhere", dir.file("set/dead"));
    const { files, left } = await filesUnder(dir.file("set"));
    assertEquals(files.map(({ name }) => name), ["cat/1", "dog/1", "dog/2", "file"]);
    assertEquals(Object.fromEntries(left.map(({ name, why }) => [name, why])), {
      again: "the same folder as cat",
      dead: "a link that leads nowhere",
      "dog/loop": "a link to a folder that it lies in",
      wolf: "the same folder as dog",
    });
  },
});

Deno.test({
  name: "filesUnder() takes every name of a file, and leaves out pipes and devices, linked or not",
  ignore: !posix,
  fn: async () => {
    await using dir = await tempDir();
    await Deno.writeTextFile(dir.file("one"), "1");
    await Deno.link(dir.file("one"), dir.file("two"));
    await new Deno.Command("mkfifo", { args: [dir.file("pipe")] }).output();
    await Deno.symlink("/dev/zero", dir.file("zero"));
    assertEquals(await namesOf(dir.path), ["one", "two"]);
    assertEquals((await filesUnder(dir.path)).left, [
      { name: "pipe", why: "a pipe" },
      { name: "zero", why: "a device" },
    ]);
  },
});
