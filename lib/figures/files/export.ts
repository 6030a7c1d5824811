/**
 * A figure's files: SVG, PDF, PNG, the caption for TeX and the numbers behind it.
 * @module
 */
import { join } from "node:path";
import { writeFileAtomic } from "../../io/atomic.ts";
import { checkout, currentCommit, inCheckout, isCommitted } from "../../io/checkout.ts";
import { describedSvg, texCaption } from "./caption.ts";
import { compareRecords, readRecord } from "./compare.ts";
import { draw } from "./draw.ts";
import { digest, type FigureRecord, recordFigure, TRIED, writeRecord } from "./record.ts";
import type { Figure } from "../types.ts";

/**
 * What an export has done.
 * @category Figures
 */
export interface Exported {
  /** The drawing. */
  readonly svg: string;
  /** The folder that holds NAME.svg, NAME.pdf, NAME.png, NAME.tex and NAME.json. */
  readonly folder: string;
  /** NAME: the figure's, or that with "_tried" behind it where the figure's holds what is committed. */
  readonly name: string;
  /** Whether files were written; false where they already held this figure. */
  readonly written: boolean;
}

const endings = ["svg", "pdf", "png", "tex"] as const;

/**
 * The folder that figures go to: `NEARZERO_FIGURES`, else `figures/` of the checkout for work that is done in it, else
 * `figures/` of the working folder.
 * @returns Its path.
 */
export function figuresFolder(): string {
  return Deno.env.get("NEARZERO_FIGURES") || join(inCheckout() ? checkout : Deno.cwd(), "figures");
}

/**
 * Writes a figure's files, unless they already hold it: the same numbers within its tolerance, the same drawing and
 * undamaged pictures. A figure that has not changed therefore leaves git clean, whatever the commit, the machine or the
 * browser.
 *
 * Trying something never overwrites a committed figure: where another one is committed under the name, the files are
 * written beside it, under the name with "_tried" behind it. `deno task figures` alone, with no parameter changed, makes
 * committed figures anew. A folder that is given is the caller's, and written to as asked.
 * @param figure The figure.
 * @param folder Where to; {@link figuresFolder} by default. It is made if it is missing.
 * @returns The drawing, where it is, and whether anything was written.
 * @throws {BrowserError} If there is no browser to draw with.
 * @throws {Error} "Cannot draw …" or "Cannot write …", the latter with what was there before left in place.
 * @category Figures
 */
export async function exportFigure(figure: Figure, folder?: string): Promise<Exported> {
  const target = folder ?? figuresFolder();
  const kept = await keptDrawing(figure, target);
  if (kept !== undefined) return { svg: kept, folder: target, name: figure.name, written: false };
  if (folder !== undefined || !await isProtected(join(target, `${figure.name}.json`))) {
    return await write(figure, target);
  }
  const tried = { ...figure, name: `${figure.name}${TRIED}` }, before = await keptDrawing(tried, target);
  return before === undefined
    ? await write(tried, target)
    : { svg: before, folder: target, name: tried.name, written: false };
}

/** Whether a file is committed, and this process not the one that is to make it anew. Without git, all that is there is. */
async function isProtected(path: string): Promise<boolean> {
  const remakes = Deno.env.get("NEARZERO_NOTEBOOK") && !Deno.env.get("NEARZERO_EXPLORING");
  if (remakes || Deno.env.get("NEARZERO_FIGURES") || !inCheckout()) return false;
  return await isCommitted(path) ?? await Deno.stat(path).then(() => true, () => false);
}

async function write(figure: Figure, folder: string): Promise<Exported> {
  const path = (ending: string) => join(folder, `${figure.name}.${ending}`);
  const { svg, pdf, png } = await draw(figure);
  const drawing = { svg: describedSvg(svg, figure), pdf, png, tex: texCaption(figure) };
  for (const ending of endings) await writeFileAtomic(path(ending), drawing[ending]);
  // Last, because its presence says that the others are whole.
  const files = Object.fromEntries(endings.map((ending) => [ending, digest(drawing[ending])]));
  await writeFileAtomic(path("json"), writeRecord(await recordFigure(figure, files, await currentCommit())));
  return { svg: drawing.svg, folder, name: figure.name, written: true };
}

/** The SVG on disk, if all of the figure's files are there and say the same. */
async function keptDrawing(figure: Figure, folder: string): Promise<string | undefined> {
  const path = (ending: string) => join(folder, `${figure.name}.${ending}`);
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
