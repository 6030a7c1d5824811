/**
 * Notebooks on disk: nbformat 4, read strictly, written the way Jupyter itself writes them, so that a diff shows only
 * what changed.
 *
 * Source: "The Notebook file format", nbformat 4.5.
 * @module
 */
import { basename } from "node:path";
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { parseJson } from "../io/read.ts";

/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** One output of a code cell. */
export interface Output {
  /** `stream`, `display_data`, `execute_result` or `error`; it decides which of the other fields are there. */
  output_type: string;
  /** Of a stream: `stdout` or `stderr`. */
  name?: string;
  /** Of a stream: what was printed. */
  text?: string | string[];
  /** Of a display or a result: the same content by MIME type. */
  data?: Record<string, JsonValue>;
  /** Of a display or a result: hints by MIME type. */
  metadata?: Record<string, JsonValue>;
  /** Of a result: the number of its execution. */
  execution_count?: number | null;
  /** Of an error: its class. */
  ename?: string;
  /** Of an error: its message. */
  evalue?: string;
  /** Of an error: the stack, line by line. */
  traceback?: string[];
}

/** One cell of a notebook. */
export interface Cell {
  /** `code`, `markdown` or `raw`. */
  cell_type: "code" | "markdown" | "raw";
  /** Unique within the notebook. */
  id: string;
  /** Tags and hints to front ends. */
  metadata: { tags?: string[]; [key: string]: unknown };
  /** The text, whole. */
  source: string;
  /** Of a code cell: when it was executed, null if never. */
  execution_count?: number | null;
  /** Of a code cell: what it left. */
  outputs?: Output[];
  /** Whatever else the file holds, such as attachments. */
  [key: string]: unknown;
}

/** A notebook as held in memory: nbformat 4.5, sources joined to one string each. */
export interface Notebook {
  /** The cells in reading order. */
  cells: Cell[];
  /** The kernel's name and language. */
  metadata: Record<string, unknown>;
  /** Always 4. */
  nbformat: number;
  /** At least 5: cells have ids. */
  nbformat_minor: number;
}

const text = once(() => z.union([z.string(), z.array(z.string())]));
const outputSchema = once(() =>
  z.looseObject({
    output_type: z.string(),
    text: text().optional(),
    data: z.record(z.string(), z.unknown()).optional(),
  })
);
const cellSchema = once(() =>
  z.looseObject({
    cell_type: z.enum(["code", "markdown", "raw"]),
    source: text(),
    id: z.string().optional(),
    metadata: z.looseObject({ tags: z.array(z.string()).optional() }).default({}),
    outputs: z.array(outputSchema()).optional(),
    execution_count: z.number().nullable().optional(),
  })
);
const notebookSchema = once(() =>
  z.looseObject({
    cells: z.array(cellSchema()),
    metadata: z.record(z.string(), z.unknown()).default({}),
    nbformat: z.literal(4),
    nbformat_minor: z.number(),
  })
);

/**
 * Reads a notebook.
 * @param path The .ipynb file.
 * @returns The notebook.
 * @throws {SyntaxError} If the file is no notebook of nbformat 4; the message names the file and the place.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await Deno.readTextFile(path), path);
}

/**
 * Reads a notebook from its text.
 * @param json The text of an .ipynb file.
 * @param path What to call it in an error.
 * @returns The notebook; cells without an id are given one.
 * @throws {SyntaxError} If the text is no notebook of nbformat 4.
 */
export function parseNotebook(json: string, path: string): Notebook {
  const parsed = notebookSchema().safeParse(parseJson(json, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue.path.length === 0 ? "the notebook" : issue.path.join(".");
    throw new SyntaxError(`Cannot read ${path}: ${place}: ${issue.message}`);
  }
  const notebook = parsed.data;
  const cells = notebook.cells.map((cell, i) => {
    const whole = { ...cell, id: cell.id ?? `cell-${i + 1}`, source: joined(cell.source) };
    return cell.cell_type === "code"
      ? { ...whole, outputs: cell.outputs ?? [], execution_count: cell.execution_count ?? null }
      : whole;
  });
  return { ...notebook, cells: cells as Cell[], nbformat_minor: Math.max(5, notebook.nbformat_minor) };
}

/**
 * Writes a notebook as text: sorted keys, one space of indent, long text split into lines, as nbformat does.
 * @param notebook The notebook.
 * @returns The text of an .ipynb file.
 */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => {
    const written: Record<string, unknown> = { ...cell, source: lines(cell.source) };
    if (cell.outputs) written.outputs = cell.outputs.map(formatOutput);
    return written;
  });
  return JSON.stringify(sorted({ ...notebook, cells }), null, 1) + "\n";
}

/**
 * Writes a notebook so that the path holds either the old file or the whole new one.
 * @param path The .ipynb file.
 * @param notebook The notebook.
 * @throws {Error} If the file cannot be written; what was there stays.
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeFileAtomic(path, formatNotebook(notebook));
}

/**
 * The name by which commands and figures know a notebook.
 * @param path The .ipynb file.
 * @returns Its name without folder and ending.
 */
export function notebookName(path: string): string {
  return basename(path, ".ipynb");
}

/**
 * Says whether a cell carries a tag.
 * @param cell The cell.
 * @param tag The tag, as in Jupyter's property inspector.
 * @returns True if it does.
 */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

/**
 * What to call a code cell in a list: the heading right above it, else its first line.
 * @param notebook The notebook.
 * @param index The cell's index among all cells.
 * @param width The most characters to return.
 * @returns One line, shortened with an ellipsis where needed.
 */
export function cellTitle(notebook: Notebook, index: number, width: number = 60): string {
  const above = index > 0 ? notebook.cells[index - 1] : undefined;
  const headings = above?.cell_type === "markdown" ? above.source.match(/^#{1,6}\s+.*$/gm) : null;
  const heading = headings?.at(-1)?.replace(/^#+\s+/, "");
  const first = notebook.cells[index].source.split("\n").map((line) => line.trim()).find((line) => line !== "") ?? "";
  const title = (heading ?? first.replace(/^\/\/+\s*/, "")).trim();
  return title.length <= width ? title : title.slice(0, width - 1).trimEnd() + "…";
}

function formatOutput(output: Output): Output {
  if (output.text !== undefined) return { ...output, text: lines(output.text) };
  if (output.data === undefined) return output;
  // JSON types are stored as they are; everything else is text, which nbformat splits into lines.
  const data = Object.entries(output.data).map(([type, value]) => {
    const isText = !/^application\/(.*\+)?json$/.test(type) && (typeof value === "string" || Array.isArray(value));
    return [type, isText && !type.startsWith("image/png") ? lines(value as string | string[]) : value];
  });
  return { ...output, data: Object.fromEntries(data) };
}

function joined(source: string | string[]): string {
  return typeof source === "string" ? source : source.join("");
}

function lines(source: string | string[]): string[] {
  return joined(source).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value).sort().map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  );
}
