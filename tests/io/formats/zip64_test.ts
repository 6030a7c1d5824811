import { listZip } from "../../../lib/io/formats/zip.ts";
import { checkZip64 } from "../../../lib/io/formats/zip64.ts";
import { assertRejects } from "../../assert.ts";
import { tempDir } from "../temp_dir.ts";

/** The three last records of a zip64 archive without members. */
function end(locator: bigint, directory: bigint): Uint8Array {
  const bytes = new Uint8Array(56 + 20 + 22), view = new DataView(bytes.buffer);
  view.setUint32(0, 0x06064b50, true);
  view.setBigUint64(4, 44n, true);
  view.setBigUint64(48, directory, true);
  view.setUint32(56, 0x07064b50, true);
  view.setBigUint64(64, locator, true);
  view.setUint32(72, 1, true);
  view.setUint32(76, 0x06054b50, true);
  for (const at of [84, 86]) view.setUint16(at, 0xffff, true);
  view.setUint32(92, 0xffffffff, true);
  return bytes;
}

Deno.test("checkZip64() refuses positions past the archive, which the library would follow for ever", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.zip"), put = (bytes: Uint8Array) => Deno.writeFile(path, bytes);
  await put(end(0n, 0n));
  await checkZip64(path, 98);
  await listZip(path);
  for (
    const [locator, directory, message] of [[1n << 60n, 0n, "last record"], [99n, 0n, "last record"], [
      0n,
      1n << 60n,
      "directory",
    ]] as const
  ) {
    await put(end(locator, directory));
    await assertRejects(() => listZip(path), SyntaxError, message);
  }
});
