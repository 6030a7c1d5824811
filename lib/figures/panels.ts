/**
 * Where panels, legend and titles go. Everything is placed by this arithmetic rather than by the browser, so that a
 * figure has the same layout wherever it is drawn.
 * @module
 */
import type { Annotation, Layout } from "plotly.js-dist";
import { label, textWidth } from "./labels.ts";
import { paperPixels, type PaperWidth, textSize } from "./theme.ts";

/**
 * How panels are arranged.
 * @category Figures
 */
export interface Arrangement {
  /**
   * How wide it is in the paper: "text" (397 pt, ICLR's), "column" (252 pt) or points. By default the text for panels side
   * by side, else a column.
   */
  readonly width?: PaperWidth;
  /** Panels side by side; by default all, at most three. */
  readonly perRow?: number;
  /** Height of a panel's axes in CSS pixels; 180 by default. */
  readonly panelHeight?: number;
  /** Whether vertical axes of one title and scale span the same, so that panels can be compared; false unless told. */
  readonly sameY?: boolean;
}

/** A panel's place on the page. */
export interface PanelPlace {
  /** Width of its axes in CSS pixels. */
  readonly width: number;
  /** Height of its axes in CSS pixels. */
  readonly height: number;
  /** From left to right as fractions of the paper, Plotly's `xaxis.domain`. */
  readonly x: [number, number];
  /** From bottom to top as fractions of the paper, Plotly's `yaxis.domain`. */
  readonly y: [number, number];
}

/** A page with its panels. */
export interface Page {
  /** Width in CSS pixels. */
  readonly width: number;
  /** Height in CSS pixels. */
  readonly height: number;
  /** The panels' places, row by row. */
  readonly panels: PanelPlace[];
  /** The margins and the legend. */
  readonly layout: object;
}

/** Room in CSS pixels for what stands around the axes: below them their labels and title, above them the panel's. */
const room = { bottom: 42, right: 14, top: 8, title: 18, legendRow: 18, legendSymbol: 46 };
/** From the paper's edge to the tick labels: the axis's title; and from the labels to the axis. */
const leftOfLabels = 22;
const rightOfLabels = 7;

/** What must be known of the panels before they are placed. */
export interface PanelNeeds {
  /** Number of panels. */
  readonly count: number;
  /** Width in CSS pixels of the widest tick label of any vertical axis. */
  readonly labelWidth: number;
  /** The legend's entries; none for no legend. */
  readonly legend?: readonly string[];
  /** Whether panels have titles. */
  readonly titled?: boolean;
  /** Room in CSS pixels wanted at the right of each panel beyond the usual, for a colour bar. */
  readonly right?: number;
}

/**
 * The height of a panel's axes.
 * @param arrangement How panels are arranged.
 * @returns CSS pixels.
 */
export function panelHeight(arrangement: Arrangement): number {
  return arrangement.panelHeight ?? 180;
}

/**
 * Places panels in rows, with a legend above them that covers no data.
 * @param needs What the panels need.
 * @param arrangement How to arrange them.
 * @returns The page.
 */
export function placePanels(needs: PanelNeeds, arrangement: Arrangement): Page {
  const { count, legend = [], titled = false, right = 0 } = needs;
  const perRow = Math.min(count, arrangement.perRow ?? 3);
  const rows = Math.ceil(count / perRow);
  const width = paperPixels(arrangement.width ?? (perRow > 1 ? "text" : "column"));
  const height = panelHeight(arrangement);
  const left = Math.ceil(leftOfLabels + needs.labelWidth + rightOfLabels);
  const panelWidth = width / perRow - left - room.right - right;
  const { entryWidth, legendHeight } = placeLegend(legend, width - left - room.right);
  const rowHeight = height + room.bottom + (titled ? room.title : 0);
  const margin = {
    l: left,
    r: room.right + right,
    t: room.top + legendHeight + (titled ? room.title : 0),
    b: room.bottom,
    pad: 0,
    autoexpand: false,
  };
  const total = margin.t + (rows - 1) * (rowHeight + room.top) + height + margin.b;
  const [paperWidth, paperHeight] = [width - margin.l - margin.r, total - margin.t - margin.b];
  const panels = Array.from({ length: count }, (_, i): PanelPlace => {
    const start = (i % perRow) * (width / perRow);
    const top = Math.floor(i / perRow) * (rowHeight + room.top);
    return {
      width: panelWidth,
      height,
      x: [start / paperWidth, Math.min(1, (start + panelWidth) / paperWidth)],
      y: [Math.max(0, 1 - (top + height) / paperHeight), 1 - top / paperHeight],
    };
  });
  const layout: Partial<Layout> = {
    margin,
    showlegend: legend.length > 0,
    ...(entryWidth > 0 && { legend: { entrywidth: entryWidth, entrywidthmode: "pixels" } }),
  };
  return {
    width,
    height: total,
    panels,
    layout,
  };
}

/** One row with entries as wide as their text if that fits, else rows of equal columns; no width means the former. */
function placeLegend(entries: readonly string[], across: number): { entryWidth: number; legendHeight: number } {
  if (entries.length === 0) return { entryWidth: 0, legendHeight: 0 };
  const widths = entries.map((entry) => Math.ceil(textWidth(entry, textSize.legend)) + room.legendSymbol);
  if (widths.reduce((sum, width) => sum + width) <= across) return { entryWidth: 0, legendHeight: room.legendRow + 4 };
  const widest = Math.max(...widths);
  const perRow = Math.max(1, Math.floor(across / widest));
  const rows = Math.ceil(entries.length / perRow);
  return { entryWidth: widest - room.legendSymbol, legendHeight: rows * room.legendRow + 4 };
}

/**
 * Plotly's name of a panel's axis.
 * @param side "x" or "y".
 * @param index The panel's index, from 0.
 * @returns In traces "x", "x2", …; the layout's key is this with "axis" after the letter.
 */
export function axisName<S extends "x" | "y">(side: S, index: number): S {
  return (index === 0 ? side : `${side}${index + 1}`) as S;
}

/**
 * The layout of one panel: both axes, anchored to each other, and its title.
 * @param index The panel's index, from 0.
 * @param place Its place.
 * @param x The horizontal axis.
 * @param y The vertical axis.
 * @returns Entries for Plotly's layout.
 */
export function panelAxes(
  index: number,
  place: PanelPlace,
  x: object,
  y: object,
): Record<string, unknown> {
  const suffix = index === 0 ? "" : String(index + 1);
  return {
    [`xaxis${suffix}`]: { ...x, domain: place.x, anchor: `y${suffix}` },
    [`yaxis${suffix}`]: { ...y, domain: place.y, anchor: `x${suffix}` },
  };
}

/**
 * A panel's title as Plotly's annotation: above its axes, at their left end.
 * @param text The title, such as "(a) linear".
 * @param place The panel's place.
 * @returns The annotation.
 */
export function panelTitle(text: string, place: PanelPlace): object {
  const annotation: Partial<Annotation> = {
    text: label(text),
    showarrow: false,
    xref: "paper",
    yref: "paper",
    x: place.x[0],
    y: place.y[1],
    xanchor: "left",
    yanchor: "bottom",
    font: { size: textSize.title },
  };
  return annotation;
}
