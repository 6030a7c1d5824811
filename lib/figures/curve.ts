/**
 * A curve as Plotly's traces: its line or points, its band, and what lies beyond the axis.
 * @module
 */
import type { Data } from "plotly.js-dist";
import type { PlacedAxis } from "./axis.ts";
import { hoverText } from "./hover.ts";
import { label } from "./labels.ts";
import { dashes, palette, symbols, withOpacity } from "./theme.ts";
import type { Series } from "./series.ts";

/** How a curve looks in its figure. */
export interface Look {
  /** Which of the looks it has: colours in turn, and with each turn other dashes. */
  readonly look: number;
  /** Whether it has the dashes of its look, where it says none of its own. */
  readonly dashed: boolean;
}

/** What a curve is drawn on. */
export interface CurveAxes {
  /** The horizontal axis. */
  readonly x: PlacedAxis;
  /** The vertical axis. */
  readonly y: PlacedAxis;
  /** What both say. */
  readonly titles: { readonly x: string; readonly y: string };
  /** The height of the panel in CSS pixels. */
  readonly height: number;
  /** How many samples or runs are behind each value. */
  readonly n?: number;
}

/** Width of a curve in CSS pixels. */
const WIDTH = 1.6;

/**
 * The colour of a look.
 * @param look Its index.
 * @returns "#rrggbb".
 */
export function colourOf(look: number): string {
  return palette[look % palette.length];
}

/** The dashes of a look: by colour, and in each further turn of the palette the next, so that none is met twice. */
function dashOf(look: number): string {
  const [turn, colour] = [Math.floor(look / palette.length), look % palette.length];
  return turn === 0 ? dashes[colour] : dashes[(colour + turn) % (dashes.length - 1)];
}

/**
 * Draws a curve, or points.
 * @param series The curve.
 * @param look How it looks.
 * @param axes What it is drawn on.
 * @returns The trace.
 */
export function curveTrace(series: Series, look: Look, axes: CurveAxes): Data {
  const { x, y } = axes, colour = colourOf(look.look);
  const markers = series.markers ?? series.x.length <= 12, symbol = symbols[look.look % symbols.length];
  const common = {
    type: "scatter" as const,
    name: label(series.label),
    x: Array.from(series.x, x.drawn),
    y: Array.from(series.y, y.drawn),
    ...hoverText(axes.titles, series.label, axes.n, series.band),
  };
  if (series.points) return { ...common, mode: "markers", ...pointStyle(series, colour, y) } as Data;
  const dash = (series.dash ?? (look.dashed ? dashOf(look.look) : "solid")) as "solid";
  return {
    ...common,
    mode: markers ? "lines+markers" : "lines",
    line: { color: colour, width: WIDTH, dash, ...(series.steps && { shape: "hvh" }) },
    ...(markers && { marker: { color: colour, size: 4.5, symbol } }),
  };
}

function pointStyle({ band, points, y: values }: Series, colour: string, y: PlacedAxis): object {
  return {
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
        array: Array.from(band.high, (high, i) => y.drawn(high - values[i])),
        arrayminus: Array.from(band.low, (low, i) => y.drawn(values[i] - low)),
        color: colour,
        thickness: 1,
        width: 2,
      },
    }),
  };
}

/**
 * Draws a curve's band; of a band that is nowhere wider than the curve itself nothing would be seen but slivers between
 * its dashes, and none is drawn.
 * @param series The curve, with its band.
 * @param look Its look.
 * @param axes What it is drawn on.
 * @returns The trace, if there is one.
 */
export function bandTrace(series: Series, look: number, { x, y, height }: CurveAxes): Data | undefined {
  const { label: name, x: places, band, steps } = series;
  const foot = y.layout.type === "log" ? 10 ** y.ends[0] : -Infinity;
  const low = Array.from(band!.low, (value) => Math.max(value, foot));
  const high = Array.from(band!.high, (value) => Math.max(value, foot));
  const perPixel = (y.ends[1] - y.ends[0]) / height;
  if (low.every((end, i) => y.place(high[i]) - y.place(end) < WIDTH * perPixel)) return undefined;
  const along = Array.from(places, x.drawn);
  return {
    type: "scatter",
    mode: "lines",
    x: [...along, ...along.toReversed()],
    y: [...high.map(y.drawn), ...low.map(y.drawn).toReversed()],
    fill: "toself",
    fillcolor: withOpacity(colourOf(look), 0.2),
    line: { width: 0, ...(steps && { shape: "hvh" as const }) },
    hoverinfo: "skip",
    legendgroup: name,
    showlegend: false,
  };
}

/**
 * Points above or below the axis, as triangles at its end that point there; a curve alone would leave without a word.
 * @param series The curve.
 * @param look Its look.
 * @param axes What it is drawn on.
 * @returns The trace, if there are such points.
 */
export function beyondTrace({ x: places, y: values }: Series, look: number, { x, y }: CurveAxes): Data | undefined {
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
      color: colourOf(look),
      size: 6,
      symbol: beyond.map(({ place }) => place < low ? "triangle-down" : "triangle-up"),
    },
    cliponaxis: false,
    hoverinfo: "skip",
  };
}
