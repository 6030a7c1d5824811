/**
 * How every figure looks: sizes of a paper's columns, a palette that the colour-blind can tell apart, one Plotly template.
 * @module
 */
import type { Dash, Template } from "plotly.js-dist";
import { checkKnown, checkNumber } from "../numerics/check.ts";

/**
 * How wide a figure is in a paper: a column of a journal, the text of a page at ICLR, or points (1/72 in).
 * @category Figures
 */
export type PaperWidth = "column" | "text" | number;

const POINTS: Readonly<Record<"column" | "text", number>> = { column: 252, text: 397 };

/**
 * A width of a paper in pixels: put into the paper at that width, a figure's text has the size that it was drawn with.
 * @param width The width.
 * @returns CSS pixels, 96 to the inch.
 * @throws {RangeError} If it has another name, or is no width between 100 and 1,000 points.
 */
export function paperPixels(width: PaperWidth): number {
  if (typeof width === "string") checkKnown("draw a figure", "width", width, Object.keys(POINTS));
  else checkNumber("draw a figure", "width", width, 100, 1000);
  return Math.round((typeof width === "string" ? POINTS[width] : width) * 96 / 72);
}

/**
 * The colours of series, in order of use: Okabe & Ito (2008), without the yellow that fades on white and with black last.
 * Any two are told apart under deuteranopia, protanopia and tritanopia.
 * @category Figures
 */
export const palette: readonly string[] = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#000000",
];

/** Colour of reference lines and of their labels. */
export const grey = "#6b6b6b";

/** Sizes of text in CSS pixels: 8, 7.5 and 8 pt. */
export const textSize: { readonly title: number; readonly tick: number; readonly legend: number } = {
  title: 32 / 3,
  tick: 10,
  legend: 32 / 3,
};

/** How lines differ beside their colour, in the same order: told apart where a print is grey, and one seen through another. */
export const dashes: readonly Dash[] = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "dot"];

/** How points differ beside their colour, in the same order. */
export const symbols = [
  "circle",
  "square",
  "diamond",
  "triangle-up",
  "x",
  "triangle-down",
  "cross",
] as const;

/**
 * Fonts in order of preference. Figures are drawn with Open Sans, which the exporter brings along; a viewer of the SVG
 * that lacks it takes one that is no wider, so that nothing laid out here runs into anything else.
 */
export const fontFamily = '"Open Sans", "Segoe UI", "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';

/**
 * What a figure's text is set in: "sans" is Open Sans, "serif" is TeX's own Computer Modern, in the cut of KaTeX.
 * @category Figures
 */
export type PaperFont = "sans" | "serif";

/**
 * The first two come along with the exporter, and so does the third, which has what they lack: accents and raised digits. A
 * viewer of the SVG that has none of them takes Times.
 */
const serifFamily = '"KaTeX_Main", "KaTeX_Math", "Open Sans", "Times New Roman", Times, "Liberation Serif", serif';

/**
 * The fonts of a figure in order of preference.
 * @param font Its kind.
 * @returns For CSS.
 * @throws {RangeError} If there is no such kind.
 */
export function fontFamilyOf(font: PaperFont): string {
  const families: Readonly<Record<string, string>> = { sans: fontFamily, serif: serifFamily };
  checkKnown("draw a figure", "font", font, Object.keys(families));
  return families[font];
}

const axis = {
  showgrid: true,
  gridcolor: "#e9e9e9",
  gridwidth: 0.6,
  zeroline: false,
  showline: true,
  linecolor: "#333333",
  linewidth: 0.8,
  ticks: "outside",
  ticklen: 4,
  tickwidth: 0.8,
  tickcolor: "#333333",
  tickfont: { size: textSize.tick },
  title: { font: { size: textSize.title }, standoff: 6 },
  exponentformat: "power",
  minexponent: 4,
  separatethousands: false,
  minor: { ticks: "outside", ticklen: 2, tickwidth: 0.6, tickcolor: "#333333", showgrid: false },
} as const;

const template: Template = {
  layout: {
    font: { family: fontFamily, size: textSize.title, color: "#1a1a1a" },
    colorway: [...palette],
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    hovermode: "closest",
    showlegend: false,
    legend: {
      orientation: "h",
      xref: "paper",
      x: 0,
      xanchor: "left",
      yref: "container",
      y: 1,
      yanchor: "top",
      font: { size: textSize.legend },
      bgcolor: "rgba(255,255,255,0)",
      borderwidth: 0,
      tracegroupgap: 0,
    },
    xaxis: axis,
    yaxis: axis,
  },
};

/** The Plotly template of every figure. */
export const theme: object = template;

/**
 * A colour of the palette at an opacity.
 * @param colour "#rrggbb".
 * @param opacity In [0, 1].
 * @returns The colour as CSS rgba().
 */
export function withOpacity(colour: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}
