/**
 * Winograd's transforms of 4 × 4 pixels, four channels at a time, compiled for a number of channels.
 * @module
 */
import { assembleModule, Assembly, type Local } from "../../numerics/kernels/assemble.ts";
import { heapMemory } from "./heap.ts";

/** The transforms for one number of channels, a multiple of 4. Addresses and distances are in bytes. */
export interface WinogradLoops {
  /**
   * Bᵀ d B of the 4 × 4 pixels that begin 2 pixels apart in a row of tiles: x holds pixels, `rowBytes` from a row to
   * the next; out is 16 planes, `planeBytes` apart, of a pixel for each tile.
   */
  spread(x: number, out: number, tiles: number, rowBytes: number, planeBytes: number): void;
  /**
   * Aᵀ m A of such planes for each of a row of tiles: 2 × 2 pixels of out, `rowBytes` from a row to the next. Adds 0 · out
   * to the four float32 at `flag`: they stay 0 while all is finite.
   */
  gather(m: number, out: number, tiles: number, rowBytes: number, planeBytes: number, flag: number): void;
  /** A y Aᵀ, the transpose of {@linkcode WinogradLoops.gather}: from 2 × 2 pixels of y for each of a row of tiles to planes. */
  widen(y: number, out: number, tiles: number, rowBytes: number, planeBytes: number): void;
}

/** The transform of filters. */
export interface FilterLoop {
  /**
   * G g Gᵀ of 3 × 3 taps of one panel of eight outputs, for each of some inputs: taps lie `tapBytes` apart, inputs
   * `rowBytes`; of out there are 16, `planeBytes` apart, of each an input after the other.
   */
  filter(g: number, out: number, inputs: number, tapBytes: number, rowBytes: number, planeBytes: number): void;
  /**
   * Gᵀ m G, its transpose: from 16 planes to 9 taps, both `planeBytes` apart, four float32 of each at a time. Adds 0 · out to
   * the four at `flag`.
   */
  taps(m: number, out: number, fours: number, planeBytes: number, flag: number): void;
}

const compiled = new Map<number, WinogradLoops>();
let filters: FilterLoop | undefined;

/**
 * The transform of filters on the wasm backend's heap, compiled when it is first asked for.
 * @returns The transform.
 */
export function filterLoop(): FilterLoop {
  if (filters !== undefined) return filters;
  const module = new WebAssembly.Module(assembleModule([filter(), taps()]));
  return filters = new WebAssembly.Instance(module, { env: { memory: heapMemory() } }).exports as unknown as FilterLoop;
}

/**
 * The transforms on the wasm backend's heap, compiled when a number of channels is first asked for.
 * @param channels How many.
 * @returns The transforms.
 */
export function winogradLoops(channels: number): WinogradLoops {
  let loops = compiled.get(channels);
  if (loops === undefined) compiled.set(channels, loops = makeWinogradLoops(heapMemory(), channels));
  return loops;
}

/**
 * Compiles the transforms.
 * @param memory What their addresses point into.
 * @param channels How many, a multiple of 4.
 * @returns The transforms.
 */
export function makeWinogradLoops(memory: WebAssembly.Memory, channels: number): WinogradLoops {
  const module = new WebAssembly.Module(assembleModule([spread(channels), gather(channels), widen(channels)]));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WinogradLoops;
}

/** Bᵀ d: each row is the sum or difference of two of d's. */
const SPREAD = [[0, "sub", 2], [1, "add", 2], [2, "sub", 1], [1, "sub", 3]] as const;

function spread(channels: number): Assembly {
  const f = new Assembly("spread", 5), [x, out, tiles, rowBytes, planeBytes] = [0, 1, 2, 3, 4], pixel = 4 * channels;
  const rows = four(() => f.integer()), to = f.integer(), plane = f.integer(), left = f.integer(), result = f.vector();
  const d = four(() => f.vector()), t = four(() => four(() => f.vector()));
  f.repeat(tiles, 1, () => {
    f.offset(rows[0], x, 0);
    for (let i = 1; i < 4; i++) f.sum(rows[i], rows[i - 1], rowBytes);
    f.offset(to, out, 0);
    eachFour(f, left, channels, [...rows, to], () => {
      for (let j = 0; j < 4; j++) {
        d.forEach((value, i) => f.load(value, rows[i], pixel * j));
        SPREAD.forEach(([a, how, b], i) => f.compute(t[i][j], `f32x4.${how}`, d[a], d[b]));
      }
      f.offset(plane, to, 0);
      for (const row of t) {
        for (const [a, how, b] of SPREAD) {
          f.compute(result, `f32x4.${how}`, row[a], row[b]);
          f.store(plane, 0, result);
          f.sum(plane, plane, planeBytes);
        }
      }
    });
    f.offset(x, x, 2 * pixel);
    f.offset(out, out, pixel);
  });
  return f;
}

