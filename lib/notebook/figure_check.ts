/**
 * Compares the figures that a notebook has just made with those that are committed.
 * @module
 */
import { join } from "node:path";

/** What a comparison of two figures' numbers says. */
export interface FigureComparison {
  /** Whether the numbers agree. */
  readonly same: boolean;
  /** Whether they can be expected to agree; not so after a run on another backend or data set. */
  readonly comparable: boolean;
  /** What differs, and by how much. */
  readonly detail: string;
}

/** What has become of one figure. */
export interface FigureVerdict {
  /** The figure's name. */
  readonly figure: string;
  /** `incomparable` is no fault; `missing` was committed and not made again; `new` was made and never committed. */
  readonly verdict: "same" | "different" | "incomparable" | "missing" | "new";
  /** What differs. */
  readonly detail: string;
}

/**
 * Compares the figures of one notebook.
 * @param notebook The notebook's name, which its figures' numbers carry in the field `notebook`.
 * @param committed The folder of the committed figures.
 * @param remade The folder into which the notebook has just made its figures.
 * @param compare Compares two files of numbers.
 * @returns One verdict a figure, in the order of their names.
 */
export async function checkFigures(
  notebook: string,
  committed: string,
  remade: string,
  compare: (committed: string, remade: string) => Promise<FigureComparison>,
): Promise<FigureVerdict[]> {
  const made = await figuresIn(remade);
  const kept = await figuresIn(committed);
  const verdicts: FigureVerdict[] = [];
  for (const figure of made) {
    if (!kept.includes(figure)) {
      verdicts.push({ figure, verdict: "new", detail: "it is not among the committed figures" });
      continue;
    }
    const { same, comparable, detail } = await compare(
      join(committed, `${figure}.json`),
      join(remade, `${figure}.json`),
    );
    verdicts.push({ figure, verdict: !comparable ? "incomparable" : same ? "same" : "different", detail });
  }
  for (const figure of kept) {
    if (made.includes(figure) || await notebookOf(join(committed, `${figure}.json`)) !== notebook) continue;
    verdicts.push({ figure, verdict: "missing", detail: "it is committed and was not made again" });
  }
  return verdicts.sort((a, b) => a.figure < b.figure ? -1 : 1);
}

async function figuresIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && entry.name.endsWith(".json") && !entry.name.startsWith(".")) {
        names.push(entry.name.slice(0, -5));
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}

async function notebookOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path))?.notebook;
  } catch (error) {
    throw new SyntaxError(`Cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}
