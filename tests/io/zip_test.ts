import fc from "fast-check";
import { listZip, readZipMember } from "../../lib/io/zip.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { makeZip } from "../datasets/make_files.ts";
import { tempDir } from "./temp_dir.ts";

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
    { seed: 1, numRuns: 300 },
  );
});
