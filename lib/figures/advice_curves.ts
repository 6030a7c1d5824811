/**
 * Advice as a figure.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { lines } from "./lines.ts";
import type { LinePanel } from "./series.ts";
import type { Figure, FigureInfo } from "./types.ts";

/**
 * The curves that an advice comes from, as `advise` gives them.
 * @category Figures
 */
export interface AdviceCurves {
  /** What it is about. */
  readonly topic: string;
  /** The curves. */
  readonly curves: readonly {
    /** What it is. */
    readonly label: string;
    /** Where. */
    readonly x: readonly number[];
    /** What was found there. */
    readonly y: readonly number[];
    /** The ends of the intervals. */
    readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
  }[];
  /** What lies along them. */
  readonly axes: { readonly x: string; readonly y: string };
}

const TITLES: Readonly<Record<string, string>> = {
  stop: "where to stop",
  draw: "times to draw",
  tell: "what to tell",
  share: "share or not",
  schedule: "schedule",
};

/**
 * A panel for each advice that has curves, on log axes where all of its values are above 0 and span more than a decade.
 * @param info Name, caption and provenance.
 * @param advice The advice.
 * @returns The figure.
 * @throws {RangeError} If no advice has a curve.
 * @category Figures
 */
export function adviceCurves(info: FigureInfo, advice: readonly AdviceCurves[]): Figure {
  checkArguments("adviceCurves", arguments);
  const drawn = advice.filter(({ curves }) => curves.length > 0);
  if (drawn.length === 0) throw new RangeError("Cannot draw advice: none of it has a curve");
  return lines(info, drawn.map((each, i) => panelOf(each, i)), { perRow: Math.min(2, drawn.length) });
}

function panelOf({ topic, curves, axes }: AdviceCurves, index: number): LinePanel {
  const scale = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low > 0 && high > 10 * low ? { scale: "log" as const } : {};
  };
  return {
    title: `(${"abcdefgh"[index]}) ${TITLES[topic] ?? topic}`,
    x: { title: axes.x, ...scale(curves.flatMap(({ x }) => x)) },
    y: { title: axes.y, ...scale(curves.flatMap(({ y }) => y)) },
    series: curves.map(({ label, x, y, band }) => ({ label, x, y, ...(band && { band }), markers: false })),
  };
}
