/**
 * A figure's four files: SVG, PDF, PNG and the numbers behind them.
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileAtomic } from "../io/atomic.ts";
import { currentCommit } from "../io/checkout.ts";
import { compareRecords, readRecord } from "./compare.ts";
import { draw } from "./draw.ts";
import { digest, type FigureRecord, recordFigure, writeRecord } from "./record.ts";
import type { Figure } from "./types.ts";

/** What an export has done. */
export interface Exported {
  /** The drawing. */
  readonly svg: string;
  /** The folder that holds NAME.svg, NAME.pdf, NAME.png and NAME.json. */
  readonly folder: string;
  /** Whether files were written; false where they already held this figure. */
  readonly written: boolean;
}

const endings = ["svg", "pdf", "png"] as const;

/**
 * The folder that figures go to: `NEARZERO_FIGURES`, else `figures/` of the checkout.
 * @returns Its path.
 */
export function figuresFolder(): string {
  return Deno.env.get("NEARZERO_FIGURES") || fileURLToPath(new URL("../../figures", import.meta.url));
}

/**
 * Writes a figure's files, unless they already hold it: the same numbers within its tolerance, the same drawing and
 * undamaged pictures. A figure that has not changed therefore leaves git clean, whatever the commit, the machine or the
 * browser.
 * @param figure The figure.
 * @param folder Where to; {@link figuresFolder} by default. It is made if it is missing.
 * @returns The drawing, and whether anything was written.
 * @throws {BrowserError} If there is no browser to draw with.
 * @throws {Error} "Cannot draw …" or "Cannot write …", the latter with what was there before left in place.
 */
export async function exportFigure(figure: Figure, folder: string = figuresFolder()): Promise<Exported> {
  const path = (ending: string) => join(folder, `${figure.name}.${ending}`);
  const kept = await keptDrawing(figure, path);
  if (kept !== undefined) return { svg: kept, folder, written: false };
  const drawing = await draw(figure);
  for (const ending of endings) await writeFileAtomic(path(ending), drawing[ending]);
  // Last, because its presence says that the others are whole.
  const files = Object.fromEntries(endings.map((ending) => [ending, digest(drawing[ending])]));
  await writeFileAtomic(path("json"), writeRecord(await recordFigure(figure, files, await currentCommit())));
  return { svg: drawing.svg, folder, written: true };
}

/** The SVG on disk, if all of the figure's files are there and say the same. */
async function keptDrawing(figure: Figure, path: (ending: string) => string): Promise<string | undefined> {
  let old: FigureRecord;
  const pictures: Uint8Array[] = [];
  try {
    old = await readRecord(path("json"));
    for (const ending of endings) pictures.push(await Deno.readFile(path(ending)));
  } catch {
    return undefined; // Missing or damaged: to be written anew.
  }
  if (endings.some((ending, i) => old.files?.[ending] !== digest(pictures[i]))) return undefined;
  const now = JSON.parse(writeRecord(await recordFigure(figure, old.files, old.commit))) as FigureRecord;
  // A figure made outside the notebook, where its name is not known, is still the notebook's.
  const notebook = now.notebook ?? old.notebook;
  const described = ({ name, caption, drawing, tolerance, absoluteTolerance, versions }: FigureRecord) =>
    JSON.stringify([name, caption, drawing, tolerance, absoluteTolerance, versions.plotly]);
  if (notebook !== old.notebook || described(old) !== described(now) || !compareRecords(old, now).same) {
    return undefined;
  }
  return new TextDecoder().decode(pictures[0]);
}
