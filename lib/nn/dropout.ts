/**
 * Dropout.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Random } from "../numerics/random.ts";
import { linearly, type Value } from "./dual.ts";

/** Each uniform number's 53 random bits decide on so many entries, with 17 bits each. */
const lanes = 3;

/**
 * Sets a share of the entries to 0 and multiplies the rest by 1 / (1 − rate), so that each keeps its mean (Srivastava et
 * al. 2014, as all implement it since).
 * @param x Any shape.
 * @param place Which layer of the network x is in: each drops entries of its own.
 * @param rate The share, in [0, 1), rounded to a multiple of 2^−17.
 * @param random Which entries are a function of it, or of one for each entry of the first dimension; nothing is dropped
 * where it is not given.
 * @returns The shape of x.
 */
export function dropout<X extends Value>(
  x: X,
  place: number,
  rate: number,
  random: Random | readonly Random[] | undefined,
): X {
  if (rate === 0 || random === undefined) return x;
  const streams = [random].flat(), size = x.shape.reduce((a, b) => a * b, 1);
  const factors = new Float32Array(size);
  streams.forEach((stream, i) => {
    factors.set(dropoutMask(size / streams.length, rate, stream.fork(place)), i * size / streams.length);
  });
  const mask = tf.tensor(factors, x.shape);
  return linearly((x) => tf.mul(x, mask), x);
}

/**
 * The factors of dropout.
 * @param size How many.
 * @param rate The share that is 0, in [0, 1).
 * @param random Where they are drawn from.
 * @returns 0 or 1 / (1 − rate) each.
 */
export function dropoutMask(size: number, rate: number, random: Random): Float32Array {
  const uniforms = random.uniforms(Math.ceil(size / lanes)), cut = Math.round(rate * 2 ** 17), kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0, draw = 0; i < size; draw++) {
    let rest = uniforms[draw];
    for (let lane = 0; lane < lanes && i < size; lane++) {
      rest *= 2 ** 17;
      const bits = Math.floor(rest);
      rest -= bits;
      mask[i++] = bits < cut ? 0 : kept;
    }
  }
  return mask;
}
