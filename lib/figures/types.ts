/**
 * What a figure is: a Plotly drawing, the numbers behind it and where they come from.
 * @module
 */

import type { PaperFont } from "./theme.ts";

/**
 * What the caller says of a figure, whatever is drawn in it.
 * @category Figures
 */
export interface FigureInfo {
  /** A safe file name: lower-case letters, digits, "_" and "-", such as "02_lipschitz_curves". */
  readonly name: string;
  /** One or two sentences of plain text, as below a figure in a paper. */
  readonly caption: string;
  /** The data set that the numbers depend on, such as "mnist"; it becomes the end of the figure's name. */
  readonly dataSet?: string;
  /** The notebook that makes the figure, such as "02_lipschitz_curves". */
  readonly notebook?: string;
  /** The seeds that the numbers were drawn with. */
  readonly seeds?: readonly number[];
  /** The number of samples, or of runs, behind each estimate. */
  readonly n?: number;
  /** The identity of the configuration that was run. */
  readonly config?: string;
  /** The tensor backend that the numbers were computed on; left out where all of them are exact float64. */
  readonly backend?: string;
  /** Largest relative difference at which a remade number is the same number; 1e-9 by default. */
  readonly tolerance?: number;
  /** Difference below which two numbers are the same however small they are; 0 by default. */
  readonly absoluteTolerance?: number;
  /** What its text is set in: "sans" (Open Sans) unless told, or "serif" (Computer Modern). */
  readonly font?: PaperFont;
}

/** Where a figure's numbers come from; null where the maker did not say, or where it has no meaning. */
export interface FigureMeta {
  /** The notebook that makes the figure. */
  readonly notebook: string | null;
  /** The data set that the numbers depend on. */
  readonly dataSet: string | null;
  /** The seeds that the numbers were drawn with. */
  readonly seeds: readonly number[];
  /** The number of samples, or of runs, behind each estimate. */
  readonly n: number | null;
  /** The identity of the configuration that was run. */
  readonly config: string | null;
  /** The tensor backend; null for exact float64. */
  readonly backend: string | null;
  /** Largest relative difference at which a remade number is the same number. */
  readonly tolerance: number;
  /** Difference below which two numbers are the same however small they are. */
  readonly absoluteTolerance: number;
}

/**
 * A figure, ready to be shown and exported.
 * @category Figures
 */
export interface Figure {
  /** Its file name without an ending; carries the data set. */
  readonly name: string;
  /** Plain text, as below a figure in a paper. */
  readonly caption: string;
  /** Plotly traces, as plain JSON. */
  readonly data: readonly object[];
  /** Plotly layout, as plain JSON; the theme is in it. */
  readonly layout: object;
  /** Width in CSS pixels, 96 to the inch. */
  readonly width: number;
  /** Height in CSS pixels, 96 to the inch. */
  readonly height: number;
  /** The numbers behind the drawing, unrounded: nested objects and arrays of numbers, strings, booleans and null. */
  readonly numbers: Record<string, unknown>;
  /** Where the numbers come from. */
  readonly meta: FigureMeta;
}
