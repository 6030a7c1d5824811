/**
 * Sums of products on the wasm heap, what convolutions and matrix products are made of. Addresses, strides and gaps are in
 * bytes.
 * @module
 */
import { PANEL, ROWS, STEP, tiles } from "./tiles.ts";

/** A left side whose rows lie anywhere and whose terms follow each other within a row. */
export interface RowTerms {
  /** Where each row begins, in bytes from a common address; followed by as many zeros as a tile has rows. */
  readonly starts: Int32Array;
  /** How many rows there are. */
  readonly rows: number;
  /** In how many runs a row's terms lie. */
  readonly runs: number;
  /** Terms in a run, one float32 after the other. */
  readonly length: number;
  /** Bytes from the end of a run to the next. */
  readonly gap: number;
}

/** A left side whose rows follow each other within a term, and whose terms lie in images of runs. */
export interface ColumnTerms {
  /** How many rows there are. */
  readonly rows: number;
  /** How many images there are. */
  readonly images: number;
  /** Runs in an image. */
  readonly runs: number;
  /** Terms in a run. */
  readonly length: number;
  /** Bytes from a term to the next. */
  readonly step: number;
  /** Bytes more from the last term of a run to the next run. */
  readonly gap: number;
  /** Bytes more from the last run of an image to the next image. */
  readonly imageGap: number;
}

/**
 * out[i, j] += Σ a[i, k]·b[k, j] for a left side given by rows.
 * @param a The common address of the rows.
 * @param terms How a's terms lie.
 * @param panels The address of b as `packPanels` writes it.
 * @param out The address of [rows, columns], row-major.
 * @param columns A multiple of {@linkcode PANEL}.
 */
export function addRowProducts(a: number, terms: RowTerms, panels: number, out: number, columns: number): void {
  const { starts, rows, runs, length, gap } = terms;
  const byRows = length % STEP === 0 ? tiles().rowsInSteps : tiles().rows;
  for (let column = 0; column < columns; column += PANEL, panels += 4 * PANEL * runs * length) {
    for (let i = 0; i < rows; i += ROWS) {
      const to = out + 4 * (i * columns + column), tile = byRows[Math.min(ROWS, rows - i)];
      // Spelt out: a call with an array of arguments costs as much as a small tile.
      tile(
        a + starts[i],
        a + starts[i + 1],
        a + starts[i + 2],
        a + starts[i + 3],
        a + starts[i + 4],
        a + starts[i + 5],
        panels,
        to,
        4 * columns,
        runs,
        length,
        gap,
      );
    }
  }
}

/**
 * out[i, j] += Σ a[k, i]·b[k, j] for a left side given by terms.
 * @param a The address of the first term.
 * @param terms How a's terms lie.
 * @param b The address of [terms, columns], row-major.
 * @param out The address of [rows, columns], row-major.
 * @param columns A multiple of {@linkcode PANEL}.
 */
export function addColumnProducts(a: number, terms: ColumnTerms, b: number, out: number, columns: number): void {
  const { rows, images, runs, length, step, gap, imageGap } = terms, stride = 4 * columns, byRows = tiles().columns;
  for (let column = 0; column < columns; column += PANEL) {
    for (let i = 0; i < rows; i += ROWS) {
      const to = out + 4 * (i * columns + column), tile = byRows[Math.min(ROWS, rows - i)];
      tile(a + 4 * i, b + 4 * column, to, stride, images, runs, length, step, gap, imageGap);
    }
  }
}
