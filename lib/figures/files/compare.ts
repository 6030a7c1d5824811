/**
 * Whether a figure that was made again is the figure that was committed.
 * @module
 */
import type { FigureRecord } from "./record.ts";

/** The outcome of a comparison. */
export interface Comparison {
  /** Whether all numbers agree within the committed figure's tolerance. */
  readonly same: boolean;
  /** Whether they were meant to: figures of different backends or data sets are not. */
  readonly comparable: boolean;
  /** One line: how many numbers agree, or the first that does not, with both values. */
  readonly detail: string;
}

/**
 * Compares the JSON files of two figures.
 * @param committedPath The file that is committed; its tolerance decides.
 * @param remadePath The file made now.
 * @returns The outcome.
 * @throws {Error} "Cannot compare PATH: …" if a file cannot be read.
 * @throws {SyntaxError} If a file is not the JSON of a figure.
 */
export async function compareFigures(committedPath: string, remadePath: string): Promise<Comparison> {
  return compareRecords(await readRecord(committedPath), await readRecord(remadePath));
}

/**
 * Compares two figures' records.
 * @param committed The one that is committed; its tolerance decides.
 * @param remade The one made now.
 * @returns The outcome.
 */
export function compareRecords(committed: FigureRecord, remade: FigureRecord): Comparison {
  for (const key of ["backend", "dataSet"] as const) {
    if (committed[key] !== remade[key]) {
      const detail = `not comparable: ${key} was ${committed[key] ?? "none"}, is ${remade[key] ?? "none"}`;
      return { same: false, comparable: false, detail };
    }
  }
  for (const key of ["config", "n", "seeds"] as const) {
    const [was, is] = [JSON.stringify(committed[key]), JSON.stringify(remade[key])];
    if (was !== is) return { same: false, comparable: true, detail: `${key} was ${was}, is ${is}` };
  }
  const count = { numbers: 0 };
  const difference = differ(committed.numbers, remade.numbers, "numbers", committed, count);
  const agree = `${count.numbers} numbers agree to ${committed.tolerance}`;
  return { same: difference === undefined, comparable: true, detail: difference ?? agree };
}

/**
 * Reads the JSON file of a figure.
 * @param path The file.
 * @returns The record.
 * @throws {Error} "Cannot compare PATH: …" if it cannot be read.
 * @throws {SyntaxError} If it is not the JSON of a figure.
 */
export async function readRecord(path: string): Promise<FigureRecord> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new Error(`Cannot compare ${path}: ${error.message}`, { cause: error });
  });
  try {
    const record = JSON.parse(text);
    if (typeof record?.name === "string" && typeof record.tolerance === "number" && record.numbers) return record;
  } catch (error) {
    throw new SyntaxError(`Cannot compare ${path}: it is not JSON (${error instanceof Error ? error.message : error})`);
  }
  throw new SyntaxError(`Cannot compare ${path}: it is not the record of a figure`);
}

interface Tolerances {
  readonly tolerance: number;
  readonly absoluteTolerance: number;
}

/** The first difference in words, or undefined. */
function differ(
  was: unknown,
  is: unknown,
  path: string,
  within: Tolerances,
  count: { numbers: number },
): string | undefined {
  if (typeof was === "number" && typeof is === "number") {
    count.numbers++;
    const allowed = Math.max(within.tolerance * Math.max(Math.abs(was), Math.abs(is)), within.absoluteTolerance ?? 0);
    return Math.abs(was - is) <= allowed ? undefined : `${path} was ${was}, is ${is}`;
  }
  if (was === null || is === null || typeof was !== "object" || typeof is !== "object") {
    return was === is ? undefined : `${path} was ${short(was)}, is ${short(is)}`;
  }
  if (Array.isArray(was) && Array.isArray(is) && was.length !== is.length) {
    return `${path} had ${was.length} entries, has ${is.length}`;
  }
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const inner = Array.isArray(was) ? `${path}[${key}]` : `${path}.${key}`;
    const values = [was, is].map((object) => (object as Record<string, unknown>)[key]);
    const difference = differ(values[0], values[1], inner, within, count);
    if (difference) return difference;
  }
  return undefined;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
