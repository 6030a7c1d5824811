/**
 * The large float64 products in machine code, for who has them: an offer that the addon makes when it is there.
 * @module
 */
import type { MachineCode } from "./float64.ts";

/**
 * Products in machine code, with the bytes of the WebAssembly kernels. Sums over a dimension or over means run in slabs of
 * 64; of what is begun, each thread has one at a time.
 */
export interface NativeFloat64 extends MachineCode {
  /** Asks the system for large pages for memory that nothing has been written to: much of it is had sooner that way. */
  readonly ready: (values: Float64Array<ArrayBuffer>) => void;
  /**
   * Mean of n rows of d entries, and blocks of Σ (x − mean)(x − mean)ᵀ: of each its first row and column, its rows and
   * columns, and where in `scatter` it is added to. Runs on the caller's thread alone.
   */
  readonly scatter: (
    rows: Float32Array | Float64Array,
    single: boolean,
    n: number,
    d: number,
    slab: number,
    blocks: Int32Array<ArrayBuffer>,
    count: number,
    mean: Float64Array<ArrayBuffer>,
    scatter: Float64Array<ArrayBuffer>,
  ) => void;
  /** Takes y_r = x[rows[r]] − shift for n rows of d entries. */
  readonly productsBegin: (
    x: Float64Array<ArrayBuffer>,
    rows: Int32Array<ArrayBuffer>,
    n: number,
    d: number,
    shift: Float64Array<ArrayBuffer>,
  ) => void;
  /** table[r, from + k] = y_r · (mean_k − centre) for `size` means; a row of the table is `stride` entries long. */
  readonly products: (
    means: Float64Array<ArrayBuffer>,
    centre: Float64Array<ArrayBuffer>,
    size: number,
    table: Float64Array<ArrayBuffer>,
    stride: number,
    from: number,
  ) => void;
  /** Begins n sums of d entries at zero. */
  readonly sharesBegin: (n: number, d: number) => void;
  /** Adds Σ shares[r, from + k] · (mean_k − centre) over `size` means; `from` is a multiple of 64. */
  readonly shares: (
    means: Float64Array<ArrayBuffer>,
    centre: Float64Array<ArrayBuffer>,
    size: number,
    shares: Float64Array<ArrayBuffer>,
    stride: number,
    from: number,
  ) => void;
  /** Adds sum r to row rows[r] of out. */
  readonly sharesEnd: (out: Float64Array<ArrayBuffer>, rows: Int32Array<ArrayBuffer>) => void;
}

let offered: (() => NativeFloat64 | undefined) | undefined;

/**
 * Offers the products to who asks from now on.
 * @param load Loads them; undefined where they are not there.
 */
export function offerNativeFloat64(load: () => NativeFloat64 | undefined): void {
  offered = load;
}

/**
 * The products in machine code.
 * @returns Them, or undefined where nobody has offered any that are there.
 */
export function nativeFloat64(): NativeFloat64 | undefined {
  return offered?.();
}
