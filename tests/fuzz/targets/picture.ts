import sharp from "sharp";
import { crc32 } from "node:zlib";
import { decodePicture } from "../../../lib/datasets/decode_picture.ts";
import { type Dice, joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const raw = { width: 9, height: 7, channels: 3 } as const;
const pixels = Uint8Array.from({ length: 9 * 7 * 3 }, (_, i) => i);
const image = () => sharp(pixels, { raw });
const [png, ...others] = await Promise.all([
  image().png().toBuffer(),
  image().jpeg().toBuffer(),
  image().webp().toBuffer(),
  image().gif().toBuffer(),
  image().tiff().toBuffer(),
]);
const foreign = [
  "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
  "BM",
  "%PDF-1.4",
  "GIF89a",
  "RIFF\x04\0\0\0WEBP",
]
  .map((text) => new TextEncoder().encode(text));

/** The PNG with another size in its header, whose checksum is right. */
function resized(dice: Dice): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(png), view = new DataView(bytes.buffer);
  view.setUint32(16, Math.abs(dice.edge()));
  if (dice.chance(0.5)) view.setUint32(20, Math.abs(dice.edge()));
  if (dice.chance(0.3)) bytes[24 + dice.below(5)] = dice.edge();
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

export const target: FuzzTarget = {
  name: "picture",
  inMemory: true,
  file: "a.png",
  make(dice) {
    if (dice.chance(0.3)) return resized(dice);
    const bytes = dice.pick([png, ...others, ...foreign]);
    return dice.chance(0.1) ? joined(bytes, dice.pick(others)) : Uint8Array.from(bytes);
  },
  damage: 0.7,
  // Its caller says which picture it is: what it throws is a reason.
  read: async (bytes) =>
    await decodePicture(bytes, {}).catch((error) => {
      throw error.constructor === Error ? new Error(`Cannot read a picture: ${error.message}`) : error;
    }),
};
