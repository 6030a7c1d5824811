import { gzipSync } from "node:zlib";
import { badFile, beginsWith, parseJson, readPieces } from "../../lib/io/read.ts";
import { assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";

async function whole(path: string): Promise<number[]> {
  const bytes: number[] = [];
  for await (const piece of readPieces(path)) for (const byte of piece) bytes.push(byte);
  return bytes;
}

Deno.test("readPieces() gives plain and gzipped content alike, whatever the name", async () => {
  await using dir = await tempDir();
  const content = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  await Deno.writeFile(dir.file("plain.gz"), content);
  await Deno.writeFile(dir.file("zipped"), gzipSync(content));
  await Deno.writeFile(dir.file("empty"), new Uint8Array(0));
  assertEquals(await whole(dir.file("plain.gz")), [...content]);
  assertEquals(await whole(dir.file("zipped")), [...content]);
  assertEquals(await whole(dir.file("empty")), []);
});

Deno.test("readPieces() names the file and the byte of corrupt gzip data", async () => {
  await using dir = await tempDir();
  const zipped = gzipSync(Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 253));
  await Deno.writeFile(dir.file("short"), zipped.subarray(0, zipped.length - 20));
  const short = await assertRejects(() => whole(dir.file("short")), SyntaxError, `Cannot read ${dir.file("short")}: `);
  assertEquals(/at byte \d+$/.test(short.message), true);
  zipped[zipped.length - 6] ^= 1;
  await Deno.writeFile(dir.file("changed"), zipped);
  await assertRejects(() => whole(dir.file("changed")), SyntaxError, "corrupt");
  await assertRejects(() => whole(dir.file("missing")), Error, `Cannot read ${dir.file("missing")}: `);
});

Deno.test("badFile() says what, where and at which byte", () => {
  assertEquals(badFile("x", "no header", 3).message, "Cannot read x: no header at byte 3");
  assertEquals(badFile("x", "no header").message, "Cannot read x: no header");
});

Deno.test("parseJson() names the file and the byte at which it stops", () => {
  assertEquals(parseJson(' {"a": [1]}', "x"), { a: [1] });
  const cases: [string, number][] = [['{"α": }', 7], ['{"a": ', 6], ["nul", 3], ['{"a": 1} x', 9]];
  for (const [text, byte] of cases) {
    assertThrows(() => parseJson(text, "x", 100), SyntaxError, "Cannot read x: it is not JSON (");
    assertThrows(() => parseJson(text, "x", 100), SyntaxError, ` at byte ${100 + byte}`);
  }
});

Deno.test("parseJson() passes over a byte order mark and counts its bytes", () => {
  assertEquals(parseJson('\ufeff{"a": 1}', "x"), { a: 1 });
  assertThrows(() => parseJson("\ufeff[1,]", "x"), SyntaxError, " at byte 6");
});

Deno.test("parseJson() refuses JSON that is nested too deep, at the bracket, and counts none in text", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assertEquals(JSON.stringify(parseJson(nested(256), "x")), nested(256));
  assertThrows(
    () => parseJson(nested(257), "x"),
    SyntaxError,
    "Cannot read x: it is nested more than 256 deep at byte 256",
  );
  assertThrows(() => parseJson(`{"ü": ${nested(100_000)}`, "x"), SyntaxError, "deep at byte 262");
  const text = JSON.stringify("[".repeat(1000) + '\\"' + "{".repeat(1000));
  assertEquals(parseJson(`[${text}]`, "x"), [JSON.parse(text)]);
  assertEquals(parseJson(`[${"[],".repeat(1000)}[]]`, "x"), Array.from({ length: 1001 }, () => []));
});

Deno.test("readPieces() ends where gzip data unpack to far more than data do", async () => {
  await using dir = await tempDir();
  const zeros = new Uint8Array(2 ** 24), one = gzipSync(zeros), path = dir.file("bomb.gz");
  // Members of a gzip file may follow each other: 80 MiB in 80 kB, against 64 MiB that anything may have.
  await Deno.writeFile(path, new Uint8Array(await new Blob(Array(5).fill(one)).arrayBuffer()));
  let length = 0;
  const all = async () => {
    for await (const piece of readPieces(path)) length += piece.length;
  };
  await assertRejects(all, SyntaxError, `Cannot read ${path}: ${5 * one.length} bytes unpack to`);
  assertEquals(length <= 2 ** 26, true);
});

Deno.test({
  name: "readPieces() and beginsWith() refuse what has no end",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using dir = await tempDir();
    await new Deno.Command("mkfifo", { args: [dir.file("pipe")] }).output();
    await assertRejects(() => whole(dir.file("pipe")), SyntaxError, "it is a pipe, not a file");
    await assertRejects(
      () => beginsWith("/dev/zero", 0),
      SyntaxError,
      "Cannot read /dev/zero: it is a device, not a file",
    );
  },
});
