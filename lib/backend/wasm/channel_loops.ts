/**
 * Passes over pixels on the wasm heap, eight channels at a time: sums of channels, and maps with coefficients for each
 * channel, SiLU among them.
 * @module
 */
import { assembleModule, Assembly, type Local } from "../../numerics/kernels/assemble.ts";
import { Exponential } from "./exponential.ts";
import { heapMemory } from "./heap.ts";

/** Bytes of a panel's float32. */
const BYTES = 32;

/**
 * The passes. Addresses are in bytes; pixels lie a stride of bytes apart, at least 1, and their channels are panels of
 * eight, at least 1. z is (x − centre) · factor + shift, whose coefficients follow each other panel by panel: eight
 * centres, eight factors, eight shifts.
 */
export interface ChannelLoops {
  /** Σ y and Σ y · x of each channel in float64: panel by panel eight of the one and eight of the other. */
  moments(x: number, y: number, pixels: number, panels: number, stride: number, out: number): void;
  /** out = z. */
  affine(x: number, out: number, pixels: number, panels: number, stride: number, coefficients: number): void;
  /** out = z · sigmoid(z). */
  silu(x: number, out: number, pixels: number, panels: number, stride: number, coefficients: number): void;
  /** out = dy times the slope of SiLU at z. */
  siluSlope(
    x: number,
    dy: number,
    out: number,
    pixels: number,
    panels: number,
    stride: number,
    coefficients: number,
  ): void;
  /** out = a · y + b · (x − centre) + c, the coefficients panel by panel eight centres, eight of a, of b and of c. */
  combine(
    x: number,
    y: number,
    out: number,
    pixels: number,
    panels: number,
    stride: number,
    coefficients: number,
  ): void;
}

let compiled: ChannelLoops | undefined;

/**
 * The passes over the wasm backend's heap, compiled when they are first asked for.
 * @returns The passes.
 */
export function channelLoops(): ChannelLoops {
  return compiled ??= makeChannelLoops(heapMemory());
}

/**
 * Compiles the passes.
 * @param memory What their addresses point into.
 * @param fused Whether to round once for a product and its addition, where the machine can.
 * @returns The passes.
 */
export function makeChannelLoops(memory: WebAssembly.Memory, fused: boolean = true): ChannelLoops {
  const [once, twice] = [true, false].map((way) =>
    assembleModule([moments(way), affine(way), silu(way), siluSlope(way), combine(way)])
  );
  const module = new WebAssembly.Module(fused && WebAssembly.validate(once) ? once : twice);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as ChannelLoops;
}

function moments(fused: boolean): Assembly {
  const f = new Assembly("moments", 6), [x, y, pixels, panels, stride, out] = [0, 1, 2, 3, 4, 5];
  const four = () => Array.from({ length: 4 }, () => f.vector());
  const sums = four(), products = four(), value = f.vector(), other = f.vector();
  f.repeat(panels, 1, () => {
    [...sums, ...products].forEach((sum) => f.zero(sum));
    eachPixel(f, pixels, stride, [x, y], ([x, y]) => {
      for (let j = 0; j < 4; j++) {
        f.loadWidened(value, y, 8 * j);
        f.loadWidened(other, x, 8 * j);
        f.add(sums[j], value);
        f.multiplyAdd(products[j], value, other, fused);
      }
    });
    [...sums, ...products].forEach((sum, j) => f.store(out, 16 * j, sum));
    f.offset(out, out, 128);
  });
  return f;
}

function affine(fused: boolean): Assembly {
  const f = new Assembly("affine", 6), [x, out, pixels, panels, stride, coefficients] = [0, 1, 2, 3, 4, 5];
  const map = new Affine(f, fused), z = f.vector();
  f.repeat(panels, 1, () => {
    map.load(coefficients);
    eachPixel(f, pixels, stride, [x, out], ([x, out]) => {
      for (const half of [0, 1]) {
        map.apply(z, x, half);
        f.store(out, 16 * half, z);
      }
    });
  });
  return f;
}

function silu(fused: boolean): Assembly {
  const f = new Assembly("silu", 6), [x, out, pixels, panels, stride, coefficients] = [0, 1, 2, 3, 4, 5];
  const map = new Affine(f, fused), exponential = new Exponential(f, fused), z = f.vector(), e = f.vector();
  f.repeat(panels, 1, () => {
    map.load(coefficients);
    eachPixel(f, pixels, stride, [x, out], ([x, out]) => {
      for (const half of [0, 1]) {
        map.apply(z, x, half);
        exponential.ofMinus(e, z);
        f.add(e, exponential.one, "float32");
        f.compute(z, "f32x4.div", z, e);
        f.store(out, 16 * half, z);
      }
    });
  });
  return f;
}

