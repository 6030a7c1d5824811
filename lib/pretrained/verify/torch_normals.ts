/**
 * The normal numbers that PyTorch's processor generator gives for a seed.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";

/** Values are made in blocks of so many, two halves of uniforms giving as many normals. */
const BLOCK = 16;

/**
 * `torch.manual_seed(seed); torch.randn(count)` on a processor, in float32: uniforms of 24 bits each from the Mersenne
 * twister (Matsumoto & Nishimura 1998), then Box & Muller's transform in blocks of 16. Of a count that 16 does not
 * divide, the last 16 are drawn and made anew.
 * @param seed In [0, 2³²).
 * @param count How many, at least 16: fewer are made another way.
 * @returns The numbers; the last bits are those of this machine's logarithm and cosine.
 * @throws {RangeError} If the seed or the count is out of range.
 */
export function torchNormals(seed: number, count: number): Float32Array {
  checkInteger("draw PyTorch's numbers", "seed", seed, 0, 2 ** 32 - 1);
  checkInteger("draw PyTorch's numbers", "count", count, BLOCK);
  const next = twister(seed), uniform = () => (next() & 0xffffff) / 2 ** 24;
  const out = Float32Array.from({ length: count }, uniform);
  for (let at = 0; at + BLOCK <= count; at += BLOCK) transform(out, at);
  if (count % BLOCK !== 0) {
    for (let i = count - BLOCK; i < count; i++) out[i] = uniform();
    transform(out, count - BLOCK);
  }
  return out;
}

function transform(values: Float32Array, at: number): void {
  for (let j = at; j < at + BLOCK / 2; j++) {
    const radius = Math.sqrt(-2 * Math.log(Math.fround(1 - values[j]))), angle = 2 * Math.PI * values[j + BLOCK / 2];
    values[j] = radius * Math.cos(angle);
    values[j + BLOCK / 2] = radius * Math.sin(angle);
  }
}

/** MT19937: 32 bits a call. */
function twister(seed: number): () => number {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) {
    const before = state[i - 1] ^ state[i - 1] >>> 30;
    state[i] = Math.imul(before, 1812433253) + i;
  }
  let at = 624;
  return () => {
    if (at === 624) {
      for (let i = 0; i < 624; i++) {
        const y = state[i] & 0x80000000 | state[(i + 1) % 624] & 0x7fffffff;
        state[i] = state[(i + 397) % 624] ^ y >>> 1 ^ (y & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let y = state[at++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return (y ^ y >>> 18) >>> 0;
  };
}
