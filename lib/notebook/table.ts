/**
 * Tables and formulas below a cell.
 * @module
 */
import { inKernel } from "../io/process/cell_interrupt.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { display } from "./display.ts";

/**
 * A number with its interval, as `bootstrap` and `fitSlope` give it.
 * @category Notebooks
 */
export interface Estimate {
  /** The number. */
  readonly value: number;
  /** The interval's low end. */
  readonly low: number;
  /** Its high end. */
  readonly high: number;
}

/**
 * What a table's cell may hold; null leaves it empty.
 * @category Notebooks
 */
export type TableCell = string | number | boolean | null | Estimate;

/** How a table's numbers are written. */
export interface TableStyle {
  /** Decimals of every number that is not an integer, where the automatic choice would show more than is meant. */
  readonly decimals?: number;
}

/** A table in three formats. */
export interface Table {
  /** For notebooks. */
  readonly html: string;
  /** For papers' drafts and issues. */
  readonly markdown: string;
  /** For terminals. */
  readonly text: string;
}

/**
 * Shows a table below the cell; outside a notebook it goes to the console.
 * @param rows The rows, each as long as there are columns.
 * @param columns The columns' titles.
 * @param caption Plain text above it.
 * @param style How numbers are written.
 * @returns Undefined, so that a cell that ends in it has no other output.
 * @throws {TypeError} If a row has more or fewer cells than there are columns.
 * @category Notebooks
 */
export async function showTable(
  rows: ReadonlyArray<readonly TableCell[]>,
  columns: readonly string[],
  caption: string = "",
  style: TableStyle = {},
): Promise<undefined> {
  checkArguments("showTable", arguments);
  const { html, markdown, text } = formatTable(rows, columns, caption, style);
  if (!inKernel()) return void console.log(text);
  await display({ "text/html": html, "text/markdown": markdown, "text/plain": text });
}

/**
 * Shows a formula below the cell; outside a notebook its source goes to the console.
 * @param tex TeX in mathematics mode, without dollar signs.
 * @returns Undefined, so that a cell that ends in it has no other output.
 * @category Notebooks
 */
export async function showTex(tex: string): Promise<undefined> {
  if (!inKernel()) return void console.log(tex);
  await display({ "text/latex": `$$${tex}$$`, "text/markdown": `$$${tex}$$`, "text/plain": tex });
}

/**
 * Lays a table out.
 * @param rows The rows, each as long as there are columns.
 * @param columns The columns' titles.
 * @param caption Plain text above it.
 * @param style How numbers are written.
 * @returns The table in each format.
 * @throws {TypeError} If a row has more or fewer cells than there are columns.
 */
export function formatTable(
  rows: ReadonlyArray<readonly TableCell[]>,
  columns: readonly string[],
  caption: string = "",
  style: TableStyle = {},
): Table {
  const cells = rows.map((row, i) => {
    if (row.length === columns.length) return row.map((cell) => formatCell(cell, style));
    throw new TypeError(`Cannot show a table: row ${i} must have ${columns.length} cells, got ${row.length}`);
  });
  // A column is set flush right if any of its cells is a number.
  const right = columns.map((_, j) => rows.some((row) => row[j] !== null && /number|object/.test(typeof row[j])));
  return {
    html: toHtml(cells, columns, caption, right),
    markdown: toMarkdown(cells, columns, caption, right),
    text: toText(cells, columns, caption, right),
  };
}

/**
 * Writes a cell's content: numbers to four significant digits, estimates as "1.52 [1.48, 1.57]" to as many decimals as
 * give the interval two significant digits.
 * @param cell The content.
 * @param style Decimals, where they are not to be chosen by size.
 * @returns Plain text.
 */
export function formatCell(cell: TableCell, { decimals: fixed }: TableStyle = {}): string {
  if (cell === null) return "";
  if (typeof cell !== "object" && typeof cell !== "number") return String(cell);
  if (fixed !== undefined) {
    if (typeof cell === "number") return toFixed(cell, fixed);
    return `${toFixed(cell.value, fixed)} [${toFixed(cell.low, fixed)}, ${toFixed(cell.high, fixed)}]`;
  }
  if (typeof cell === "number") return formatNumber(cell);
  const { value, low, high } = cell;
  const width = (high - low) / 2;
  const size = Math.max(Math.abs(value), Math.abs(low), Math.abs(high));
  if (!(width > 0) || !Number.isFinite(width) || size >= 1e5 || size < 1e-3) {
    return `${formatNumber(value)} [${formatNumber(low)}, ${formatNumber(high)}]`;
  }
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width))));
  const write = (number: number) => minus(number.toFixed(decimals));
  return `${write(value)} [${write(low)}, ${write(high)}]`;
}

function toFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return formatNumber(value);
  // Adding 0 turns −0 into 0.
  return minus((Number(value.toFixed(decimals)) + 0).toFixed(decimals));
}

function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || Number.isInteger(value) && size < 1e7) {
    return minus(String(value)).replace("Infinity", "∞");
  }
  if (size >= 1e-3 && size < 1e5) return minus(String(Number(value.toPrecision(4))));
  const [mantissa, exponent] = value.toExponential(3).split("e");
  return minus(`${Number(mantissa)}e${Number(exponent)}`);
}

function minus(text: string): string {
  return text.replaceAll("-", "−");
}

function toHtml(cells: string[][], columns: readonly string[], caption: string, right: boolean[]): string {
  const style = (j: number) => `style="text-align:${right[j] ? "right" : "left"}"`;
  const row = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text, j) => `<${tag} ${style(j)}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  const head = caption ? `<caption style="text-align:left">${escapeHtml(caption)}</caption>` : "";
  const body = cells.map((texts) => row("td", texts)).join("\n");
  return `<table>${head}<thead>${row("th", columns)}</thead><tbody>\n${body}\n</tbody></table>`;
}

function toMarkdown(cells: string[][], columns: readonly string[], caption: string, right: boolean[]): string {
  const escape = (text: string) => text.replace(/[\\|*_`<>$\[\]]/g, "\\$&").replaceAll("\n", " ");
  const row = (texts: readonly string[]) => `| ${texts.map(escape).join(" | ")} |`;
  const rule = `| ${right.map((flush) => flush ? "---:" : ":---").join(" | ")} |`;
  return [...(caption ? [escape(caption), ""] : []), row(columns), rule, ...cells.map(row)].join("\n");
}

function toText(cells: string[][], columns: readonly string[], caption: string, right: boolean[]): string {
  const widths = columns.map((title, j) => Math.max(title.length, ...cells.map((row) => row[j].length)));
  const row = (texts: readonly string[]) =>
    texts.map((text, j) => right[j] ? text.padStart(widths[j]) : text.padEnd(widths[j])).join("  ").trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [...(caption ? [caption] : []), row(columns), rule, ...cells.map(row)].join("\n");
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => names[character]);
}
