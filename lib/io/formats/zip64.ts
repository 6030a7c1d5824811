/**
 * The end of large zip archives, looked at before a library follows it.
 * @module
 */
import { open } from "node:fs/promises";
import { badFile } from "../read.ts";

/** Sizes and signatures of the last records (APPNOTE 4.3.14 to 4.3.16). */
const END = { size: 22, signature: 0x06054b50, longestComment: 65_535 };
const LOCATOR = { size: 20, signature: 0x07064b50 };
const RECORD = { size: 56, signature: 0x06064b50 };

/**
 * Checks where a zip64 archive says that its directory is: positions past the file, which no file has, are past what
 * reading takes as well, and its error would reach nobody.
 * @param path The archive.
 * @param size Its size.
 * @throws {SyntaxError} If a position is past the archive's end: names the file and the byte.
 * @throws {Error} If the file cannot be read.
 */
export async function checkZip64(path: string, size: number): Promise<void> {
  const file = await open(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}`, { cause: error });
  });
  try {
    const length = Math.min(size, LOCATOR.size + END.size + END.longestComment), begin = size - length;
    const tail = new DataView(new ArrayBuffer(length));
    await file.read(new Uint8Array(tail.buffer), 0, length, begin);
    for (let at = length - END.size; at >= LOCATOR.size; at--) {
      if (tail.getUint32(at, true) !== END.signature) continue;
      if (tail.getUint32(at - LOCATOR.size, true) !== LOCATOR.signature) continue;
      const place = tail.getBigUint64(at - LOCATOR.size + 8, true), where = begin + at - LOCATOR.size + 8;
      if (place + BigInt(RECORD.size) > BigInt(size)) {
        throw badFile(path, `the zip archive's last record is said to be at byte ${place} of ${size}`, where);
      }
      const record = new DataView(new ArrayBuffer(RECORD.size));
      await file.read(new Uint8Array(record.buffer), 0, RECORD.size, Number(place));
      const directory = record.getBigUint64(48, true);
      if (record.getUint32(0, true) === RECORD.signature && directory > BigInt(size)) {
        throw badFile(
          path,
          `the zip archive's directory is said to be at byte ${directory} of ${size}`,
          Number(place) + 48,
        );
      }
    }
  } finally {
    await file.close();
  }
}
