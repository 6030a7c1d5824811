/**
 * Curves: with bands of confidence, on linear or log axes, against lines of a known slope, in one panel or several.
 * @module
 */
import type { Annotation, Data, Shape } from "plotly.js-dist";
import { checkFinite, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type Axis, placeAxis, type PlacedAxis } from "./axis.ts";
import { makeFigure } from "./figure.ts";
import { label, numberLabel } from "./labels.ts";
import { type Arrangement, axisName, panelAxes, panelHeight, panelTitle, placePanels } from "./panels.ts";
import { dashes, grey, palette, symbols, textSize, withOpacity } from "./theme.ts";
import type { Figure, FigureInfo } from "./types.ts";

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
  /** By default each colour has its own, unless a curve of the figure says its own: then the others are solid. */
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
  /** Text at its middle; "slope s" by default. */
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
  /** Text at its end. */
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

/**
 * Draws curves.
 *
 * @example A curve on logarithmic axes
 * ```ts
 * import assert from "node:assert/strict";
 * import { lines } from "nearzero/figures";
 *
 * const figure = lines({ name: "example", caption: "An example.", n: 1, seeds: [0] }, [{
 *   x: { title: "<i>t</i>", scale: "log" },
 *   y: { title: "slope", scale: "log" },
 *   series: [{ label: "√t", x: [1e-4, 1e-2, 1], y: [1e-2, 1e-1, 1] }],
 * }]);
 * assert.equal(figure.name, "example"); // `await show(figure)` in a notebook
 * ```
 *
 * @param info Name, caption and provenance.
 * @param panels The panels, row by row.
 * @param arrangement How to arrange them.
 * @returns The figure; its numbers are `panels[i].series[j]` with `label`, `x`, `y` and, where given, `low` and `high`.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite, or not greater than 0 on a log axis.
 * @category Figures
 */
export function lines(info: FigureInfo, panels: readonly LinePanel[], arrangement: Arrangement = {}): Figure {
  checkArguments("lines", arguments);
  for (const panel of panels) panel.series.forEach(checkSeries);
  const names = [...new Set(panels.flatMap((panel) => panel.series.map((series) => series.label)))].filter(Boolean);
  const legend = names.length > 1 ? names : [];
  const vertical = panels.map((panel) =>
    placeAxis(panel.y, panel.series.flatMap((s) => heights(s, panel.y.scale === "log")), "y", panelHeight(arrangement))
  );
  const page = placePanels({
    count: panels.length,
    labelWidth: Math.max(...vertical.map((axis) => axis.labelWidth)),
    legend,
    titled: panels.some((panel) => panel.title !== undefined),
  }, arrangement);
  const data: Data[] = [];
  const annotations: object[] = [];
  const shapes: object[] = [];
  const layout: Record<string, unknown> = { ...page.layout, annotations, shapes };
  const inLegend = new Set<string>(),
    ownDashes = panels.some(({ series }) => series.some(({ dash }) => dash !== undefined));
  panels.forEach((panel, index) => {
    const place = page.panels[index];
    const x = placeAxis(panel.x, panel.series.flatMap((series) => Array.from(series.x)), "x", place.width);
    const y = vertical[index];
    Object.assign(layout, panelAxes(index, place, x.layout, y.layout));
    if (panel.title !== undefined) annotations.push(panelTitle(panel.title, place));
    const axes = { xaxis: axisName("x", index), yaxis: axisName("y", index) };
    const foot = panel.y.scale === "log" ? 10 ** y.ends[0] : -Infinity;
    const looks = panel.series.map((s, i) =>
      (s.colour ?? Math.max(0, s.label ? names.indexOf(s.label) : i)) % palette.length
    );
    const colours = looks.map((look) => palette[look]);
    panel.series.forEach((series, i) =>
      series.band && !series.points && data.push({ ...bandTrace(series, colours[i], foot, x, y), ...axes })
    );
    for (const guide of panel.guides ?? []) {
      const [trace, text] = drawGuide(guide, x, y);
      data.push({ ...trace, ...axes });
      annotations.push({ ...text, xref: axes.xaxis, yref: axes.yaxis });
    }
    panel.series.forEach((series, i) => {
      const first = legend.includes(series.label) && !inLegend.has(series.label);
      inLegend.add(series.label);
      const look = { colour: looks[i], dashed: !ownDashes };
      data.push({ ...curveTrace(series, look, x, y), ...axes, legendgroup: series.label, showlegend: first });
      const beyond = beyondTrace(series, colours[i], x, y);
      if (beyond !== undefined) data.push({ ...beyond, ...axes, legendgroup: series.label, showlegend: false });
    });
    for (const mark of panel.marks ?? []) drawMark(mark, index, mark.axis === "x" ? x : y, shapes, annotations);
  });
  return makeFigure(info, {
    data,
    layout,
    width: page.width,
    height: page.height,
    numbers: {
      panels: panels.map((panel) => ({
        ...(panel.title !== undefined && { title: panel.title }),
        series: panel.series.map(seriesNumbers),
      })),
    },
  });
}

