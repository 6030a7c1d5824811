/**
 * Showing a figure, which also exports it.
 * @module
 */
import { BrowserError } from "../figures/browser/browser.ts";
import { join } from "node:path";
import { type Exported, exportFigure } from "../figures/files/export.ts";
import { TRIED } from "../figures/files/record.ts";
import type { Figure } from "../figures/types.ts";
import { compactSvg } from "./compact_svg.ts";
import { inKernel } from "../io/process/cell_interrupt.ts";
import { type Bundle, display } from "./display.ts";

/**
 * Shows a figure below the cell, its caption below the figure, and writes its files: SVG, PDF, PNG, the caption for TeX
 * and the numbers behind it; what was written where is said.
 *
 * The cell gets outputs that every front end can render: Plotly's JSON and the SVG, with the caption as what stands for
 * the picture where it is not seen, and the caption as text. Outside a notebook the files are written and nothing is
 * shown. A committed figure is never overwritten by what a reader tries: that is written beside it
 * ({@linkcode exportFigure}). With `NEARZERO_FILES=0` no file is written and no browser needed; then
 * the cell gets Plotly's JSON alone. So it does in an interactive notebook on a machine without a browser, along with
 * what to do about that.
 *
 * @example A cell
 * ```ts ignore
 * import { lines, show } from "nearzero";
 * await show(lines(
 *   { name: "parabola", caption: "A parabola." },
 *   [{ x: { title: "<i>x</i>" }, y: { title: "<i>y</i>" }, series: [{ label: "", x: [0, 1, 2], y: [0, 1, 4] }] }],
 * ));
 * ```
 * @param figure The figure, or the promise of one.
 * @returns Undefined, so that a cell that ends in it has no other output.
 * @throws {BrowserError} If there is no browser to draw with, outside an interactive notebook.
 * @throws {Error} "Cannot draw …" or "Cannot write …".
 * @category Notebooks
 */
export async function show(figure: Figure | Promise<Figure>): Promise<undefined> {
  const made = await figure;
  if (Deno.env.get("NEARZERO_FILES") === "0") return void await showDrawn(made);
  try {
    const exported = await exportFigure(made);
    await showDrawn(made, exported.svg);
    await say(exported);
  } catch (error) {
    // The headless runner says what it runs; a run of its own that lacks files has failed.
    const interactive = inKernel() && !Deno.env.get("NEARZERO_NOTEBOOK");
    if (!(error instanceof BrowserError) || !interactive) throw error;
    await showDrawn(made);
    await display({ "text/plain": `No files were written. ${error.message}` });
  }
}

/** The figure and, below it, its caption. */
async function showDrawn(figure: Figure, svg?: string): Promise<void> {
  const alt = { alt: figure.caption };
  await display(bundleOf(figure, svg), undefined, { ...alt, "image/svg+xml": alt });
  await display({ "text/markdown": escapeMarkdown(figure.caption), "text/plain": figure.caption });
}

/** Says what was written, unless a committed notebook is being made anew: its outputs hold no paths. */
async function say({ folder, name, written }: Exported): Promise<void> {
  if (!written || (Deno.env.get("NEARZERO_NOTEBOOK") && !Deno.env.get("NEARZERO_EXPLORING"))) return;
  const beside = name.endsWith(TRIED) ? "; the committed figure is left as it is" : "";
  const text = `Wrote ${join(folder, name)}.svg, .pdf, .png, .tex and .json${beside}`;
  if (inKernel()) await display({ "text/plain": text });
  else console.log(text);
}

/** Plain text as Markdown that shows it. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>$|#]/g, "\\$&");
}

/**
 * A figure as a notebook's output: so that the notebook stays small, numbers are packed and the drawing is written
 * shorter than in its file, to the same picture.
 * @param figure The figure.
 * @param svg Its drawing, if there is one.
 * @returns Plotly's JSON, the SVG and the caption, by MIME type.
 */
export function bundleOf({ data, layout, caption }: Figure, svg?: string): Bundle {
  return {
    // As wide as the page, with the buttons that reset it and take a picture home.
    "application/vnd.plotly.v1+json": {
      data: packed(data),
      layout: { ...layout, width: undefined, autosize: true },
      config: { displaylogo: false, responsive: true },
    },
    ...(svg !== undefined && { "image/svg+xml": compactSvg(svg) }),
    "text/plain": caption,
  };
}

/** From so many numbers, or rows of numbers, on a list is packed. */
const PACKED_FROM = 12;

/**
 * Lists of numbers as Plotly's typed arrays: a notebook's JSON has a line for every number else. In float32 where that is
 * finer than a figure on a screen, else in float64; the file beside the figure's pictures has all digits.
 */
function packed(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(packed);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (!Array.isArray(entry) || entry.length < PACKED_FROM) return [key, packed(entry)];
      const across = Array.isArray(entry[0]) ? entry[0].length : 1, all = entry.flat();
      const table = entry.every((row) => (Array.isArray(row) ? row.length : 1) === across);
      if (!table || !all.every(Number.isFinite)) return [key, packed(entry)];
      return [key, { ...typedArray(all), ...(across > 1 && { shape: `${entry.length}, ${across}` }) }];
    }),
  );
}

function typedArray(values: readonly number[]): { dtype: string; bdata: string } {
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  // Float32 rounds by 6e-8 of a value; a hundred-thousandth of the span is less than a screen shows.
  const coarse = 6e-8 * Math.max(-low, high) < 1e-5 * (high - low);
  const array = coarse ? Float32Array.from(values) : Float64Array.from(values);
  const bdata = btoa(Array.from(new Uint8Array(array.buffer), (byte) => String.fromCharCode(byte)).join(""));
  return { dtype: coarse ? "f4" : "f8", bdata };
}
