/** Small files in the formats that the loaders read. */
import { crc32, deflateRawSync } from "node:zlib";
import { pack } from "tar-stream";

/** An IDX file of unsigned bytes. */
export function makeIdx(shape: number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** A tar of a folder, the files given and a symbolic link. */
export async function makeTar(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack();
  archive.entry({ name: "folder/", type: "directory" });
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content as never);
  archive.entry({ name: "link", type: "symlink", linkname: "/etc/passwd" });
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** A zip of the files given, each deflated where that makes it smaller. */
export function makeZip(files: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const number = (length: number, value: number) =>
    Uint8Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) & 255);
  const locals: Uint8Array[] = [], directory: Uint8Array[] = [];
  const sizeOf = (parts: Uint8Array[]) => parts.reduce((sum, part) => sum + part.length, 0);
  for (const [path, content] of Object.entries(files)) {
    const name = new TextEncoder().encode(path), smaller = new Uint8Array(deflateRawSync(content));
    const deflated = smaller.length < content.length, stored = deflated ? smaller : content;
    const about = [number(2, 20), number(2, 0), number(2, deflated ? 8 : 0), number(4, 0x210000)];
    about.push(number(4, crc32(content)), number(4, stored.length), number(4, content.length), number(2, name.length));
    directory.push(number(4, 0x02014b50), number(2, 20), ...about, number(12, 0), number(4, sizeOf(locals)), name);
    locals.push(number(4, 0x04034b50), ...about, number(2, 0), name, stored);
  }
  const count = number(2, Object.keys(files).length);
  const end = [
    number(4, 0x06054b50),
    number(4, 0),
    count,
    count,
    number(4, sizeOf(directory)),
    number(4, sizeOf(locals)),
  ];
  const parts = [...locals, ...directory, ...end, number(2, 0)];
  const bytes = new Uint8Array(sizeOf(parts));
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
}
