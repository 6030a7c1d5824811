import { dataName } from "../../../lib/datasets/layout/data_name.ts";
import { assert, assertEquals, assertMatch } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

Deno.test("dataName() is the last part of a path in small Latin letters", async () => {
  await using dir = await tempDir();
  // A name belongs to the first path of the process that has it: these are no other test's.
  const names: [path: string, name: string][] = [
    ["Some_Own_Set.npz", "some-own-set"],
    ["plain-pets.tar.gz", "plain-pets"],
    ["Höhle & Ähre", "hohle-ahre"],
  ];
  for (const [path, name] of names) assertEquals(await dataName(dir.file(path)), name);
  // The same path has the same name however it is written.
  await Deno.mkdir(dir.file("plain-owls/inner"), { recursive: true });
  assertEquals(await dataName(dir.file("plain-owls")), await dataName(dir.file("plain-owls/inner/..")));
});

Deno.test("dataName() tells distinct paths apart: folders of one name, general names, other scripts, names that fall together", async () => {
  await using dir = await tempDir();
  const paths = [
    "cats/train",
    "dogs/train",
    "x/dogs/train",
    "猫",
    "犬",
    "кот",
    "猫/images",
    "a/birds",
    "b/birds",
    "A Birds",
  ];
  const names: string[] = [];
  for (
    const path of [...paths, "a-birds", "a_birds", "a birds.zip", "...", "日本 cats", "中国 cats", "x".repeat(200)]
  ) {
    names.push(await dataName(dir.file(path)));
  }
  assertEquals(new Set(names).size, names.length);
  assertEquals(names.slice(0, 2), ["cats-train", "dogs-train"]);
  for (const name of names) assertMatch(name, /^[a-z0-9][a-z0-9-]{0,63}$/);
  // The same on every machine, for the same script.
  assertMatch(names[3], /^set-[0-9a-f]{8}$/);
  await using other = await tempDir();
  assert((await dataName(other.file("猫"))) !== names[3], "another folder of that name is another set");
});
