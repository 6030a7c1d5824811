/**
 * What was measured of one model as a figure.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Interval } from "../numerics/stats.ts";
import { lines } from "./lines.ts";
import type { LinePanel, Series } from "./series.ts";
import type { Figure, FigureInfo } from "./types.ts";

/**
 * What was measured of a model, as `measureModel` gives it.
 * @category Figures
 */
export interface ModelCurves {
  /** √d, by which slopes are divided. */
  readonly rootDimension: number;
  /** The curves. */
  readonly curves: readonly {
    /** What it is. */
    readonly quantity: string;
    /** What it is taken against: "time", "logSnr" or "sigma"; null for errors. */
    readonly coordinate: string | null;
    /** Its points, from `time` to `other`. */
    readonly points: readonly { readonly time: number; readonly other: number; readonly estimate: Interval }[];
  }[];
}

/**
 * Four panels: K and the exact slope against time beside what an ideal predictor near a manifold has, the same against
 * log-SNR, K against σ, and the squared error by interval. Slopes are divided by √d. Times are drawn from the finest on,
 * one unit added where time is a step, so that step 0 has a place on a log axis.
 * @param info Name, caption and provenance.
 * @param measured What was measured.
 * @param unit How time is counted: "step" or "t".
 * @returns The figure.
 * @category Figures
 */
export function modelCurves(info: FigureInfo, measured: ModelCurves, unit: "step" | "t"): Figure {
  checkArguments("modelCurves", arguments);
  const shift = unit === "step" ? 1 : 0, root = measured.rootDimension;
  const along = (time: number) => time + shift;
  const slopes = (coordinate: string): Series[] =>
    measured.curves.filter((curve) =>
      curve.coordinate === coordinate && curve.quantity !== "slope of the embedding" && curve.points.length > 0
    ).map(({ quantity, points }) => {
      // A log axis has no place for what does not change at all.
      const seen = points.filter(({ estimate }) => estimate.value > 0), ideal = quantity.startsWith("ideal");
      return {
        label: quantity,
        x: seen.map(({ time }) => along(time)),
        y: seen.map(({ estimate }) => estimate.value / root),
        ...(ideal ? { dash: "dash" as const, markers: false } : {
          band: {
            low: seen.map(({ estimate }) => estimate.low / root),
            high: seen.map(({ estimate }) => estimate.high / root),
          },
        }),
      };
    }).filter(({ x }) => x.length > 0);
  const time = unit === "step" ? "step + 1" : "<i>t</i>";
  const panel = (title: string, coordinate: string, per: string): LinePanel => ({
    title,
    x: { title: time, scale: "log" },
    y: { title: `slope per ${per} / √<i>d</i>`, scale: "log" },
    series: slopes(coordinate),
  });
  const errors = measured.curves.find(({ quantity }) => quantity === "squared error")!.points;
  return lines(info, [
    panel("(a) against time", "time", unit),
    panel("(b) against log-SNR", "logSnr", "λ"),
    panel("(c) against σ", "sigma", "σ"),
    {
      title: "(d) squared error",
      x: { title: unit === "step" ? "step" : "<i>t</i>" },
      y: { title: "‖ε̂ − ε‖² / <i>d</i>", scale: "log" },
      series: [{
        label: "squared error",
        x: errors.map(({ time, other }) => (time + other) / 2),
        y: errors.map(({ estimate }) => estimate.value),
        band: { low: errors.map(({ estimate }) => estimate.low), high: errors.map(({ estimate }) => estimate.high) },
      }],
    },
  ], { perRow: 2 });
}
