import { gzipSync } from "node:zlib";
import { indexTar, readTar, readTarMember } from "../../../lib/io/formats/tar.ts";
import { type Dice, joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

/** A header of 512 bytes whose checksum is right. */
function header(dice: Dice, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(512);
  const write = (at: number, text: string, length: number) =>
    bytes.set(new TextEncoder().encode(text).subarray(0, length), at);
  write(0, dice.chance(0.8) ? dice.pick(["a/1.png", "b/2.png", "./c", "/abs", "../up"]) : dice.text(), 100);
  write(100, "0000644\0", 8);
  write(124, size.toString(8).padStart(11, "0") + "\0", 12);
  write(156, dice.pick(["0", "0", "0", "5", "1", "2", "x", "g", "L", "K", "S", "\0", "7"]), 1);
  write(157, dice.pick(["", "", "a/1.png", "/etc/passwd"]), 100);
  write(257, dice.pick(["ustar\x0000", "ustar  \0", ""]), 8);
  if (dice.chance(0.4)) {
    // A number in base 256, or some other field out of its ways.
    const at = dice.pick([124, 124, 124, 100, 136, 329, 345]);
    bytes.set([dice.pick([0x80, 0x81, 0xff]), ...dice.bytes(dice.below(11))], at);
  }
  bytes.fill(32, 148, 156);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  write(148, sum.toString(8).padStart(6, "0") + "\0 ", 8);
  return bytes;
}

/** An archive of a few files, compressed now and then. */
export function tarBytes(dice: Dice): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (let i = dice.below(4); i >= 0; i--) {
    const size = dice.pick([0, 1, 100, 512, 513]), said = dice.chance(0.1) ? Math.abs(dice.edge()) : size;
    const body = dice.chance(0.2) ? new TextEncoder().encode(`${dice.edge()} path=${dice.text()}\n`) : dice.bytes(size);
    parts.push(header(dice, said), body, new Uint8Array((512 - body.length % 512) % 512));
  }
  if (dice.chance(0.8)) parts.push(new Uint8Array(1024));
  const archive = joined(...parts);
  return dice.chance(0.2) ? new Uint8Array(gzipSync(archive)) : archive;
}

export const target: FuzzTarget = {
  name: "tar",
  file: "a.tar",
  make: tarBytes,
  damage: 0.3,
  async read(_, path) {
    for await (const { content } of readTar(path, () => true)) void content.length;
    for (const member of (await indexTar(path)).slice(0, 3)) await readTarMember(path, member);
  },
};
