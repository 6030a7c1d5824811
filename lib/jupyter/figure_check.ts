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
  /** `incomparable` is no fault: another backend or data set; `missing` was committed and not made again; `new` was made and never committed. */
  readonly verdict: "same" | "different" | "incomparable" | "missing" | "new";
  /** What differs. */
  readonly detail: string;
}

/**
 * Compares the figures of one notebook.
 * @param notebook The notebook's name, which its figures carry in the field `notebook` of their numbers.
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
  const fresh: Origin[] = [];
  for (const figure of made) {
    const remadePath = join(remade, `${figure}.json`);
    fresh.push(await originOf(figure, remadePath));
    if (!kept.includes(figure)) continue;
    const { same, comparable, detail } = await compare(join(committed, `${figure}.json`), remadePath);
    verdicts.push({ figure, verdict: !comparable ? "incomparable" : same ? "same" : "different", detail });
  }
  const old: Origin[] = [];
  for (const figure of kept) old.push(await originOf(figure, join(committed, `${figure}.json`)));
  const own = old.filter((origin) => origin.notebook === notebook);
  for (const { figure, dataSet } of fresh.filter(({ figure }) => !kept.includes(figure))) {
    verdicts.push(
      isForeign(dataSet, own)
        ? { figure, verdict: "incomparable", detail: `made from ${dataSet}, and what is committed is not` }
        : { figure, verdict: "new", detail: "it is not among the committed figures" },
    );
  }
  for (const { figure, dataSet } of own.filter(({ figure }) => !made.includes(figure))) {
    verdicts.push(
      isForeign(dataSet, fresh)
        ? { figure, verdict: "incomparable", detail: `made from ${dataSet}, which this run had not` }
        : { figure, verdict: "missing", detail: "it is committed and was not made again" },
    );
  }
  return verdicts.sort((a, b) => a.figure < b.figure ? -1 : 1);
}

/** Where a figure comes from, by its numbers. */
interface Origin {
  readonly figure: string;
  readonly notebook: unknown;
  readonly dataSet: unknown;
}

/** Whether a figure's data set is one that others of the notebook do not use: its name then differs by design. */
function isForeign(dataSet: unknown, others: readonly Origin[]): boolean {
  return typeof dataSet === "string" && others.length > 0 && others.every((other) => other.dataSet !== dataSet);
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

async function originOf(figure: string, path: string): Promise<Origin> {
  try {
    const { notebook, dataSet } = JSON.parse(await Deno.readTextFile(path));
    return { figure, notebook, dataSet };
  } catch (error) {
    throw new SyntaxError(`Cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}
