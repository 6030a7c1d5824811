/**
 * Lines to hold curves against, with labels that stand beside the data: of a known slope, and at one value.
 * @module
 */
import type { Annotation, Data, Shape } from "plotly.js-dist";
import type { PlacedAxis } from "./axis.ts";
import { clearPlace, type LabelBox, type Spot } from "./clear_place.ts";
import { label, numberLabel, textWidth } from "./labels.ts";
import { axisName, type PanelPlace } from "./panels.ts";
import type { Guide, Mark, Series } from "./series.ts";
import { grey, textSize } from "./theme.ts";

/** A panel on which labels look for their places. */
export interface LabelledPanel {
  /** The horizontal axis. */
  readonly x: PlacedAxis;
  /** The vertical axis. */
  readonly y: PlacedAxis;
  /** Its width and height in CSS pixels. */
  readonly size: Pick<PanelPlace, "width" | "height">;
  /** Its index. */
  readonly index: number;
  /** What a label must not cover, in CSS pixels. */
  readonly curves: readonly (readonly Spot[])[];
}

/** Height of a label's line, and its distance from what it belongs to, in CSS pixels. */
const LINE = 13, APART = 3;

/**
 * Where curves and guides run on a panel.
 * @param series The curves; where the axis is logarithmic, what it cannot show does not count.
 * @param x The horizontal axis.
 * @param y The vertical axis.
 * @param size The panel's width and height in CSS pixels.
 * @returns The places along each, in CSS pixels.
 */
export function spotsOf(
  series: readonly Pick<Series, "x" | "y">[],
  x: PlacedAxis,
  y: PlacedAxis,
  size: Pick<PanelPlace, "width" | "height">,
): Spot[][] {
  const across = pixels(x, size.width), up = pixels(y, size.height);
  return series.map((one) => Array.from(one.x, (at, i) => ({ x: across(at), y: up(one.y[i]) })));
}

function pixels({ ends, place }: PlacedAxis, length: number): (value: number) => number {
  return (value) => (place(value) - ends[0]) / (ends[1] - ends[0]) * length;
}

/**
 * The ends of a guide, in the data's units.
 * @param guide The guide.
 * @param log Whether the axes are logarithmic.
 * @returns Two places.
 */
export function guideEnds(
  { slope, through, between }: Guide,
  log: { readonly x: boolean; readonly y: boolean },
): { x: number[]; y: number[] } {
  const place = (value: number, isLog: boolean) => isLog ? Math.log10(value) : value;
  const at = (value: number) => place(through[1], log.y) + slope * (place(value, log.x) - place(through[0], log.x));
  return { x: [...between], y: between.map((value) => log.y ? 10 ** at(value) : at(value)) };
}

/**
 * Draws a guide with its label.
 * @param guide The guide.
 * @param panel The panel.
 * @returns Its line and its label.
 */
export function drawGuide(guide: Guide, panel: LabelledPanel): [Data, Partial<Annotation>] {
  const { x, y, size, curves, index } = panel;
  const ends = guideEnds(guide, { x: x.layout.type === "log", y: y.layout.type === "log" });
  const trace: Data = {
    type: "scatter",
    mode: "lines",
    x: ends.x.map(x.drawn),
    y: ends.y.map(y.drawn),
    line: { color: grey, width: 1, dash: "dash" },
    hoverinfo: "skip",
    showlegend: false,
  };
  const text = guide.label ?? `slope ${numberLabel(guide.slope)}`, width = textWidth(text, textSize.tick);
  const [[from, to]] = spotsOf([ends], x, y, size), rises = to.y > from.y;
  const candidates = [0.5, 0.3, 0.7, 0.1, 0.9].flatMap((share) =>
    [true, false].map((above) => ({ share, above, left: rises === above }))
  );
  const boxes = candidates.map(({ share, above, left }): LabelBox => {
    const [atX, atY] = [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)];
    return {
      x: left ? [atX - APART - width, atX - APART] : [atX + APART, atX + APART + width],
      y: above ? [atY, atY + LINE] : [atY - LINE, atY],
    };
  });
  const { share, above, left } = candidates[clearPlace(boxes, curves, size)];
  const between = (axis: PlacedAxis, [a, b]: number[]) => axis.place(a) + share * (axis.place(b) - axis.place(a));
  return [trace, {
    text: label(text),
    x: x.drawnPlace(between(x, ends.x)),
    y: y.drawnPlace(between(y, ends.y)),
    xref: axisName("x", index),
    yref: axisName("y", index),
    showarrow: false,
    xanchor: left ? "right" : "left",
    yanchor: above ? "bottom" : "top",
    xshift: left ? -APART : APART,
    borderpad: 0,
    font: { size: textSize.tick, color: grey },
  }];
}

/**
 * Draws a line at one value, with its label at the end where it covers nothing.
 * @param mark The line.
 * @param panel The panel.
 * @returns The line, and its label where it has one.
 */
export function drawMark(mark: Mark, { x, y, size, index, curves }: LabelledPanel): [object, object | undefined] {
  const along = mark.axis === "x", axis = along ? x : y;
  // On a log axis Plotly places shapes by the data and annotations by its logarithm.
  const [at, place] = [axis.drawn(mark.at), axis.drawnPlace(axis.place(mark.at))];
  const [xref, yref] = [axisName("x", index), axisName("y", index)];
  const line = { color: grey, width: 0.8, dash: "dot" as const };
  const shape: Partial<Shape> = {
    type: "line",
    layer: "below",
    line,
    ...(along
      ? { x0: at, x1: at, y0: 0, y1: 1, xref, yref: `${yref} domain` as const }
      : { x0: 0, x1: 1, y0: at, y1: at, xref: `${xref} domain` as const, yref }),
  };
  if (mark.label === undefined) return [shape, undefined];
  const width = textWidth(mark.label, textSize.tick), here = pixels(axis, along ? size.width : size.height)(mark.at);
  // At which end of the line, and on which side of it.
  const candidates = [[1, 1], [1, -1], [0, 1], [0, -1]] as const;
  const boxes = candidates.map(([end, side]): LabelBox => {
    const beside = (length: number): [number, number] =>
      side > 0 ? [here + 2, here + 2 + length] : [here - 2 - length, here - 2];
    const atEnd = (length: number, all: number): [number, number] => end === 1 ? [all - length, all] : [0, length];
    return along ? { x: beside(width), y: atEnd(LINE, size.height) } : { x: atEnd(width, size.width), y: beside(LINE) };
  });
  const [end, side] = candidates[clearPlace(boxes, curves, size)];
  const text: Partial<Annotation> = {
    text: label(mark.label),
    showarrow: false,
    font: { size: textSize.tick, color: grey },
    ...(along
      ? {
        x: place,
        y: end,
        xref,
        yref: `${yref} domain` as const,
        xanchor: side > 0 ? "left" as const : "right" as const,
        yanchor: end === 1 ? "top" as const : "bottom" as const,
        xshift: 2 * side,
      }
      : {
        x: end,
        y: place,
        xref: `${xref} domain` as const,
        yref,
        xanchor: end === 1 ? "right" as const : "left" as const,
        yanchor: side > 0 ? "bottom" as const : "top" as const,
      }),
  };
  return [shape, text];
}
