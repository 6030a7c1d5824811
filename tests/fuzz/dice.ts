/** Draws for fuzzers: all of an input follows from the seed and the input's number. */
import { Random } from "../../lib/numerics/random.ts";

/** Integers at which formats break. */
const EDGES = [0, 1, 2, 7, 8, 127, 128, 255, 256, 511, 512, 32_767, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 31];
const LARGE = [2 ** 32 - 1, 2 ** 32, 2 ** 33, 2 ** 40, 2 ** 52, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64 - 1];

const WORDS = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "valueOf",
  "length",
  "../../x",
  "a\0b",
  "🦆",
  "x".repeat(300),
];

export class Dice {
  #values: Float64Array | number[] = [];
  #at = 0;
  #part = 0;
  readonly #random: Random;

  constructor(seed: number, input: number) {
    this.#random = new Random(seed, `fuzz ${input}`);
  }

  /** A number in [0, 1). */
  unit(): number {
    if (this.#at >= this.#values.length) {
      this.#values = this.#random.fork(this.#part++).uniforms(64, 0);
      this.#at = 0;
    }
    return this.#values[this.#at++];
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  chance(share: number): boolean {
    return this.unit() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** An integer that may break something. */
  edge(): number {
    const value = this.pick(this.chance(0.7) ? EDGES : LARGE);
    return this.chance(0.2) ? -value : this.chance(0.2) ? value + this.below(3) - 1 : value;
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }

  text(): string {
    return this.chance(0.5) ? this.pick(WORDS) : String.fromCodePoint(...Array.from(this.bytes(this.below(12))));
  }

  /** A value that JSON can hold. */
  json(depth: number = 3): unknown {
    switch (this.below(depth > 0 ? 9 : 6)) {
      case 0:
        return this.edge();
      case 1:
        return this.unit() * this.pick([1, -1, 1e-300, 1e300]);
      case 2:
        return this.text();
      case 3:
        return this.pick([null, true, false]);
      case 4:
        return [];
      case 5:
        return {};
      case 6:
        return Array.from({ length: this.below(4) }, () => this.json(depth - 1));
      case 7:
        return Object.fromEntries(Array.from({ length: this.below(4) }, () => [this.text(), this.json(depth - 1)]));
      default:
        return this.nested();
    }
  }

  /** Something deep, rarely so deep that it matters. */
  nested(): unknown {
    let value: unknown = 1;
    const depth = this.chance(0.05) ? this.pick([200, 300, 1000]) : this.below(8);
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
    return value;
  }

  /** Plain data with some of its entries changed, removed, doubled or added. */
  mutated<T>(value: T, changes: number = 1 + this.below(3)): T {
    let copy = structuredClone(value) as unknown;
    for (let i = 0; i < changes; i++) copy = this.#changeOne(copy);
    return copy as T;
  }

  #changeOne(value: unknown): unknown {
    if (typeof value !== "object" || value === null || this.chance(0.15)) return this.#other(value);
    const keys = Object.keys(value), object = value as Record<string, unknown>;
    if (keys.length === 0 || this.chance(0.1)) {
      if (Array.isArray(value)) value.push(this.json());
      else define(object, this.text(), this.json());
      return value;
    }
    const key = this.pick(keys);
    switch (this.below(8)) {
      case 0:
        if (Array.isArray(value)) value.splice(Number(key), 1);
        else delete object[key];
        break;
      case 1:
        if (Array.isArray(value)) value.push(...structuredClone(value));
        else define(object, this.text(), structuredClone(object[key]));
        break;
      case 2:
        define(object, key, this.json());
        break;
      default:
        define(object, key, this.#changeOne(object[key]));
    }
    return value;
  }

  #other(value: unknown): unknown {
    if (typeof value === "number" && this.chance(0.7)) {
      return this.chance(0.5) ? this.edge() : value * this.pick([-1, 0.5, 1e9]);
    }
    if (typeof value === "string" && this.chance(0.7)) return this.#spelt(value);
    return this.json();
  }

  #spelt(text: string): string {
    const at = this.below(text.length + 1);
    return text.slice(0, at) + this.text() + text.slice(at + this.below(3));
  }

  /** Bytes with some of them flipped, overwritten, cut, doubled or moved, and numbers among them put at an edge. */
  damaged(bytes: Uint8Array, changes: number = 1 + this.below(4)): Uint8Array<ArrayBuffer> {
    let copy = bytes.slice();
    for (let i = 0; i < changes; i++) copy = this.#damageOnce(copy);
    return copy;
  }

  #damageOnce(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (bytes.length === 0) return this.bytes(this.below(16));
    // Headers are at the beginning, and directories at the end.
    const near = this.pick([64, 512, bytes.length]), inHead = this.chance(0.7);
    const place = () =>
      inHead ? this.below(Math.min(near, bytes.length)) : bytes.length - 1 - this.below(Math.min(near, bytes.length));
    const at = place();
    switch (this.below(9)) {
      case 0:
        bytes[at] ^= 1 << this.below(8);
        return bytes;
      case 1:
        bytes[at] = this.edge();
        return bytes;
      case 2:
        return bytes.slice(0, at);
      case 3:
        return bytes.slice(at);
      case 4:
        return joined(bytes.subarray(0, at), this.bytes(1 + this.below(8)), bytes.subarray(at));
      case 5:
        return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + this.below(16)));
      case 6:
        return bytes.fill(this.pick([0, 255]), at, at + 1 + this.below(64));
      case 7: {
        const from = place(), length = 1 + this.below(64);
        return joined(bytes.subarray(0, at), bytes.subarray(from, from + length), bytes.subarray(at));
      }
      default: {
        const view = new DataView(bytes.buffer, bytes.byteOffset),
          size = this.pick([2, 4, 8]),
          little = this.chance(0.7);
        if (at + size > bytes.length) return bytes;
        const value = this.chance(0.3) ? bytes.length + this.below(9) - 4 : this.edge();
        if (size === 2) view.setUint16(at, value, little);
        else if (size === 4) view.setUint32(at, value, little);
        else view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), little);
        return bytes;
      }
    }
  }
}

/** Sets a key as JSON.parse does, `__proto__` too. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** JSON text of plain data, now and then damaged as text. */
export function jsonBytes(dice: Dice, value: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(value) ?? "null";
  return new TextEncoder().encode(dice.chance(0.05) ? text.replace(/[{}[\],:"]/, () => dice.text()) : text);
}
