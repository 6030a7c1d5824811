/**
 * A quantity over two others, as colour.
 * @module
 */
import type { ColorBar, ColorScale, Data, Shape } from "plotly.js-dist";
import { checkFinite, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type Axis, placeAxis, type PlacedAxis } from "./axis.ts";
import { makeFigure } from "./figure.ts";
import { label } from "./labels.ts";
import { type Arrangement, panelAxes, panelHeight, placePanels } from "./panels.ts";
import { textSize } from "./theme.ts";
import type { Figure, FigureInfo } from "./types.ts";

/**
 * What a heat map shows.
 * @category Figures
 */
export interface Heat {
  /** Centres of the columns, ascending. */
  readonly x: ArrayLike<number>;
  /** Centres of the rows, ascending. */
  readonly y: ArrayLike<number>;
  /** The quantity, rows × columns: `z[i][j]` belongs to `y[i]` and `x[j]`. */
  readonly z: ReadonlyArray<ArrayLike<number>>;
  /** What is written in each cell, as many as `z`; nothing unless told. */
  readonly text?: ReadonlyArray<readonly string[]>;
  /** Cells with a frame, by the centres of their column and row; none unless told. */
  readonly framed?: readonly { readonly x: number; readonly y: number }[];
}

/**
 * Its three axes.
 * @category Figures
 */
export interface HeatAxes {
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** The colour: its title, scale and range. A linear one that spans zero gets two hues that meet in white there. */
  readonly colour: Axis;
}

/** After Crameri's "vik": blue below zero, white at it, red-brown above, of equal lightness at equal distance. */
const diverging: ColorScale = [[0, "#023d6b"], [0.25, "#5f9fc0"], [0.5, "#f7f5f2"], [0.75, "#d38257"], [1, "#6b1d06"]];
const barRoom = 62;

/**
 * Draws a heat map. Cells reach half-way to their neighbours, in the axis's own coordinate.
 * @param info Name, caption and provenance.
 * @param heat The quantity.
 * @param axes The axes.
 * @param arrangement How wide and high it is.
 * @returns The figure; its numbers are `x`, `y` and `z`.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite, or not greater than 0 on a log axis, or a framed cell is none of the map's.
 * @category Figures
 */
