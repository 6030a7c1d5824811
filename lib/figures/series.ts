/**
 * What is drawn on a pair of axes: curves, lines of a known slope, and lines at one value.
 * @module
 */
import type { Axis } from "./axis.ts";

/**
 * A curve. Curves of one label have one colour and one legend entry, in whatever panel they are.
 * @category Figures
 */
export interface Series {
  /** Its name in the legend; the empty string for none. */
  readonly label: string;
  /** Where it was measured. */
  readonly x: ArrayLike<number>;
  /** What was measured, as long as `x`. */
  readonly y: ArrayLike<number>;
  /** The ends of its interval at each `x`. On a log axis a low end at or below 0 is drawn at the axis's foot. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /**
   * By default each colour has its own, unless a curve of the figure says its own: then the others are solid. Steps among
   * curves are told by their shape, and solid.
   */
  readonly dash?: "solid" | "dash" | "dot";
  /** Whether what was measured holds up to the middle between two places, so that the curve is drawn as steps. */
  readonly steps?: boolean;
  /** Points alone, without a curve between them; a band is drawn as bars. */
  readonly points?: "filled" | "open";
  /** Whether each point gets a mark; by default where there are at most 12. */
  readonly markers?: boolean;
  /** Index into the palette; by default the order of first appearance. */
  readonly colour?: number;
}

/**
 * A line of known slope to hold a curve against: a power law on log-log axes, a straight line on linear ones.
 * @category Figures
 */
export interface Guide {
  /** The exponent, or the slope. */
  readonly slope: number;
  /** A point it goes through, in the data's units. */
  readonly through: readonly [number, number];
  /** Where along x it begins and ends. */
  readonly between: readonly [number, number];
  /** Text beside it, where it covers no curve; "slope s" by default. */
  readonly label?: string;
}

/**
 * A dotted line across the panel at one value.
 * @category Figures
 */
export interface Mark {
  /** The axis that the value lies on. */
  readonly axis: "x" | "y";
  /** The value, in the data's units. */
  readonly at: number;
  /** Text at its end, where it covers no curve. */
  readonly label?: string;
}

/**
 * One pair of axes with what is drawn on it.
 * @category Figures
 */
export interface LinePanel {
  /** Above the axes, such as "(a) linear". */
  readonly title?: string;
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** The curves. */
  readonly series: readonly Series[];
  /** Lines of known slope. */
  readonly guides?: readonly Guide[];
  /** Lines at one value. */
  readonly marks?: readonly Mark[];
}
