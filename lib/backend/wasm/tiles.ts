/**
 * The innermost loops of products on the wasm heap: tiles of 6 × 8 sums that stay in registers. TensorFlow.js 4.22
 * multiplies and adds four float32 in two instructions; relaxed SIMD has one for both, and a tile keeps it busy: more
 * than twice the speed.
 * @module
 */
import { assembleModule, Assembly, type Local } from "../../numerics/kernels/assemble.ts";
import { heapMemory } from "./heap.ts";

/** Columns of a tile: two vectors. */
export const PANEL = 8;

/** Rows of the largest tile: with its twelve sums, a row of the right side and a factor, 15 of x86-64's 16 registers. */
export const ROWS = 6;

/** Terms that one pass of the inner loop adds where their number allows it. */
export const STEP = 4;

/** A compiled loop. */
export type Tile = (...values: number[]) => void;

/** Tiles by their number of rows, 1 to {@linkcode ROWS}; addresses, strides and gaps are in bytes. */
export interface Tiles {
  /**
   * out[i, 0 … 7] += Σ a[i, k]·b[k, 0 … 7]: the addresses of six rows of a (those beyond the tile's are not looked at), of
   * b and of out, out's stride, how many runs of how many terms, and the gap between runs.
   */
  readonly rows: readonly Tile[];
  /** The same where the terms of a run are a multiple of {@linkcode STEP}. */
  readonly rowsInSteps: readonly Tile[];
  /** The same, the sums replacing what out holds. */
  readonly rowsReplacing: readonly Tile[];
  /**
   * out[i, 0 … 7] += Σ a[k, i]·b[k, 0 … 7]: the addresses of a, b and out, the stride of b and out, how many images of how
   * many runs of how many terms, the distance of a's terms, and what is added to it after a run and after an image.
   */
  readonly columns: readonly Tile[];
}

let compiled: Tiles | undefined;

/**
 * The tiles on the wasm backend's heap, compiled when they are first asked for.
 * @returns The tiles.
 */
export function tiles(): Tiles {
  return compiled ??= makeTiles(heapMemory());
}

/**
 * Compiles the tiles.
 * @param memory What their addresses point into.
 * @param fused Whether to round once for a product and its addition, where the machine can.
 * @returns The tiles.
 */
export function makeTiles(memory: WebAssembly.Memory, fused: boolean = true): Tiles {
  const heights = Array.from({ length: ROWS }, (_, i) => i + 1);
  const [once, twice] = [true, false].map((way) =>
    assembleModule(
      heights.flatMap((rows) => [
        rowTile(rows, 1, way),
        rowTile(rows, STEP, way),
        rowTile(rows, STEP, way, "replacing"),
        columnTile(rows, way),
      ]),
    )
  );
  const module = new WebAssembly.Module(fused && WebAssembly.validate(once) ? once : twice);
  const all = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, Tile>;
  const byRows = (name: string) => [0, ...heights].map((rows) => all[`${name}${rows}`]);
  return {
    rows: byRows("rows1x"),
    rowsInSteps: byRows(`rows${STEP}x`),
    rowsReplacing: byRows(`replacing${STEP}x`),
    columns: byRows("columns"),
  };
}

function rowTile(rows: number, step: number, fused: boolean, how: "rows" | "replacing" = "rows"): Assembly {
  const f = new Assembly(`${how}${step}x${rows}`, ROWS + 6);
  const [b, out, stride, runs, length, gap] = [0, 1, 2, 3, 4, 5].map((i) => ROWS + i), left = f.integer();
  const a = Array.from({ length: rows }, (_, i) => i);
  const sums = new Sums(f, rows, fused);
  f.repeat(runs, 1, () => {
    f.offset(left, length, 0);
    f.repeat(left, step, () => {
      for (let k = 0; k < step; k++) sums.addProducts(b, 4 * PANEL * k, (row) => [a[row], 4 * k]);
      for (const row of a) f.offset(row, row, 4 * step);
      f.offset(b, b, 4 * PANEL * step);
    });
    for (const row of a) f.sum(row, row, gap);
  });
  sums.writeTo(out, stride, how === "rows");
  return f;
}

function columnTile(rows: number, fused: boolean): Assembly {
  const f = new Assembly(`columns${rows}`, 10);
  const [a, b, out, stride, images, runs, length, step, gap, imageGap] = Array.from({ length: 10 }, (_, i) => i);
  const run = f.integer(), left = f.integer(), sums = new Sums(f, rows, fused);
  f.repeat(images, 1, () => {
    f.offset(run, runs, 0);
    f.repeat(run, 1, () => {
      f.offset(left, length, 0);
      f.repeat(left, 1, () => {
        sums.addProducts(b, 0, (row) => [a, 4 * row]);
        f.sum(a, a, step);
        f.sum(b, b, stride);
      });
      f.sum(a, a, gap);
    });
    f.sum(a, a, imageGap);
  });
  sums.writeTo(out, stride, true);
  return f;
}

/** The sums of a tile in registers, zero when a call begins: two vectors for each row. */
class Sums {
  readonly #f: Assembly;
  readonly #fused: boolean;
  readonly #sums: Local[][];
  readonly #right: Local[];
  readonly #factor: Local;

  constructor(f: Assembly, rows: number, fused: boolean) {
    this.#f = f;
    this.#fused = fused;
    this.#sums = Array.from({ length: rows }, () => [f.vector(), f.vector()]);
    this.#right = [f.vector(), f.vector()];
    this.#factor = f.vector();
  }

  /** Adds the product of each row's factor, at an address and an offset, with a panel's row at b. */
  addProducts(b: Local, offset: number, factor: (row: number) => [address: Local, offset: number]): void {
    const f = this.#f;
    this.#right.forEach((half, j) => f.load(half, b, offset + 16 * j));
    this.#sums.forEach((halves, row) => {
      f.splat(this.#factor, ...factor(row), "float32");
      halves.forEach((sum, j) => f.multiplyAdd(sum, this.#factor, this.#right[j], this.#fused, "float32"));
    });
  }

  /** Writes or adds the sums to rows in memory, the first at `out` and each a stride further. */
  writeTo(out: Local, stride: Local, adding: boolean): void {
    const f = this.#f, [there] = this.#right;
    this.#sums.forEach((halves, row) => {
      halves.forEach((sum, j) => {
        if (adding) {
          f.load(there, out, 16 * j);
          f.add(sum, there, "float32");
        }
        f.store(out, 16 * j, sum);
      });
      if (row + 1 < this.#sums.length) f.sum(out, out, stride);
    });
  }
}