function gather(channels: number): Assembly {
  const f = new Assembly("gather", 6), [m, out, tiles, rowBytes, planeBytes, flag] = [0, 1, 2, 3, 4, 5];
  const pixel = 4 * channels,
    from = f.integer(),
    plane = f.integer(),
    rows = [f.integer(), f.integer()],
    left = f.integer();
  const values = four(() => f.vector()), s = four(() => [f.vector(), f.vector()]);
  const seen = f.vector(), zero = f.vector(), result = f.vector();
  /** Aᵀ of four: m0 + m1 + m2 and m1 − m2 − m3. */
  const pair = (to: readonly Local[], [m0, m1, m2, m3]: Local[]) => {
    f.compute(to[0], "f32x4.add", m0, m1);
    f.compute(to[0], "f32x4.add", to[0], m2);
    f.compute(to[1], "f32x4.sub", m1, m2);
    f.compute(to[1], "f32x4.sub", to[1], m3);
  };
  f.zero(zero);
  f.load(seen, flag, 0);
  f.repeat(tiles, 1, () => {
    f.offset(from, m, 0);
    f.offset(rows[0], out, 0);
    f.sum(rows[1], out, rowBytes);
    eachFour(f, left, channels, [from, ...rows], () => {
      f.offset(plane, from, 0);
      for (const row of s) {
        for (const value of values) {
          f.load(value, plane, 0);
          f.sum(plane, plane, planeBytes);
        }
        pair(row, values);
      }
      for (const j of [0, 1]) {
        pair([values[0], values[1]], s.map((row) => row[j]));
        rows.forEach((row, i) => {
          f.store(row, pixel * j, values[i]);
          f.compute(result, "f32x4.mul", values[i], zero);
          f.add(seen, result, "float32");
        });
      }
    });
    f.offset(m, m, pixel);
    f.offset(out, out, 2 * pixel);
  });
  f.store(flag, 0, seen);
  return f;
}

/** The rows of A are (1, 0), (1, 1), (1, −1) and (0, −1). */
function widen(channels: number): Assembly {
  const f = new Assembly("widen", 5), [y, out, tiles, rowBytes, planeBytes] = [0, 1, 2, 3, 4], pixel = 4 * channels;
  const rows = [f.integer(), f.integer()], to = f.integer(), plane = f.integer(), left = f.integer(), zero = f.vector();
  const pair = [f.vector(), f.vector()], columns = [four(() => f.vector()), four(() => f.vector())];
  const result = four(() => f.vector());
  const spreadPair = (to: Local[], [y0, y1]: Local[]) => {
    f.copy(to[0], y0);
    f.compute(to[1], "f32x4.add", y0, y1);
    f.compute(to[2], "f32x4.sub", y0, y1);
    f.compute(to[3], "f32x4.sub", zero, y1);
  };
  f.zero(zero);
  f.repeat(tiles, 1, () => {
    f.offset(rows[0], y, 0);
    f.sum(rows[1], y, rowBytes);
    f.offset(to, out, 0);
    eachFour(f, left, channels, [...rows, to], () => {
      columns.forEach((column, j) => {
        pair.forEach((value, i) => f.load(value, rows[i], pixel * j));
        spreadPair(column, pair);
      });
      f.offset(plane, to, 0);
      for (let i = 0; i < 4; i++) {
        spreadPair(result, columns.map((column) => column[i]));
        for (const value of result) {
          f.store(plane, 0, value);
          f.sum(plane, plane, planeBytes);
        }
      }
    });
    f.offset(y, y, 2 * pixel);
    f.offset(out, out, pixel);
  });
  return f;
}