function checkSeries({ label, x, y, band }: Series): void {
  const action = `draw the curve "${label}"`;
  const arrays = { x, y, ...(band && { "band.low": band.low, "band.high": band.high }) };
  for (const [name, values] of Object.entries(arrays)) {
    checkLength(action, name, values, x.length);
    checkFinite(action, name, values);
  }
}

/** All that a curve's axis should hold; ends of intervals that a log axis cannot show do not count. */
function heights({ y, band }: Series, log: boolean): number[] {
  const ends = band ? [...Array.from(band.low), ...Array.from(band.high)] : [];
  return [...Array.from(y), ...(log ? ends.filter((end) => end > 0) : ends)];
}

function pointTrace({ label: name, band, points, ...at }: Series, colour: string, x: PlacedAxis, y: PlacedAxis): Data {
  return {
    type: "scatter",
    mode: "markers",
    name: label(name),
    x: Array.from(at.x, x.drawn),
    y: Array.from(at.y, y.drawn),
    marker: {
      color: points === "open" ? "white" : colour,
      size: 5.5,
      symbol: "circle",
      line: { width: 1.2, color: colour },
    },
    ...(band && {
      error_y: {
        type: "data",
        symmetric: false,
        array: Array.from(band.high, (high, i) => y.drawn(high - at.y[i])),
        arrayminus: Array.from(band.low, (low, i) => y.drawn(at.y[i] - low)),
        color: colour,
        thickness: 1,
        width: 2,
      },
    }),
  };
}

function curveTrace(
  series: Series,
  look: { readonly colour: number; readonly dashed: boolean },
  x: PlacedAxis,
  y: PlacedAxis,
): Data {
  if (series.points) return pointTrace(series, palette[look.colour], x, y);
  const markers = series.markers ?? series.x.length <= 12, colour = palette[look.colour];
  const dash = series.dash ?? (look.dashed ? dashes[look.colour] : "solid");
  return {
    type: "scatter",
    mode: markers ? "lines+markers" : "lines",
    name: label(series.label),
    x: Array.from(series.x, x.drawn),
    y: Array.from(series.y, y.drawn),
    line: { color: colour, width: 1.6, dash, ...(series.steps && { shape: "hvh" }) },
    ...(markers && { marker: { color: colour, size: 4.5, symbol: symbols[look.colour] } }),
  };
}

/** Points above or below the axis, as triangles at its end that point there; a curve alone would leave without a word. */
function beyondTrace({ x: places, y: values }: Series, colour: string, x: PlacedAxis, y: PlacedAxis): Data | undefined {
  const [low, high] = y.ends, back = y.layout.type === "log" ? (end: number) => 10 ** end : (end: number) => end;
  const [first, last] = x.ends, inside = (at: number) => x.place(at) >= first && x.place(at) <= last;
  const beyond = Array.from(values, (value, i) => ({ at: places[i], place: y.place(value) }))
    .filter(({ at, place }) => inside(at) && (place < low || place > high));
  if (beyond.length === 0) return undefined;
  return {
    type: "scatter",
    mode: "markers",
    x: beyond.map(({ at }) => x.drawn(at)),
    y: beyond.map(({ place }) => back(place < low ? low : high)),
    marker: {
      color: colour,
      size: 6,
      symbol: beyond.map(({ place }) => place < low ? "triangle-down" : "triangle-up"),
    },
    cliponaxis: false,
    hoverinfo: "skip",
  };
}

