/**
 * The inner loops of large float64 linear algebra, on WebAssembly SIMD: a packed block product and two matrix-vector
 * products. The order of all sums is fixed. Products are added with one rounding where the machine can (x86-64 since
 * 2013, all of arm64) and with two elsewhere, so only there the last digits differ. A caller who has them in machine code
 * may bring it.
 * @module
 */
import { assembleModule, Assembly } from "./assemble.ts";

/** The depth of packed panels is a multiple of this; zeros fill them up. */
export const STEP = 8;
/** Rows and columns of the smallest tile that {@link Float64Kernels.block} computes. */
export const TILE = 4;
/** Columns of a strip: with two thousand rows it stays in a core's second cache between its two products. */
export const STRIP = 32;
/** Sums of {@link Float64Kernels.gemvt}. */
export const GEMVT_PARTS = 4;

/** The kernels, bound to one memory; all addresses and strides are in bytes. */
export interface Float64Kernels {
  /** The memory that the addresses point into. */
  readonly memory: WebAssembly.Memory;
  /**
   * C += Σ over k of Aₖ Bₖᵀ for packed panels, however many: a panel is k × 4 float64, panels follow each other; C has
   * aPanels · 4 rows of cStride bytes. All counts are positive, k is a multiple of {@link STEP}.
   */
  block(a: number, b: number, c: number, aPanels: number, bPanels: number, k: number, cStride: number): void;
  /** y += A x for rows of A with the given stride; rows is a positive multiple of 4, columns one of 2. */
  rowsTimes(matrix: number, stride: number, rows: number, columns: number, x: number, y: number): void;
  /** y += Aᵀ x, with the same bounds. */
  columnsTimes(matrix: number, stride: number, rows: number, columns: number, x: number, y: number): void;
  /**
   * x += Aᵀ y and w += A x in one pass over A, where BLAS has GEMVT (Blackford et al. 2002, "An updated set of basic
   * linear algebra subprograms"). A is in strips of {@link STRIP} columns, each row-major and `height` rows long, one after
   * the other; `rows` of them from `row` on take part, a multiple of 4. y and w are `height` long; strip s adds to part
   * s mod {@link GEMVT_PARTS} of w, of which so many follow each other, whatever the number of threads.
   */
  gemvt(
    matrix: number,
    height: number,
    row: number,
    rows: number,
    strips: number,
    y: number,
    x: number,
    w: number,
  ): void;
}

/** The kernels in machine code, which are told with each call what memory their addresses point into. */
export type MachineCode = {
  readonly [Name in Exclude<keyof Float64Kernels, "memory">]: (
    memory: Uint8Array<ArrayBuffer>,
    ...args: Parameters<Float64Kernels[Name]>
  ) => void;
};

function blockKernel(fused: boolean): Assembly {
  const f = new Assembly("block", 7);
  const [a, b, c, aPanels, bPanels, k, stride] = [0, 1, 2, 3, 4, 5, 6];
  const columns = f.integer(), depth = f.integer(), ap = f.integer(), bp = f.integer(), cp = f.integer();
  const to = f.integer(), panel = f.integer(), band = f.integer();
  const sums = Array.from({ length: 8 }, () => f.vector()), low = f.vector(), high = f.vector(), factor = f.vector();
  f.shift(panel, k, 5);
  f.shift(band, stride, 2);
  f.repeat(aPanels, 1, () => {
    f.offset(columns, bPanels, 0);
    f.offset(bp, b, 0);
    f.offset(cp, c, 0);
    f.repeat(columns, 1, () => {
      sums.forEach((sum) => f.zero(sum));
      f.offset(ap, a, 0);
      f.offset(depth, k, 0);
      f.repeat(depth, STEP, () => {
        for (let step = 0; step < STEP; step++) {
          f.load(low, bp, 32 * step);
          f.load(high, bp, 32 * step + 16);
          for (let row = 0; row < TILE; row++) {
            f.splat(factor, ap, 32 * step + 8 * row);
            f.multiplyAdd(sums[2 * row], factor, low, fused);
            f.multiplyAdd(sums[2 * row + 1], factor, high, fused);
          }
        }
        f.offset(ap, ap, 32 * STEP);
        f.offset(bp, bp, 32 * STEP);
      });
      f.offset(to, cp, 0);
      for (let row = 0; row < TILE; row++) {
        for (const half of [0, 1]) {
          f.load(low, to, 16 * half);
          f.add(low, sums[2 * row + half]);
          f.store(to, 16 * half, low);
        }
        if (row + 1 < TILE) f.sum(to, to, stride);
      }
      f.offset(cp, cp, 32);
    });
    f.sum(a, a, panel);
    f.sum(c, c, band);
  });
  return f;
}

/** Four rows a pass: enough independent sums to hide the latency of an addition. */
function rowsTimesKernel(fused: boolean): Assembly {
  const f = new Assembly("rowsTimes", 6);
  const [matrix, stride, rows, columns, x, y] = [0, 1, 2, 3, 4, 5];
  const row = Array.from({ length: 4 }, () => f.integer()), left = f.integer(), at = f.integer();
  const sums = Array.from({ length: 4 }, () => f.vector()), entry = f.vector(), value = f.vector();
  f.repeat(rows, 4, () => {
    f.offset(row[0], matrix, 0);
    for (let i = 1; i < 4; i++) f.sum(row[i], row[i - 1], stride);
    f.sum(matrix, row[3], stride);
    f.offset(at, x, 0);
    f.offset(left, columns, 0);
    sums.forEach((sum) => f.zero(sum));
    f.repeat(left, 2, () => {
      f.load(value, at, 0);
      f.offset(at, at, 16);
      for (let i = 0; i < 4; i++) {
        f.load(entry, row[i], 0);
        f.multiplyAdd(sums[i], entry, value, fused);
        f.offset(row[i], row[i], 16);
      }
    });
    for (let i = 0; i < 4; i++) f.addSum(y, 8 * i, sums[i]);
    f.offset(y, y, 32);
  });
  return f;
}

