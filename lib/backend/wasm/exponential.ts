/**
 * The exponential function of four float32 at once, as code under assembly.
 * @module
 */
import type { Assembly, Local } from "../../numerics/kernels/assemble.ts";

/** From here on exp(−z) is infinite, and up to here it is a normal number. */
const [INFINITE, NORMAL] = [-89, 87];

/** Added to a small number, leaves its integer in the lowest bits: 1.5 · 2²³. */
const INTEGER = 12582912;

/** (e^(−w) − 1 + w)/w² about 0, from the highest power: within 1e-7 for |w| ≤ ln 2 / 2 (Moshier's Cephes, `expf`). */
const POWERS = [-1.98756915e-4, 1.3981999507e-3, -8.3334519073e-3, 4.1665795894e-2, -1.6666665459e-1, 5.0000001201e-1];

/** ln 2 as a sum whose first part has few digits. */
const LN2 = [0.693359375, -2.12194440e-4];

/** exp(−z) of four float32: 2ⁿ · e^(−w) with w = z + n ln 2. */
export class Exponential {
  /** 1 in all lanes. */
  readonly one: Local;
  readonly #f: Assembly;
  readonly #fused: boolean;
  readonly #constant = new Map<number, Local>();
  readonly #bias: Local;
  readonly #n: Local;
  readonly #w: Local;
  readonly #next: Local;

  /**
   * Puts the constants into locals.
   * @param f The function under assembly.
   * @param fused Whether products are added with one rounding.
   */
  constructor(f: Assembly, fused: boolean) {
    this.#f = f;
    this.#fused = fused;
    for (const value of [1, INFINITE, NORMAL, INTEGER, -Math.LOG2E, ...LN2, ...POWERS]) {
      const local = f.vector();
      f.constant(local, value, "float32");
      this.#constant.set(value, local);
    }
    this.one = this.#constant.get(1)!;
    this.#bias = f.vector();
    f.constant(this.#bias, 127 << 23, "int32");
    [this.#n, this.#w, this.#next] = [f.vector(), f.vector(), f.vector()];
  }

  /**
   * Sets a vector to exp(−z): infinite above the largest float32, the smallest normal number where it would be less, not
   * a number where z is none; else within 2e-7 of its value.
   * @param to The local set.
   * @param z The exponent, left as it is.
   */
  ofMinus(to: Local, z: Local): void {
    const f = this.#f, w = this.#w, n = this.#n, next = this.#next, bits = f.vector();
    const constant = (value: number) => this.#constant.get(value)!;
    const add = (sum: Local, a: Local, b: Local) => f.multiplyAdd(sum, a, b, this.#fused, "float32");
    // The bounds come second: where z is not a number it stays.
    f.compute(w, "f32x4.pmax", z, constant(INFINITE));
    f.compute(w, "f32x4.pmin", w, constant(NORMAL));
    f.copy(bits, constant(INTEGER));
    add(bits, w, constant(-Math.LOG2E));
    f.compute(n, "f32x4.sub", bits, constant(INTEGER));
    LN2.forEach((part) => add(w, n, constant(part)));
    f.copy(to, constant(POWERS[0]));
    for (const power of POWERS.slice(1)) {
      f.copy(next, constant(power));
      add(next, to, w);
      f.copy(to, next);
    }
    f.compute(next, "f32x4.mul", w, w);
    f.compute(w, "f32x4.sub", this.one, w);
    add(w, next, to);
    f.shiftLanes(bits, "i32x4.shl", bits, 23);
    f.compute(bits, "i32x4.add", bits, this.#bias);
    f.compute(to, "f32x4.mul", w, bits);
  }
}
