import { decodeNpy, encodeNpy } from "../../../lib/io/formats/npy.ts";
import { type Dice, joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const SHAPES = [
  "()",
  "(0,)",
  "(3,)",
  "(2, 3)",
  "(2L, 3L)",
  "(-1,)",
  "(99999999999,)",
  "(2, 3,",
  "[6]",
  "(1e3,)",
  "(2**40,)",
];
const TYPES = ["<f4", "<f8", ">f4", "|u1", "|b1", "<i8", "<f2", "|O", "<U4", "<c16", "|V99", "f4", "<f99", ""];

/** An array in the format of NumPy, its header made of words that mean something there. */
export function npyBytes(dice: Dice): Uint8Array<ArrayBuffer> {
  if (dice.chance(0.1)) return encodeNpy({ type: "f4", shape: [2, 3], data: new Float32Array(6) });
  const words = [dice.pick(TYPES), dice.pick(["False", "True", "0", "None"]), dice.pick(SHAPES)];
  const text = `{'descr': '${words[0]}', 'fortran_order': ${words[1]}, 'shape': ${words[2]}, }`;
  const header = new TextEncoder().encode(text.padEnd(117) + "\n");
  const claimed = dice.chance(0.1) ? Math.abs(dice.edge()) % 65_536 : header.length;
  const version = dice.chance(0.9) ? [1, 0, claimed & 255, claimed >> 8] : [2, 0, claimed & 255, claimed >> 8, 0, 0];
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, ...version);
  return joined(magic, header, dice.bytes(dice.pick([0, 1, 6, 24, 48, 49])));
}

export const target: FuzzTarget = {
  name: "npy",
  inMemory: true,
  make: npyBytes,
  damage: 0.4,
  read: (bytes, path) => decodeNpy(bytes, path),
};
