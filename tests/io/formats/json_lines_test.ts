import { jsonLine, readJsonLines } from "../../../lib/io/formats/json_lines.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../temp_dir.ts";

Deno.test("readJsonLines() gives back what jsonLine() wrote, but for a last line without its end", async () => {
  await using dir = await tempDir();
  const path = dir.file("a"), lines = [{ name: "α\n" }, 3, null].map(jsonLine);
  await Deno.writeFile(path, Uint8Array.from(lines.flatMap((line) => [...line])));
  const whole = [{ value: { name: "α\n" }, end: 16 }, { value: 3, end: 18 }, { value: null, end: 23 }];
  assertEquals(await readJsonLines(path), whole);
  await Deno.truncate(path, 22);
  assertEquals(await readJsonLines(path), whole.slice(0, 2));
  assertEquals(await readJsonLines(dir.file("none")), []);
});

Deno.test("readJsonLines() names the byte of a line that is not JSON, and a file that cannot be read", async () => {
  await using dir = await tempDir();
  const path = dir.file("a");
  await Deno.writeTextFile(path, '"é"\n{"a": x}\n3\n');
  await assertRejects(() => readJsonLines(path), SyntaxError, `Cannot read ${path}: it is not JSON`);
  await assertRejects(() => readJsonLines(path), SyntaxError, "at byte 11");
  await assertRejects(() => readJsonLines(dir.path), Error, `Cannot read ${dir.path}: `);
});

Deno.test("readJsonLines() passes over a byte order mark", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("a"), "\ufeff1\n2\n");
  assertEquals(await readJsonLines(dir.file("a")), [{ value: 1, end: 5 }, { value: 2, end: 7 }]);
});
