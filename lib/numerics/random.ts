/**
 * Counter-based random numbers: any draw can be made again alone, in any order, on any worker.
 * @module
 */
import { checkInteger } from "./check.ts";

/**
 * A stream of random numbers in which draw `i` is a pure function of (seed, stream, i).
 *
 * @example The same draws whenever they are asked for
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "nearzero/numerics";
 *
 * const random = new Random(7, "points");
 * assert.deepEqual(random.normals(4), new Random(7, "points").normals(4));
 * assert.notDeepEqual(random.normals(4), random.fork("noise").normals(4));
 * ```
 *
 * The generator is Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). There is no
 * state to save: a resumed run asks for the same indices and gets the same numbers.
 * @category Numerics
 */
export class Random {
  /** The seed, an integer in [0, 2^53). */
  readonly seed: number;
  /** The stream's name; different names under one seed are independent. */
  readonly stream: string;
  readonly #key0: number;
  readonly #key1: number;
  /** High half of the counter, so that streams differ in counter as well as in key. */
  readonly #high: number;

  /**
   * Makes the stream of a seed and a name.
   * @param seed An integer in [0, 2^53).
   * @param stream Any name; draws of different names are independent.
   * @throws {RangeError} If the seed is not such an integer.
   */
  constructor(seed: number, stream: string) {
    checkInteger("make a random stream", "seed", seed, 0);
    this.seed = seed;
    this.stream = stream;
    const [a, b] = hash(stream);
    this.#key0 = ((seed >>> 0) ^ a) >>> 0;
    this.#key1 = (Math.floor(seed / 2 ** 32) ^ b) >>> 0;
    this.#high = (a + Math.imul(b, 0x9e3779b1)) >>> 0;
  }

  /**
   * A stream that belongs to this one under a name of its own.
   * @param name The name of the part.
   * @returns The stream `"{stream}/{name}"` of the same seed.
   */
  fork(name: string | number): Random {
    return new Random(this.seed, `${this.stream}/${name}`);
  }

  /**
   * Uniform numbers in (0, 1) with 53 random bits; never exactly 0 or 1.
   * @param n How many.
   * @param start The index of the first.
   * @returns Draws start, …, start + n − 1.
   */
  uniforms(n: number, start: number = 0): Float64Array {
    return this.#pairs(n, start, (words, pair) => {
      pair[0] = unit(words[0], words[1]);
      pair[1] = unit(words[2], words[3]);
    });
  }

  /**
   * Standard normal numbers (Box & Muller).
   * @param n How many.
   * @param start The index of the first.
   * @returns Draws start, …, start + n − 1.
   */
  normals(n: number, start: number = 0): Float64Array {
    return this.#pairs(n, start, (words, pair) => {
      const radius = Math.sqrt(-2 * Math.log(unit(words[0], words[1])));
      const angle = 2 * Math.PI * unit(words[2], words[3]);
      pair[0] = radius * Math.cos(angle);
      pair[1] = radius * Math.sin(angle);
    });
  }

  /**
   * Uniform integers in {0, …, bound − 1}.
   * @param n How many.
   * @param bound One more than the largest, in [1, 2^31]; the bias is below bound / 2^53.
   * @param start The index of the first.
   * @returns Draws start, …, start + n − 1.
   * @throws {RangeError} If the bound is out of range.
   */
  integers(n: number, bound: number, start: number = 0): Int32Array {
    checkInteger("draw integers", "bound", bound, 1, 2 ** 31);
    const u = this.uniforms(n, start), out = new Int32Array(n);
    for (let i = 0; i < n; i++) out[i] = Math.floor(u[i] * bound);
    return out;
  }

  /**
   * A permutation of {0, …, n − 1} (Fisher & Yates).
   * @param n How many, at most 2^31.
   * @returns The permuted indices.
   */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    const u = this.uniforms(n);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(u[i] * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** Draws start, …, start + n − 1 of a sequence in which each block of four words makes two numbers. */
  #pairs(n: number, start: number, make: (words: Uint32Array, pair: Float64Array) => void): Float64Array {
    checkInteger("draw", "n", n, 0);
    checkInteger("draw", "start", start, 0);
    const out = new Float64Array(n), words = new Uint32Array(4), pair = new Float64Array(2);
    for (let i = 0; i < n;) {
      const index = start + i;
      this.#block(Math.floor(index / 2), words);
      make(words, pair);
      if (index % 2 === 0) out[i++] = pair[0];
      if (i < n) out[i++] = pair[1];
    }
    return out;
  }

  #block(block: number, out: Uint32Array): void {
    philoxInto(block >>> 0, Math.floor(block / 2 ** 32) >>> 0, this.#high, 0, this.#key0, this.#key1, out);
  }
}

/**
 * One Philox4x32-10 block, exposed so that the generator can be checked against its published vectors.
 * @param counter Four 32-bit words.
 * @param key Two 32-bit words.
 * @returns Four 32-bit words.
 */
export function philox(counter: readonly number[], key: readonly number[]): Uint32Array {
  const out = new Uint32Array(4);
  philoxInto(counter[0] >>> 0, counter[1] >>> 0, counter[2] >>> 0, counter[3] >>> 0, key[0] >>> 0, key[1] >>> 0, out);
  return out;
}

function philoxInto(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(0xd2511f53, c0) >>> 0, high0 = multiplyHigh(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0, high1 = multiplyHigh(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The high 32 bits of a 32 × 32 bit product, by 16-bit halves: doubles hold only 53 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + (middle2 >>> 16)) >>> 0;
}

/** 53 bits to the middle of one of 2^53 cells of (0, 1). */
function unit(high: number, low: number): number {
  return ((high >>> 5) * 0x4000000 + (low >>> 6) + 0.5) / 2 ** 53;
}

/** FNV-1a over the UTF-8 bytes, two lanes with different offsets. */
function hash(text: string): [number, number] {
  let a = 0x811c9dc5, b = 0x9dc5811c;
  for (const byte of new TextEncoder().encode(text)) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x01000193) ^ (b >>> 15);
  }
  return [a >>> 0, b >>> 0];
}
