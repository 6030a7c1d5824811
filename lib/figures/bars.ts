/**
 * Bars with intervals: a few methods over a few conditions.
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
import { palette } from "./theme.ts";
import type { Figure, FigureInfo } from "./types.ts";

/**
 * One method's bars, one for each condition.
 * @category Figures
 */
export interface BarSeries {
  /** Its name in the legend. */
  readonly label: string;
  /** Its values. */
  readonly values: ArrayLike<number>;
  /** Ends of each value's interval. */
  readonly interval?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

/**
 * The axes of bars.
 * @category Figures
 */
export interface BarAxes {
  /** Title below the conditions. */
  readonly x: string;
  /** The conditions' names, from left to right. */
  readonly conditions: readonly string[];
  /** The vertical axis; a linear one starts at zero unless it is given a range. */
  readonly y: Axis;
}

/**
 * Draws bars in groups.
 * @param info Name, caption and provenance.
 * @param series The methods.
 * @param axes The conditions and the vertical axis.
 * @param arrangement How wide and high it is.
 * @returns The figure; its numbers are `conditions` and `series[i]` with `label`, `values` and, where given, `low`, `high`.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite, or not greater than 0 on a log axis; or if two conditions or two methods
 * have one name.
 * @category Figures
 */
export function bars(
  info: FigureInfo,
  series: readonly BarSeries[],
  axes: BarAxes,
  arrangement: Arrangement = {},
): Figure {
  checkArguments("bars", arguments);
  for (const { label, values, interval } of series) {
    const arrays = { values, ...(interval && { "interval.low": interval.low, "interval.high": interval.high }) };
    for (const [name, array] of Object.entries(arrays)) {
      checkLength(`draw the bars "${label}"`, name, array, axes.conditions.length);
      checkFinite(`draw the bars "${label}"`, name, array);
    }
  }
  // Bars stand where their condition's name stands: of one name there is one place.
  checkOnce("draw bars", "the condition", axes.conditions);
  checkOnce("draw bars", "the label", series.map((one) => one.label).filter((label) => label !== ""));
  const all = series.flatMap(({ values, interval }) =>
    [values, interval?.low ?? [], interval?.high ?? []].flatMap((array) => Array.from(array))
  );
  const y = placeAxis({ ...axes.y, range: axes.y.range ?? fromZero(all, axes.y) }, all, "y", panelHeight(arrangement));
  const legend = series.length > 1 ? series.map((one) => one.label) : [];
  const page = placePanels({ count: 1, labelWidth: y.labelWidth, legend }, arrangement);
  const x = { type: "category" as const, title: { text: label(axes.x) }, showgrid: false, ticks: "" as const };
  return makeFigure(info, {
    data: series.map((one, i) => ({
      ...barTrace(one, axes.conditions, palette[i % palette.length], y),
      ...hoverText({ y: axes.y.title }, one.label, info.n, one.interval),
    })),
    layout: {
      ...page.layout,
      ...panelAxes(0, page.panels[0], x, y.layout),
      barmode: "group",
      bargap: 0.3,
      bargroupgap: 0.08,
    },
    width: page.width,
    height: page.height,
    numbers: {
      conditions: [...axes.conditions],
      series: series.map(({ label, values, interval }) => ({
        label,
        values: Array.from(values),
        ...(interval && { low: Array.from(interval.low), high: Array.from(interval.high) }),
      })),
    },
  });
}

/** A bar's length is its message, so a linear axis that does not begin at zero would lie. */
function fromZero(values: number[], { scale }: Axis): [number, number] | undefined {
  if (scale === "log" || values.length === 0) return undefined;
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return low === high ? [0, 1] : [low * 1.08, high * 1.08];
}

function barTrace(
  { label: name, values, interval }: BarSeries,
  conditions: readonly string[],
  colour: string,
  y: PlacedAxis,
): Data {
  return {
    type: "bar",
    name: label(name),
    x: conditions.map(label),
    y: Array.from(values, y.drawn),
    marker: { color: colour, line: { width: 0 } },
    ...(interval && {
      error_y: {
        type: "data",
        symmetric: false,
        array: Array.from(interval.high, (high, i) => drawn(high - values[i])),
        arrayminus: Array.from(interval.low, (low, i) => drawn(values[i] - low)),
        color: "#1a1a1a",
        thickness: 1,
        width: 3,
      },
    }),
  };
}