function columnsTimesKernel(fused: boolean): Assembly {
  const f = new Assembly("columnsTimes", 6);
  const [matrix, stride, rows, columns, x, y] = [0, 1, 2, 3, 4, 5];
  const row = Array.from({ length: 4 }, () => f.integer()), left = f.integer(), at = f.integer();
  const factors = Array.from({ length: 4 }, () => f.vector()), entry = f.vector(), sum = f.vector();
  f.repeat(rows, 4, () => {
    f.offset(row[0], matrix, 0);
    for (let i = 1; i < 4; i++) f.sum(row[i], row[i - 1], stride);
    f.sum(matrix, row[3], stride);
    for (let i = 0; i < 4; i++) f.splat(factors[i], x, 8 * i);
    f.offset(at, y, 0);
    f.offset(left, columns, 0);
    f.repeat(left, 2, () => {
      f.load(sum, at, 0);
      for (let i = 0; i < 4; i++) {
        f.load(entry, row[i], 0);
        f.multiplyAdd(sum, entry, factors[i], fused);
        f.offset(row[i], row[i], 16);
      }
      f.store(at, 0, sum);
      f.offset(at, at, 16);
    });
    f.offset(x, x, 32);
  });
  return f;
}

const compiled: { own?: WebAssembly.Module; shared?: WebAssembly.Module } = {};
const scratch = new Map<MachineCode | undefined, Float64Kernels>();

/** Panels on a side of the squares of C that WebAssembly computes one after the other: their panels stay in the cache. */
const SQUARE = 16;

/**
 * Makes the kernels with a memory of their own.
 * @param bytes How much memory they need, below 4 GiB.
 * @param native The kernels in machine code; WebAssembly's where absent.
 * @returns The kernels; their memory is zero.
 * @throws {RangeError} Where the memory cannot be had.
 */
export function float64Kernels(bytes: number, native?: MachineCode): Float64Kernels {
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / 65536)) });
  if (native !== undefined) return inMemory(memory, native);
  const { block, rowsTimes, columnsTimes } = new WebAssembly.Instance(compiled.own ??= compile(false), {
    env: { memory },
  }).exports as unknown as Float64Kernels;
  return { memory, block: inSquares(block), rowsTimes, columnsTimes, gemvt: inStrips(rowsTimes, columnsTimes) };
}

function inMemory(memory: WebAssembly.Memory, native: MachineCode): Float64Kernels {
  let view = new Uint8Array(memory.buffer as ArrayBuffer);
  const bytes = () => {
    // Growing leaves the old buffer empty.
    if (view.length === 0) view = new Uint8Array(memory.buffer as ArrayBuffer);
    return view;
  };
  return {
    memory,
    block: (...args) => native.block(bytes(), ...args),
    rowsTimes: (...args) => native.rowsTimes(bytes(), ...args),
    columnsTimes: (...args) => native.columnsTimes(bytes(), ...args),
    gemvt: (...args) => native.gemvt(bytes(), ...args),
  };
}

function inSquares(block: Float64Kernels["block"]): Float64Kernels["block"] {
  return (a, b, c, aPanels, bPanels, k, cStride) => {
    const panel = 8 * TILE * k;
    for (let i = 0; i < aPanels; i += SQUARE) {
      for (let j = 0; j < bPanels; j += SQUARE) {
        const [rows, columns] = [Math.min(SQUARE, aPanels - i), Math.min(SQUARE, bPanels - j)];
        block(a + i * panel, b + j * panel, c + TILE * (i * cStride + 8 * j), rows, columns, k, cStride);
      }
    }
  };
}

function inStrips(
  rowsTimes: Float64Kernels["rowsTimes"],
  columnsTimes: Float64Kernels["columnsTimes"],
): Float64Kernels["gemvt"] {
  return (matrix, height, row, rows, strips, y, x, w) => {
    const stride = 8 * STRIP, strip = stride * height;
    for (let s = 0; s < strips; s++) {
      const a = matrix + s * strip + row * stride, from = x + s * stride;
      columnsTimes(a, stride, rows, STRIP, y + 8 * row, from);
      rowsTimes(a, stride, rows, STRIP, from, w + 8 * (s % GEMVT_PARTS * height + row));
    }
  };
}

/**
 * The block product on a memory that threads share, for blocks that stay in a core's cache.
 * @param memory The memory.
 * @returns The block product.
 */
export function sharedBlock(memory: WebAssembly.Memory): Float64Kernels["block"] {
  const module = compiled.shared ??= compile(true);
  return (new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Float64Kernels).block;
}

function compile(shared: boolean): WebAssembly.Module {
  const [fused, plain] = [true, false].map((way) =>
    assembleModule([blockKernel(way), rowsTimesKernel(way), columnsTimesKernel(way)], shared)
  );
  return new WebAssembly.Module(WebAssembly.validate(fused) ? fused : plain);
}

/**
 * The kernels with this thread's scratch memory, for functions that run to their end without waiting: a small matrix
 * costs no set-up. What the memory holds is whatever the last user left.
 * @param bytes How much memory the caller needs.
 * @param native The kernels in machine code; WebAssembly's where absent.
 * @returns The kernels; their memory has at least that size.
 * @throws {RangeError} Where the memory cannot be had.
 */
export function scratchKernels(bytes: number, native?: MachineCode): Float64Kernels {
  let kernels = scratch.get(native);
  if (kernels === undefined) scratch.set(native, kernels = float64Kernels(bytes, native));
  const missing = bytes - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65536));
  return kernels;
}
