/**
 * Zip archives without compression, made by hand: wheels for tests.
 * @module
 */

/** One file of an archive. */
export interface StoredFile {
  name: string;
  text: string;
  /** The size that the archive claims, where it lies. */
  claimed?: number;
}

/**
 * Writes a zip archive (PKWARE APPNOTE 4.3).
 * @param files Its files.
 * @returns Its bytes.
 */
export function storedZip(files: StoredFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [], directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, text, claimed } of files) {
    const [path, data] = [name, text].map((part) => new TextEncoder().encode(part));
    const sizes = u32(crc32(data), data.length, claimed ?? data.length),
      header = [...u16(20, 0x800, 0, 0, 0x21), ...sizes];
    const local = Uint8Array.from([...u32(0x04034b50), ...header, ...u16(path.length, 0), ...path, ...data]);
    directory.push(Uint8Array.from([
      ...u32(0x02014b50),
      ...u16(20),
      ...header,
      ...u16(path.length, 0, 0, 0, 0),
      ...u32(0, offset),
      ...path,
    ]));
    parts.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = [...u32(0x06054b50), ...u16(0, 0, files.length, files.length), ...u32(size, offset), ...u16(0)];
  return Uint8Array.from([...parts, ...directory, end].flatMap((part) => [...part]));
}

function u16(...values: number[]): number[] {
  return values.flatMap((value) => [value & 255, value >> 8 & 255]);
}

function u32(...values: number[]): number[] {
  return values.flatMap((value) => [0, 8, 16, 24].map((shift) => value >>> shift & 255));
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
