/** Small files in the formats that the loaders read. */
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
