/**
 * Exponentials of many float64 at once, on WebAssembly SIMD: the weights that logits stand for. The order of the sum is
 * fixed.
 * @module
 */
import { assembleModule, Assembly, type Local } from "./assemble.ts";

/** Numbers that one pass of the loop takes: two vectors. */
const STEP = 4;

/** Entries before the first logit: the largest, the least that counts, and the sum. */
const HEAD = 4;

/** Added to a small number, leaves its integer in the lowest bits: 1.5 · 2⁵². */
const INTEGER = 6755399441055744;

/** ln 2 as a sum whose first part has few digits. */
const LN2 = [6.93145751953125e-1, 1.42860682030941723212e-6];

/** e^r = 1 + 2 r P(r²) / (Q(r²) − r P(r²)) for |r| ≤ ln 2 / 2, from the highest power (Moshier's Cephes, `exp`). */
const P = [1.26177193074810590878e-4, 3.02994407707441961300e-2, 9.99999999999999999910e-1];
const Q = [3.00198505138664455042e-6, 2.52448340349684104192e-3, 2.27265548208155028766e-1, 2];

let compiled: WebAssembly.Module | undefined;

type Pass = (at: number, count: number) => void;

/** Logits that become weights in place. */
export class Softmax {
  /** The logits, then the weights, which sum to 1. */
  readonly values: Float64Array;
  readonly #all: Float64Array;
  readonly #exponentials: Pass;

  /**
   * Makes room.
   * @param count How many, at least 1.
   */
  constructor(count: number) {
    compiled ??= compile();
    const whole = Math.ceil(count / STEP) * STEP;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(8 * (HEAD + whole) / 65536) });
    this.#exponentials = new WebAssembly.Instance(compiled, { env: { memory } }).exports
      .exponentials as Pass;
    this.#all = new Float64Array(memory.buffer, 0, HEAD + whole);
    this.values = this.#all.subarray(HEAD, HEAD + count);
  }

  /**
   * Turns logits into weights: exp(l − max) / Σ exp(l − max), to a few units in the last place, and exactly 0 where
   * l − max is below a bound.
   * @param max The largest logit, which is finite.
   * @param bound Not below −700.
   * @returns log Σ exp(l).
   */
  normalise(max: number, bound: number): number {
    const all = this.#all, { values } = this;
    all[0] = max;
    all[1] = bound;
    // What fills the last pass up weighs nothing.
    all.fill(-Infinity, HEAD + values.length);
    this.#exponentials(0, all.length - HEAD);
    const sum = all[2], factor = 1 / sum;
    for (let k = 0; k < values.length; k++) values[k] *= factor;
    return max + Math.log(sum);
  }
}

function compile(): WebAssembly.Module {
  const [fused, plain] = [true, false].map((way) => assembleModule([exponentials(way)]));
  return new WebAssembly.Module(WebAssembly.validate(fused) ? fused : plain);
}

/** Replaces each l by exp(l − max), and stores the sum. */
function exponentials(fused: boolean): Assembly {
  const f = new Assembly("exponentials", 2), [at, count] = [0, 1], to = f.integer();
  const max = f.vector(), bound = f.vector(), x = f.vector(), n = f.vector(), bits = f.vector(), square = f.vector();
  const p = f.vector(), q = f.vector(), next = f.vector(), counts = f.vector(), sums = [f.vector(), f.vector()];
  const constants = new Map<number, Local>();
  for (const value of [Math.LOG2E, INTEGER, 1, 2, ...LN2.map((part) => -part), ...P, ...Q]) {
    if (constants.has(value)) continue;
    constants.set(value, f.vector());
    f.constant(constants.get(value)!, value, "float64");
  }
  const constant = (value: number) => constants.get(value)!, bias = f.vector();
  f.constant(bias, 1023 * 2 ** 52, "int64");
  const polynomial = (to: Local, [first, ...rest]: number[]) => {
    f.copy(to, constant(first));
    for (const power of rest) {
      f.copy(next, constant(power));
      f.multiplyAdd(next, to, square, fused);
      f.copy(to, next);
    }
  };
  f.splat(max, at, 0);
  f.splat(bound, at, 8);
  sums.forEach((sum) => f.zero(sum));
  f.offset(to, at, 8 * HEAD);
  f.repeat(count, STEP, () => {
    sums.forEach((sum, half) => {
      f.load(x, to, 16 * half);
      f.compute(x, "f64x2.sub", x, max);
      f.compute(counts, "f64x2.ge", x, bound);
      f.copy(bits, constant(INTEGER));
      f.multiplyAdd(bits, x, constant(Math.LOG2E), fused);
      f.compute(n, "f64x2.sub", bits, constant(INTEGER));
      for (const part of LN2) f.multiplyAdd(x, n, constant(-part), fused);
      f.compute(square, "f64x2.mul", x, x);
      polynomial(p, P);
      f.compute(p, "f64x2.mul", p, x);
      polynomial(q, Q);
      f.compute(q, "f64x2.sub", q, p);
      f.compute(p, "f64x2.div", p, q);
      f.copy(x, constant(1));
      f.multiplyAdd(x, p, constant(2), fused);
      f.shiftLanes(bits, "i64x2.shl", bits, 52);
      f.compute(bits, "i64x2.add", bits, bias);
      f.compute(x, "f64x2.mul", x, bits);
      f.compute(x, "v128.and", x, counts);
      f.store(to, 16 * half, x);
      f.add(sum, x);
    });
    f.offset(to, to, 8 * STEP);
  });
  f.add(sums[0], sums[1]);
  f.storeSum(at, 16, sums[0]);
  return f;
}
