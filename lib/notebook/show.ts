/**
 * Showing a figure, which also exports it.
 * @module
 */
import { BrowserError } from "../figures/browser.ts";
import { exportFigure } from "../figures/export.ts";
import type { Figure } from "../figures/types.ts";
import { inKernel } from "../io/process/cell_interrupt.ts";
import { type Bundle, display } from "./display.ts";

/**
 * Shows a figure below the cell and writes its files: SVG, PDF, PNG and the numbers behind it.
 *
 * The cell gets one output that every front end can render: Plotly's JSON, the SVG and the caption. Outside a notebook
 * the files are written and nothing is shown. With `NEARZERO_FILES=0` no file is written and no browser needed; then
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
 */
export async function show(figure: Figure | Promise<Figure>): Promise<undefined> {
  const made = await figure;
  if (Deno.env.get("NEARZERO_FILES") === "0") return void await display(bundleOf(made));
  try {
    const { svg } = await exportFigure(made);
    await display(bundleOf(made, svg));
  } catch (error) {
    // The headless runner says what it runs; a run of its own that lacks files has failed.
    const interactive = inKernel() && !Deno.env.get("NEARZERO_NOTEBOOK");
    if (!(error instanceof BrowserError) || !interactive) throw error;
    await display(bundleOf(made));
    await display({ "text/plain": `No files were written. ${error.message}` });
  }
}

/**
 * A figure as a notebook's output.
 * @param figure The figure.
 * @param svg Its drawing, if there is one.
 * @returns Plotly's JSON, the SVG and the caption, by MIME type.
 */
export function bundleOf({ data, layout, caption }: Figure, svg?: string): Bundle {
  return {
    "application/vnd.plotly.v1+json": { data, layout, config: { displayModeBar: false, displaylogo: false } },
    ...(svg !== undefined && { "image/svg+xml": svg }),
    "text/plain": caption,
  };
}