function bandTrace(
  { label: name, x: places, band, steps }: Series,
  colour: string,
  foot: number,
  x: PlacedAxis,
  y: PlacedAxis,
): Data {
  const low = Array.from(band!.low, (value) => y.drawn(Math.max(value, foot)));
  const high = Array.from(band!.high, (value) => y.drawn(Math.max(value, foot)));
  const along = Array.from(places, x.drawn);
  return {
    type: "scatter",
    mode: "lines",
    x: [...along, ...along.toReversed()],
    y: [...high, ...low.toReversed()],
    fill: "toself",
    fillcolor: withOpacity(colour, 0.2),
    line: { width: 0, ...(steps && { shape: "hvh" as const }) },
    hoverinfo: "skip",
    legendgroup: name,
    showlegend: false,
  };
}

function drawGuide(guide: Guide, x: PlacedAxis, y: PlacedAxis): [Data, Partial<Annotation>] {
  const [x0, y0] = [x.place(guide.through[0]), y.place(guide.through[1])];
  const at = (value: number) => y0 + guide.slope * (x.place(value) - x0);
  const back = y.layout.type === "log" ? (value: number) => 10 ** value : (value: number) => value;
  const middle = (x.place(guide.between[0]) + x.place(guide.between[1])) / 2;
  const trace: Data = {
    type: "scatter",
    mode: "lines",
    x: guide.between.map(x.drawn),
    y: guide.between.map((value) => y.drawn(back(at(value)))),
    line: { color: grey, width: 1, dash: "dash" },
    hoverinfo: "skip",
    showlegend: false,
  };
  return [trace, {
    text: label(guide.label ?? `slope ${numberLabel(guide.slope)}`),
    x: x.drawnPlace(middle),
    y: y.drawnPlace(y0 + guide.slope * (middle - x0)),
    showarrow: false,
    xanchor: guide.slope < 0 ? "left" : "right",
    yanchor: "bottom",
    xshift: guide.slope < 0 ? 3 : -3,
    font: { size: textSize.tick, color: grey },
    bgcolor: "rgba(255,255,255,0.7)",
    borderpad: 1,
  }];
}

function drawMark(
  mark: Mark,
  index: number,
  axis: PlacedAxis,
  shapes: object[],
  annotations: object[],
): void {
  // On a log axis Plotly places shapes by the data and annotations by its logarithm.
  const [at, text] = [axis.drawn(mark.at), axis.drawnPlace(axis.place(mark.at))];
  const [xref, yref] = [axisName("x", index), axisName("y", index)];
  const line = { color: grey, width: 0.8, dash: "dot" as const };
  const across = mark.axis === "x"
    ? { x0: at, x1: at, y0: 0, y1: 1, xref, yref: `${yref} domain` as const }
    : { x0: 0, x1: 1, y0: at, y1: at, xref: `${xref} domain` as const, yref };
  shapes.push({ type: "line", layer: "below", line, ...across } satisfies Partial<Shape>);
  if (mark.label === undefined) return;
  const end = mark.axis === "x"
    ? {
      x: text,
      y: 1,
      xref,
      yref: `${yref} domain` as const,
      xanchor: "left" as const,
      yanchor: "top" as const,
      xshift: 2,
    }
    : { x: 1, y: text, xref: `${xref} domain` as const, yref, xanchor: "right" as const, yanchor: "bottom" as const };
  annotations.push({ text: label(mark.label), showarrow: false, font: { size: textSize.tick, color: grey }, ...end });
}

function seriesNumbers({ label, x, y, band }: Series): Record<string, unknown> {
  const interval = band && { low: Array.from(band.low), high: Array.from(band.high) };
  return { label, x: Array.from(x), y: Array.from(y), ...interval };
}
