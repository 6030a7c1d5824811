import { assertEquals } from "../assert.ts";
import { fileState, isSettled } from "../../lib/io/settled.ts";
import { tempDir } from "./temp_dir.ts";

const at = (mtime: number, ctime = mtime) => ({ mtime: new Date(mtime), ctime: new Date(ctime) });

Deno.test("isSettled() asks every file to have rested, by its content and by its status", () => {
  assertEquals(isSettled([], 0), true);
  assertEquals(isSettled([at(1000)], 3000), true);
  assertEquals(isSettled([at(1000)], 2999), false);
  assertEquals(isSettled([at(1000), at(0, 1001)], 3000), false);
  assertEquals(isSettled([at(5000)], 3000), false); // A clock that was set back.
  assertEquals(isSettled([at(1000)], 1010, 10), true);
});

Deno.test("fileState() differs where a file's size, time or inode does, and is the same otherwise", async () => {
  await using dir = await tempDir();
  const path = dir.file("a"), state = async () => JSON.stringify(fileState(await Deno.stat(path)));
  await Deno.writeTextFile(path, "1");
  await Deno.utime(path, 1, 1);
  const first = await state();
  assertEquals(await state(), first);
  await Deno.writeTextFile(path, "22");
  const second = await state();
  await Deno.utime(path, 2, 2);
  const third = await state();
  await Deno.rename(path, dir.file("b"));
  await Deno.writeTextFile(path, "33");
  assertEquals(new Set([first, second, third, await state()]).size, 4);
  assertEquals(fileState(undefined), []);
});
