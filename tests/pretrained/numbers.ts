/**
 * Weights and inputs that the recordings of other people's networks share with the tests, made of names and places.
 * @module
 */
import { crc32 } from "node:zlib";
import { createHash } from "node:crypto";
import type { StoredTensor } from "../../lib/io/formats/safetensors.ts";

/** Numbers in [−1, 1) from a name: murmur3's finaliser of their places, 24 bits each. */
export function numbers(name: string, size: number): Float64Array {
  const seed = crc32(new TextEncoder().encode(name)), out = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let h = (Math.imul(i, 2654435761) + seed) | 0;
    h ^= h >>> 16;
    h = Math.imul(h, 0x85ebca6b);
    h ^= h >>> 13;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 16;
    out[i] = (h >>> 8) / 2 ** 23 - 1;
  }
  return out;
}

/** The weights of one array: those of normalisations around 1, those of maps so that sizes stay. */
export function weightsOf(name: string, shape: readonly number[]): StoredTensor {
  const size = shape.reduce((product, n) => product * n, 1), values = numbers(name, size);
  const factor = shape.length < 2 ? 0.3 : 1.7 / Math.sqrt(size / shape[0]);
  const around = shape.length < 2 && name.endsWith("weight") ? 1 : 0;
  // A loop: the largest networks have 6e7 weights, of which Float32Array.from() would take each from an iterator.
  const rounded = new Float32Array(size);
  for (let i = 0; i < size; i++) rounded[i] = values[i] * factor + around;
  return { shape, values: rounded };
}

/** The digest of names and shapes that the recording kept. */
export function digestOf(shapes: Iterable<readonly [name: string, shape: readonly number[]]>): string {
  const lines = [...shapes].sort(([a], [b]) => a < b ? -1 : 1).map(([name, shape]) => `${name} ${shape.join(",")}`);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