/** Gᵀ of four: m0 + (m1 + m2)/2, (m1 − m2)/2 and (m1 + m2)/2 + m3. */
function taps(): Assembly {
  const f = new Assembly("taps", 5), [m, out, fours, planeBytes, flag] = [0, 1, 2, 3, 4], plane = f.integer();
  const seen = f.vector(), zero = f.vector();
  const values = four(() => f.vector()), h = four(() => [f.vector(), f.vector(), f.vector()]), half = f.vector();
  const result = [f.vector(), f.vector(), f.vector()];
  const three = (to: Local[], [m0, m1, m2, m3]: Local[]) => {
    f.compute(to[2], "f32x4.add", m1, m2);
    f.compute(to[2], "f32x4.mul", to[2], half);
    f.compute(to[1], "f32x4.sub", m1, m2);
    f.compute(to[1], "f32x4.mul", to[1], half);
    f.compute(to[0], "f32x4.add", m0, to[2]);
    f.compute(to[2], "f32x4.add", to[2], m3);
  };
  f.constant(half, 0.5, "float32");
  f.zero(zero);
  f.load(seen, flag, 0);
  f.repeat(fours, 1, () => {
    f.offset(plane, m, 0);
    for (const row of h) {
      for (const value of values) {
        f.load(value, plane, 0);
        f.sum(plane, plane, planeBytes);
      }
      three(row, values);
    }
    for (let column = 0; column < 3; column++) {
      three(result, h.map((row) => row[column]));
      f.offset(plane, out, 0);
      for (let i = 0; i < column; i++) f.sum(plane, plane, planeBytes);
      result.forEach((value, row) => {
        if (row > 0) { for (let i = 0; i < 3; i++) f.sum(plane, plane, planeBytes); }
        f.store(plane, 0, value);
        f.compute(value, "f32x4.mul", value, zero);
        f.add(seen, value, "float32");
      });
    }
    f.offset(m, m, 16);
    f.offset(out, out, 16);
  });
  f.store(flag, 0, seen);
  return f;
}

/** The rows of G are (1, 0, 0), (½, ½, ½), (½, −½, ½) and (0, 0, 1). */
function filter(): Assembly {
  const f = new Assembly("filter", 6), [g, out, inputs, tapBytes, rowBytes, planeBytes] = [0, 1, 2, 3, 4, 5];
  const tap = f.integer(), to = f.integer(), half = f.vector(), even = f.vector();
  const taps = Array.from({ length: 3 }, () => f.vector()), h = four(() => [f.vector(), f.vector(), f.vector()]);
  const row = four(() => f.vector());
  const transform = (to: Local[], [g0, g1, g2]: Local[]) => {
    f.compute(even, "f32x4.add", g0, g2);
    f.compute(even, "f32x4.mul", even, half);
    f.compute(to[1], "f32x4.mul", g1, half);
    f.compute(to[2], "f32x4.sub", even, to[1]);
    f.compute(to[1], "f32x4.add", even, to[1]);
    f.copy(to[0], g0);
    f.copy(to[3], g2);
  };
  f.constant(half, 0.5, "float32");
  f.repeat(inputs, 1, () => {
    for (const part of [0, 16]) {
      for (let j = 0; j < 3; j++) {
        f.offset(tap, g, 0);
        for (let i = 0; i < j; i++) f.sum(tap, tap, tapBytes);
        taps.forEach((value, i) => {
          if (i > 0) { for (let k = 0; k < 3; k++) f.sum(tap, tap, tapBytes); }
          f.load(value, tap, part);
        });
        transform(h.map((values) => values[j]), taps);
      }
      f.offset(to, out, 0);
      for (const values of h) {
        transform(row, values);
        for (const value of row) {
          f.store(to, part, value);
          f.sum(to, to, planeBytes);
        }
      }
    }
    f.sum(g, g, rowBytes);
    f.offset(out, out, 32);
  });
  return f;
}

/** Visits the channels of a pixel by fours, the addresses moving on with them. */
function eachFour(f: Assembly, left: Local, channels: number, addresses: Local[], visit: () => void): void {
  f.set(left, channels);
  f.repeat(left, 4, () => {
    visit();
    addresses.forEach((address) => f.offset(address, address, 16));
  });
}

function four<T>(make: () => T): T[] {
  return Array.from({ length: 4 }, make);
}
