import * as fc from "../../property.ts";
import { listZip, readZipMember, zipHeads } from "../../../lib/io/formats/zip.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { makeZip } from "../../datasets/make_files.ts";
import { tempDir } from "../temp_dir.ts";

const text = new TextEncoder().encode("nearzero ".repeat(50));
const zip = makeZip({ "a/1.txt": text, "2.bin": Uint8Array.of(1, 2, 3) });

Deno.test("listZip() and readZipMember() read members, stored or deflated, in any order", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("x.zip"), zip);
  const [first, second] = await listZip(dir.file("x.zip"));
  assertEquals([first.name, first.size, first.deflated], ["a/1.txt", text.length, true]);
  assert(first.stored < text.length);
  assertEquals(await readZipMember(dir.file("x.zip"), second), Uint8Array.of(1, 2, 3));
  assertEquals(await readZipMember(dir.file("x.zip"), first), text);
});

Deno.test("readZipMember() refuses what a member cannot hold before it takes memory for it", async () => {
  await using dir = await tempDir();
  await Deno.writeFile(dir.file("x.zip"), zip);
  const [member] = await listZip(dir.file("x.zip"));
  const refuse = (change: object, message: string) =>
    assertRejects(() => readZipMember(dir.file("x.zip"), { ...member, ...change }), SyntaxError, message);
  await refuse({ size: 2 ** 40 }, `Cannot read ${dir.file("x.zip")}: "a/1.txt" cannot hold 1099511627776 bytes`);
  await refuse({ stored: 2 ** 40 }, "cannot hold");
  await refuse({ size: text.length - 1 }, "cannot be inflated");
  await refuse({ size: text.length + 1 }, "does not match its checksum at byte 0");
  await refuse({ at: 1 }, "has no local header at byte 1");
  await refuse({ deflated: undefined }, "neither stored nor deflated");
  await assertRejects(() => listZip(dir.file("none.zip")), Error, "Cannot read");
});

Deno.test("listZip() and readZipMember() give the right bytes or one typed error, whatever bytes are changed or cut off", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.zip");
  const damage = fc.record({
    at: fc.nat(zip.length - 1),
    byte: fc.nat(255),
    keep: fc.oneof({ weight: 3, arbitrary: fc.constant(zip.length) }, fc.nat(zip.length)),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ at, byte, keep }) => {
      const bytes = zip.slice(0, keep);
      if (at < keep) bytes[at] = byte;
      await Deno.writeFile(path, bytes);
      try {
        for (const member of await listZip(path)) {
          const content = await readZipMember(path, member);
          assert(content.length === text.length || content.length === 3);
        }
      } catch (error) {
        assert(error instanceof SyntaxError, `${error}`);
        assert(/^Cannot read .*x\.zip: .* at byte \d+$/s.test(error.message), error.message);
      }
    }),
    { numRuns: 300 },
  );
});

/** A zip whose members are changed in their local and central headers: fields by their place in the central one. */
function changed(archive: Uint8Array<ArrayBuffer>, change: (central: DataView, local: DataView) => void) {
  const bytes = archive.slice(), text = new TextDecoder("latin1").decode(bytes);
  const views = ["PK\x01\x02", "PK\x03\x04"].map((magic) => new DataView(bytes.buffer, text.indexOf(magic)));
  change(views[0], views[1]);
  return bytes;
}

Deno.test("listZip() takes names as they come, and says why a member cannot be read", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.zip"), content = Uint8Array.of(1, 2, 3);
  await Deno.writeFile(
    path,
    makeZip({ "/abs/1": content, "a\\2": content, "C:/3": content, "../4": content, last: content }),
  );
  const members = await listZip(path);
  assertEquals(members.map(({ name, unreadable }) => [name, unreadable]), [
    ["abs/1", undefined],
    ["a/2", undefined],
    ["3", undefined],
    ["../4", "a path that leaves the archive"],
    ["last", undefined],
  ]);
  assertEquals(await readZipMember(path, members[0]), content);
  await assertRejects(() => readZipMember(path, members[3]), SyntaxError, '"../4" is a path that leaves the archive');
  const why = async (change: (central: DataView, local: DataView) => void) => {
    await Deno.writeFile(path, changed(makeZip({ a: content }), change));
    return (await listZip(path))[0].unreadable;
  };
  assertEquals(await why((central) => central.setUint16(10, 14, true)), "compressed by LZMA");
  assertEquals(await why((central) => central.setUint16(10, 97, true)), "compressed by method 97");
  const encrypted = (central: DataView) => {
    central.setUint16(8, 1, true);
    central.setUint32(20, 15, true);
  };
  assertEquals(await why(encrypted), "encrypted");
  const link = (central: DataView) => {
    central.setUint16(4, 3 << 8, true);
    central.setUint32(38, 0o120777 * 2 ** 16, true);
  };
  assertEquals(await why(link), "a link");
});

Deno.test("listZip() refuses members that share their bytes", async () => {
  await using dir = await tempDir();
  const two = makeZip({ "a.png": text, "b.png": text });
  const directory = new TextDecoder("latin1").decode(two).lastIndexOf("PK\x01\x02");
  new DataView(two.buffer).setUint32(directory + 42, 0, true);
  await Deno.writeFile(dir.file("x.zip"), two);
  await assertRejects(() => listZip(dir.file("x.zip")), SyntaxError, '"b.png" lies in the bytes of "a.png" at byte 0');
});

Deno.test("readZipMember() refuses what unpacks to far more than data do, or to more than is allowed", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.zip"), large = new Uint8Array(65 * 2 ** 20);
  await Deno.writeFile(path, makeZip({ zeros: large, text, long: new Uint8Array(2 ** 21).map((_, i) => i % 251) }));
  const [zeros, small, long] = await listZip(path);
  await assertRejects(() => readZipMember(path, zeros), SyntaxError, '"zeros" is refused: ');
  await assertRejects(() => readZipMember(path, small, 100), SyntaxError, `"text" claims ${text.length} bytes`);
  assertEquals(await readZipMember(path, long), new Uint8Array(2 ** 21).map((_, i) => i % 251));
  const lies = { ...long, size: long.size - 1 };
  await assertRejects(() => readZipMember(path, lies), SyntaxError, "cannot be inflated");
});

Deno.test("zipHeads() gives the first bytes of members, and none of damaged ones", async () => {
  await using dir = await tempDir();
  const path = dir.file("x.zip");
  await Deno.writeFile(path, makeZip({ stored: Uint8Array.of(1, 2, 3), text }));
  const [stored, deflated] = await listZip(path);
  assertEquals(await zipHeads(path, [deflated, stored, { ...stored, at: 5 }], 9), [
    text.subarray(0, 9),
    Uint8Array.of(1, 2, 3),
    new Uint8Array(0),
  ]);
});
