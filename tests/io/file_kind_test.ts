import { foreignFormat, headOf, isPickle, statFile } from "../../lib/io/file_kind.ts";
import { assertEquals, assertMatch, assertRejects } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

Deno.test("foreignFormat() names what is not read, and the remedy", () => {
  const known: [beginning: string, name: string][] = [
    ["BZh91AY&SY", "bzip2"],
    ["\xfd7zXZ\0\0\x04", "xz"],
    ["\x28\xb5\x2f\xfd\x04", "zstd"],
    ["\x5d\0\0\x80\0", "LZMA"],
    ["7z\xbc\xaf\x27\x1c\0\x04", "7z"],
    ["Rar!\x1a\x07\x01\0", "RAR"],
    ["\x89HDF\r\n\x1a\n", "HDF5"],
    ["MATLAB 5.0 MAT-file, Platform", "MATLAB"],
    ["\x80\x02}q\x01", "pickle"],
  ];
  for (const [beginning, name] of known) {
    assertMatch(foreignFormat(bytes(beginning))!, new RegExp(`^it is .*${name}.* not read; `));
  }
  for (const text of ["", "\x1f\x8b\x08", "PK\x03\x04", "plain text"]) {
    assertEquals(foreignFormat(bytes(text)), undefined);
  }
  assertEquals([isPickle(bytes("\x80\x05")), isPickle(bytes("\x80\x09")), isPickle(bytes("\x80"))], [
    true,
    false,
    false,
  ]);
});

Deno.test("headOf() gives the first bytes, statFile() refuses what is no file", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("a"), "abc");
  assertEquals(await headOf(dir.file("a"), 2), bytes("ab"));
  assertEquals(await headOf(dir.file("a")), bytes("abc"));
  await assertRejects(() => headOf(dir.path), SyntaxError, `Cannot read ${dir.path}: it is a folder, not a file`);
  await assertRejects(() => statFile(dir.file("none")), Error, `Cannot read ${dir.file("none")}: `);
});
