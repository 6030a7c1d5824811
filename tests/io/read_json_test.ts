import { readJson } from "../../lib/io/read_json.ts";
import { assertEquals, assertMatch, assertRejects } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";

Deno.test("readJson() reads JSON", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("a.json"), '{"a": [1, "ü"]}');
  assertEquals(await readJson(dir.file("a.json")), { a: [1, "ü"] });
});

Deno.test("readJson() names the file and the byte of what is not JSON", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.json");
  for (const [text, byte] of [['{"ü": 1,,}', 9], ['{"ü": x, "b": 1}', 7], ['{"a": ', 6], ["", 0]] as const) {
    await Deno.writeTextFile(path, text);
    const { message } = await assertRejects(() => readJson(path), SyntaxError);
    assertMatch(message, new RegExp(`^Cannot read .*a\\.json: it is not JSON \\(.+\\) at byte ${byte}$`));
  }
  await Deno.writeFile(path, Uint8Array.of(0x22, 0xff, 0x22));
  await assertRejects(() => readJson(path), SyntaxError, "it is not UTF-8");
  await assertRejects(() => readJson(dir.file("none.json")), Error, "Cannot read");
});

Deno.test("readJson() reads JSON after a byte order mark, and names another encoding", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.json");
  await Deno.writeTextFile(path, '\ufeff{"a": 1}');
  assertEquals(await readJson(path), { a: 1 });
  await Deno.writeTextFile(path, "\ufeff{,");
  await assertRejects(() => readJson(path), SyntaxError, "at byte 4");
  await Deno.writeFile(path, Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0));
  await assertRejects(() => readJson(path), SyntaxError, "it is not UTF-8 but UTF-16; save it as UTF-8");
});