export function heatmap(info: FigureInfo, heat: Heat, axes: HeatAxes, arrangement: Arrangement = {}): Figure {
  checkArguments("heatmap", arguments);
  checkLength("draw a heat map", "z", heat.z, heat.y.length);
  heat.z.forEach((row, i) => {
    checkLength("draw a heat map", `z[${i}]`, row, heat.x.length);
    checkFinite("draw a heat map", `z[${i}]`, row);
  });
  if (heat.text) {
    checkLength("draw a heat map", "text", heat.text, heat.y.length);
    heat.text.forEach((row, i) => checkLength("draw a heat map", `text[${i}]`, row, heat.x.length));
  }
  const height = panelHeight(arrangement);
  const [xEdges, yEdges] = [cellEdges(heat.x, axes.x), cellEdges(heat.y, axes.y)];
  const y = placeAxis({ ...axes.y, range: axes.y.range ?? ends(yEdges) }, [], "y", height);
  const page = placePanels({ count: 1, labelWidth: y.labelWidth, right: barRoom }, arrangement);
  const x = placeAxis({ ...axes.x, range: axes.x.range ?? ends(xEdges) }, [], "x", page.panels[0].width);
  const values = heat.z.flatMap((row) => Array.from(row));
  const colour = placeAxis(axes.colour, values, "y", height);
  const [least, most] = axes.colour.range ??
    [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const [from, to] = [colour.place(least), colour.place(most)];
  const [low, high] = colour.drawnPlace(from) === colour.drawnPlace(to) ? colour.ends : [from, to];
  const signed = axes.colour.scale !== "log" && low < 0 && high > 0;
  const reach = Math.max(-low, high);
  const trace: Data = {
    type: "heatmap",
    x: Array.from(xEdges, x.drawn),
    y: Array.from(yEdges, y.drawn),
    z: heat.z.map((row) => Array.from(row, (value) => colour.drawnPlace(colour.place(value)))),
    zmin: colour.drawnPlace(signed ? -reach : low),
    zmax: colour.drawnPlace(signed ? reach : high),
    zsmooth: false,
    ...(heat.text && {
      text: heat.text.map((row) => row.map(label)),
      texttemplate: "%{text}",
      textfont: { size: textSize.tick },
    }),
    hovertemplate:
      `${axes.x.title}: %{x}<br>${axes.y.title}: %{y}<br>${axes.colour.title}: %{customdata:.4~g}<extra></extra>`,
    customdata: heat.z.map((row) => Array.from(row, (value) => Number(value.toPrecision(5)))),
    colorscale: signed ? diverging : "Viridis",
    colorbar: colourBar(colour),
  };
  return makeFigure(info, {
    data: [trace],
    layout: {
      ...page.layout,
      ...panelAxes(0, page.panels[0], bare(x.layout), bare(y.layout)),
      ...(heat.framed && { shapes: heat.framed.map((cell) => frame(cell, heat, [xEdges, yEdges], [x, y])) }),
    },
    width: page.width,
    height: page.height,
    numbers: { x: Array.from(heat.x), y: Array.from(heat.y), z: heat.z.map((row) => Array.from(row)) },
  });
}

/** The n + 1 edges of n cells: midpoints of the centres in the axis's coordinate, and as far out at both ends. */
function cellEdges(centres: ArrayLike<number>, { scale, title }: Axis): number[] {
  const [to, back] = scale === "log" ? [Math.log10, (value: number) => 10 ** value] : [Number, Number];
  const at = Array.from(centres, (value) => to(value));
  if (at.length < 2 || at.some((value, i) => i > 0 && !(value > at[i - 1]))) {
    throw new RangeError(`Cannot draw a heat map: values along "${title}" must be at least two and ascend`);
  }
  const inner = at.slice(1).map((value, i) => (value + at[i]) / 2);
  return [2 * at[0] - inner[0], ...inner, 2 * at.at(-1)! - inner.at(-1)!].map(back);
}

function ends(edges: number[]): [number, number] {
  return [edges[0], edges.at(-1)!];
}

/** The frame of a cell. */
function frame(
  at: { readonly x: number; readonly y: number },
  heat: Heat,
  [xEdges, yEdges]: readonly ArrayLike<number>[],
  [x, y]: readonly PlacedAxis[],
): Partial<Shape> {
  const [column, row] = [Array.from(heat.x).indexOf(at.x), Array.from(heat.y).indexOf(at.y)];
  if (column < 0 || row < 0) {
    throw new RangeError(`Cannot draw a heat map: there is no cell at x ${at.x} and y ${at.y} to be framed`);
  }
  return {
    type: "rect",
    x0: x.drawn(xEdges[column]),
    x1: x.drawn(xEdges[column + 1]),
    y0: y.drawn(yEdges[row]),
    y1: y.drawn(yEdges[row + 1]),
    line: { color: "#1a1a1a", width: 1.6 },
  };
}

/** A grid would lie on top of the cells' colour. */
function bare<T>(layout: T): T {
  return { ...layout, showgrid: false };
}

function colourBar({ layout: { title, tickvals, ticktext }, place, drawnPlace }: PlacedAxis): Partial<ColorBar> {
  return {
    title: { ...title, side: "right", font: { size: textSize.title } },
    tickmode: "array",
    tickvals: tickvals.map((value) => drawnPlace(place(value))),
    ticktext,
    tickfont: { size: textSize.tick },
    ticks: "outside",
    ticklen: 4,
    tickwidth: 0.8,
    thickness: 10,
    len: 1,
    xpad: 8,
    ypad: 0,
    outlinewidth: 0.8,
    outlinecolor: "#333333",
  };
}
