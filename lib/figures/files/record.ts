/**
 * The numbers behind a figure and where they come from, as the JSON file beside its pictures.
 * @module
 */
import { createHash } from "node:crypto";
import config from "../../../deno.json" with { type: "json" };
import type { Figure, FigureMeta } from "../types.ts";

/** What the JSON file of a figure holds. */
export interface FigureRecord extends FigureMeta {
  /** The figure's name. */
  readonly name: string;
  /** The figure's caption. */
  readonly caption: string;
  /** What made it. */
  readonly versions: { readonly nearzero: string; readonly deno: string; readonly plotly: string };
  /** The commit that was checked out, or null outside a repository. */
  readonly commit: string | null;
  /** SHA-256 of what Plotly was given: another one means that the pictures look different. */
  readonly drawing: string;
  /** SHA-256 of the pictures by the ending of their files. */
  readonly files: Readonly<Record<string, string>>;
  /** The numbers; NaN and infinities are the strings "NaN", "Infinity" and "-Infinity". */
  readonly numbers: unknown;
}

/** How the name of a figure ends that was tried where another one is committed. */
export const TRIED = "_tried";

/** To be counted up when the same figure is to be drawn anew because the exporter has changed. */
const exporterVersion = 2;

/**
 * Describes a figure for its JSON file. The notebook that it does not name is the one in `NEARZERO_NOTEBOOK`, if any.
 * @param figure The figure.
 * @param files SHA-256 of its pictures by ending.
 * @param commit The commit that is checked out.
 * @returns The record; it holds no date, so that the same figure is the same file.
 */
export async function recordFigure(
  figure: Figure,
  files: Readonly<Record<string, string>>,
  commit: string | null,
): Promise<FigureRecord> {
  const { name, caption, meta, data, layout, numbers } = figure;
  const plotly = await plotlyVersion();
  return {
    name,
    ...meta,
    notebook: meta.notebook ?? Deno.env.get("NEARZERO_NOTEBOOK") ?? null,
    caption,
    versions: { nearzero: config.version, deno: Deno.version.deno, plotly },
    commit,
    drawing: digest(JSON.stringify([exporterVersion, plotly, data, layout])),
    files,
    numbers: plain(numbers),
  };
}

/**
 * SHA-256 of bytes or text.
 * @param content The bytes, or text to be taken as UTF-8.
 * @returns Lower-case hexadecimal digits.
 */
export function digest(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * Writes a record as JSON: a line for each list of numbers, so that a change is a readable difference in git.
 * @param record The record.
 * @returns The file's text.
 */
export function writeRecord(record: FigureRecord): string {
  return write(record, "") + "\n";
}

function write(value: unknown, indent: string): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = indent + "  ";
  if (Array.isArray(value)) {
    if (value.every((entry) => entry === null || typeof entry !== "object")) {
      return `[${value.map((v) => JSON.stringify(v))}]`;
    }
    return `[\n${value.map((entry) => inner + write(entry, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return "{}";
  return `{\n${
    entries.map(([key, entry]) => `${inner}${JSON.stringify(key)}: ${write(entry, inner)}`).join(",\n")
  }\n${indent}}`;
}

/** What survives JSON: typed arrays as arrays, numbers that are not finite by their names. */
function plain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

async function plotlyVersion(): Promise<string> {
  // Loaded when a figure is drawn; an import, so that Deno has the package wherever the kit was imported from.
  return (await import("plotly.js-dist/package.json", { with: { type: "json" } })).default.version;
}
