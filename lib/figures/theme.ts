/**
 * How every figure looks: sizes of a paper's columns, a palette that the colour-blind can tell apart, one Plotly template.
 * @module
 */
import type { Template } from "plotly.js-dist";

/** Width in CSS pixels of a paper's single column (3.5 in) and of its full text (7 in). */
export const columnWidth: Readonly<Record<1 | 2, number>> = { 1: 336, 2: 672 };

/**
 * The colours of series, in order of use: Okabe & Ito (2008), without the yellow that fades on white and with black last.
 * Any two are told apart under deuteranopia, protanopia and tritanopia.
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

/** Sizes of text in CSS pixels: 8.25, 7.5 and 7.5 pt. */
export const textSize: { readonly title: number; readonly tick: number; readonly legend: number } = {
  title: 11,
  tick: 10,
  legend: 10,
};

/**
 * Fonts in order of preference. Figures are drawn with Open Sans, which the exporter brings along; a viewer of the SVG
 * that lacks it takes one that is no wider, so that nothing laid out here runs into anything else.
 */
export const fontFamily = '"Open Sans", "Segoe UI", "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';

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
