import { decodeSafetensors, encodeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { joined, jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const whole = encodeSafetensors({
  a: { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  "b/c": { shape: [], values: Float64Array.of(7) },
  d: { shape: [4], values: Uint8Array.of(1, 2, 3, 4) },
}, { note: "text" });
const length = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
const header = JSON.parse(new TextDecoder().decode(whole.subarray(8, length)));

/** A header with changed entries, its length right, before the values. */
export const target: FuzzTarget = {
  name: "safetensors",
  inMemory: true,
  make(dice) {
    const text = jsonBytes(dice, dice.chance(0.9) ? dice.mutated(header) : header), size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(text.length), true);
    return joined(size, text, whole.subarray(length));
  },
  damage: 0.3,
  read: (bytes, path) => decodeSafetensors(bytes, path),
};
