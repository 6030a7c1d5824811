import { crc32c, readTfRecords, tfRecord } from "../../../lib/io/formats/tfrecord.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../temp_dir.ts";

Deno.test("crc32c() gives the published checksums", () => {
  // RFC 3720, appendix B.4, and the customary check value.
  const cases: [Uint8Array, number][] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(255), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [new TextEncoder().encode("123456789"), 0xe3069283],
    [new Uint8Array(0), 0],
  ];
  for (const [bytes, sum] of cases) assertEquals(crc32c(bytes), sum);
});

Deno.test("readTfRecords() gives back what tfRecord() framed, but for a last record that is cut short", async () => {
  await using dir = await tempDir();
  const path = dir.file("a"), data = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(300).fill(7)];
  const bytes = Uint8Array.from(data.flatMap((each) => [...tfRecord(each)]));
  const records = [{ data: data[0], end: 19 }, { data: data[1], end: 35 }, { data: data[2], end: 351 }];
  const read = async (content: Uint8Array) => {
    await Deno.writeFile(path, content);
    return (await readTfRecords(path)).map(({ data, end }) => ({ data: data.slice(), end }));
  };
  assertEquals(await read(bytes), records);
  for (const [length, whole] of [[350, 2], [60, 2], [36, 2], [34, 1], [0, 0]]) {
    assertEquals(await read(bytes.slice(0, length)), records.slice(0, whole));
  }
  assertEquals(await readTfRecords(dir.file("none")), []);
});

Deno.test("readTfRecords() names the byte at which a record is damaged", async () => {
  await using dir = await tempDir();
  const path = dir.file("a"), bytes = Uint8Array.of(...tfRecord(Uint8Array.of(1)), ...tfRecord(Uint8Array.of(2, 3)));
  const damaged = async (at: number, message: string) => {
    await Deno.writeFile(path, bytes.with(at, bytes[at] ^ 1));
    await assertRejects(() => readTfRecords(path), SyntaxError, `Cannot read ${path}: ${message}`);
  };
  await damaged(12, "a record's data do not have their checksum at byte 12");
  await damaged(30, "a record's data do not have their checksum at byte 29");
  // A length out of all bounds is not believed.
  await damaged(23, "a record's length does not have its checksum at byte 17");
});
