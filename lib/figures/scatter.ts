/**
 * Points: one quantity against another, with intervals in either direction.
 * @module
 */
import type { Data } from "plotly.js-dist";
import { checkFinite, checkLength, checkOnce } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type Axis, placeAxis, type PlacedAxis } from "./axis.ts";
import { makeFigure } from "./figure.ts";
import { hoverText } from "./hover.ts";
import { drawn, label } from "./labels.ts";
import { type Arrangement, panelAxes, panelHeight, placePanels } from "./panels.ts";
import { grey, palette, symbols, withOpacity } from "./theme.ts";
import type { Figure, FigureInfo } from "./types.ts";

/**
 * Points of one kind.
 * @category Figures
 */
export interface Cloud {
  /** Its name in the legend. */
  readonly label: string;
  /** Horizontal places. */
  readonly x: ArrayLike<number>;
  /** Vertical places, as many. */
  readonly y: ArrayLike<number>;
  /** Ends of each point's vertical interval. */
  readonly interval?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

/**
 * Axes and reference of a scatter plot.
 * @category Figures
 */
export interface ScatterAxes {
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** Whether to draw the line y = x. */
  readonly identity?: boolean;
}

/**
 * Draws points; kinds differ in colour and in symbol.
 * @param info Name, caption and provenance.
 * @param clouds The points.
 * @param axes The axes.
 * @param arrangement How wide and high it is.
 * @returns The figure; its numbers are `clouds[i]` with `label`, `x`, `y` and, where given, `low` and `high`.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite, or not greater than 0 on a log axis; or if two kinds have one label.
 * @category Figures
 */
export function scatter(
  info: FigureInfo,
  clouds: readonly Cloud[],
  axes: ScatterAxes,
  arrangement: Arrangement = {},
): Figure {
  checkArguments("scatter", arguments);
  clouds.forEach(checkCloud);
  checkOnce("draw points", "the label", clouds.map((cloud) => cloud.label).filter((label) => label !== ""));
  const height = panelHeight(arrangement);
  const vertical = clouds.flatMap(({ y, interval }) =>
    [y, interval?.low ?? [], interval?.high ?? []].flatMap((values) => Array.from(values))
  );
  const y = placeAxis(axes.y, vertical, "y", height);
  const legend = clouds.length > 1 ? clouds.map((cloud) => cloud.label) : [];
  const page = placePanels({ count: 1, labelWidth: y.labelWidth, legend }, arrangement);
  const x = placeAxis(axes.x, clouds.flatMap((cloud) => Array.from(cloud.x)), "x", page.panels[0].width);
  const data: Data[] = clouds.map((cloud, i) => ({
    ...cloudTrace(cloud, i, x, y),
    ...hoverText({ x: axes.x.title, y: axes.y.title }, cloud.label, info.n, cloud.interval),
  }));
  if (axes.identity) data.unshift(identityTrace(x, y, axes.x.scale === "log"));
  return makeFigure(info, {
    data,
    layout: { ...page.layout, ...panelAxes(0, page.panels[0], x.layout, y.layout) },
    width: page.width,
    height: page.height,
    numbers: {
      clouds: clouds.map(({ label, x, y, interval }) => ({
        label,
        x: Array.from(x),
        y: Array.from(y),
        ...(interval && { low: Array.from(interval.low), high: Array.from(interval.high) }),
      })),
    },
  });
}

function checkCloud({ label, x, y, interval }: Cloud): void {
  const arrays = { x, y, ...(interval && { "interval.low": interval.low, "interval.high": interval.high }) };
  for (const [name, values] of Object.entries(arrays)) {
    checkLength(`draw the points "${label}"`, name, values, x.length);
    checkFinite(`draw the points "${label}"`, name, values);
  }
}

function cloudTrace(cloud: Cloud, index: number, xAxis: PlacedAxis, yAxis: PlacedAxis): Data {
  const { label: name, x, y, interval } = cloud;
  const colour = palette[index % palette.length];
  return {
    type: "scatter",
    mode: "markers",
    name: label(name),
    x: Array.from(x, xAxis.drawn),
    y: Array.from(y, yAxis.drawn),
    marker: {
      color: withOpacity(colour, 0.75),
      size: x.length > 200 ? 3 : 5,
      symbol: symbols[index % symbols.length],
      line: { width: 0 },
    },
    ...(interval && {
      error_y: {
        type: "data",
        symmetric: false,
        array: Array.from(interval.high, (high, i) => drawn(high - y[i])),
        arrayminus: Array.from(interval.low, (low, i) => drawn(y[i] - low)),
        color: withOpacity(colour, 0.6),
        thickness: 1,
        width: 2,
      },
    }),
  };
}

function identityTrace(x: PlacedAxis, y: PlacedAxis, log: boolean): Data {
  const at = [Math.max(x.ends[0], y.ends[0]), Math.min(x.ends[1], y.ends[1])].map((value) =>
    x.drawn(log ? 10 ** value : value)
  );
  return {
    type: "scatter",
    mode: "lines",
    x: at,
    y: at,
    line: { color: grey, width: 0.8, dash: "dash" },
    hoverinfo: "skip",
    showlegend: false,
  };
}