/** The slope is s · (1 + z · (1 − s)) with s = sigmoid(z). */
function siluSlope(fused: boolean): Assembly {
  const f = new Assembly("siluSlope", 7), [x, dy, out, pixels, panels, stride, coefficients] = [0, 1, 2, 3, 4, 5, 6];
  const map = new Affine(f, fused), exponential = new Exponential(f, fused), { one } = exponential;
  const z = f.vector(), s = f.vector(), slope = f.vector();
  f.repeat(panels, 1, () => {
    map.load(coefficients);
    eachPixel(f, pixels, stride, [x, dy, out], ([x, dy, out]) => {
      for (const half of [0, 1]) {
        map.apply(z, x, half);
        exponential.ofMinus(s, z);
        f.add(s, one, "float32");
        f.compute(s, "f32x4.div", one, s);
        f.compute(slope, "f32x4.sub", one, s);
        f.compute(slope, "f32x4.mul", slope, z);
        f.add(slope, one, "float32");
        f.compute(slope, "f32x4.mul", slope, s);
        f.load(s, dy, 16 * half);
        f.compute(slope, "f32x4.mul", slope, s);
        f.store(out, 16 * half, slope);
      }
    });
  });
  return f;
}

function combine(fused: boolean): Assembly {
  const f = new Assembly("combine", 7), [x, y, out, pixels, panels, stride, coefficients] = [0, 1, 2, 3, 4, 5, 6];
  const two = () => [f.vector(), f.vector()], coefficient = Array.from({ length: 4 }, two);
  const [centre, a, b, c] = coefficient, sum = f.vector(), value = f.vector();
  f.repeat(panels, 1, () => {
    coefficient.flat().forEach((to, j) => f.load(to, coefficients, 16 * j));
    f.offset(coefficients, coefficients, 4 * BYTES);
    eachPixel(f, pixels, stride, [x, y, out], ([x, y, out]) => {
      for (const half of [0, 1]) {
        f.copy(sum, c[half]);
        f.load(value, x, 16 * half);
        f.compute(value, "f32x4.sub", value, centre[half]);
        f.multiplyAdd(sum, value, b[half], fused, "float32");
        f.load(value, y, 16 * half);
        f.multiplyAdd(sum, value, a[half], fused, "float32");
        f.store(out, 16 * half, sum);
      }
    });
  });
  return f;
}

/** Visits the pixels of a panel, given their addresses, which it moves on to the next panel. */
function eachPixel(f: Assembly, pixels: Local, stride: Local, first: Local[], visit: (at: Local[]) => void): void {
  const left = f.integer(), at = first.map(() => f.integer());
  at.forEach((to, i) => f.offset(to, first[i], 0));
  f.offset(left, pixels, 0);
  f.repeat(left, 1, () => {
    visit(at);
    at.forEach((to) => f.sum(to, to, stride));
  });
  first.forEach((from) => f.offset(from, from, BYTES));
}

/** (x − centre) · factor + shift, half a panel at a time. */
class Affine {
  readonly #f: Assembly;
  readonly #fused: boolean;
  readonly #value: Local;
  readonly #coefficients: Local[];

  constructor(f: Assembly, fused: boolean) {
    this.#f = f;
    this.#fused = fused;
    this.#value = f.vector();
    this.#coefficients = Array.from({ length: 6 }, () => f.vector());
  }

  /** Takes a panel's coefficients and moves on to the next. */
  load(coefficients: Local): void {
    this.#coefficients.forEach((to, j) => this.#f.load(to, coefficients, 16 * j));
    this.#f.offset(coefficients, coefficients, 3 * BYTES);
  }

  apply(to: Local, x: Local, half: number): void {
    const f = this.#f, [centre, factor, shift] = [0, 2, 4].map((kind) => this.#coefficients[kind + half]);
    f.copy(to, shift);
    f.load(this.#value, x, 16 * half);
    f.compute(this.#value, "f32x4.sub", this.#value, centre);
    f.multiplyAdd(to, this.#value, factor, this.#fused, "float32");
  }
}
