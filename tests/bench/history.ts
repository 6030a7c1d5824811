/**
 * Keeping what was measured, so that a regression shows: rows of a small CSV, each with its date and its machine.
 * @module
 */
import { fileURLToPath } from "node:url";
import { appendRow } from "./csv.ts";
import { least, median, pairRatio } from "./pairs.ts";

const file = fileURLToPath(new URL("./history.csv", import.meta.url));
const columns = ["date", "machine", "cores", "work", "side", "milliseconds", "ratio", "lowest", "highest"] as const;

/** A row, but for when and where. */
export type Row = Readonly<Record<Exclude<typeof columns[number], "date" | "machine" | "cores">, string>>;

/**
 * Appends a row; the file gets its heading with the first.
 * @param row The row.
 */
export async function saveRow(row: Row): Promise<void> {
  const { date, machine, cores } = await here();
  await appendRow(file, columns, { date, machine, cores: `${cores}`, ...row });
}

/**
 * Makes a row of what two sides took in turns.
 * @param work What they did; where the other side is not PyTorch, it says what.
 * @param side The one.
 * @param mine Its milliseconds in each turn.
 * @param theirs The other's.
 * @returns The row: the median, and the median of the paired ratios with their range.
 */
export function pairedRow(
  work: string,
  side: string,
  mine: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): Row {
  const { median: middle, range } = pairRatio(mine, theirs);
  const [ratio, lowest, highest] = [middle, ...range].map((value) => value.toFixed(3));
  return { work, side, milliseconds: median(mine.flat()).toFixed(1), ratio, lowest, highest };
}

/**
 * Makes a row of what two sides took where nothing pairs their turns.
 * @param work What they did; where the other side is not PyTorch, it says what.
 * @param side The one.
 * @param mine Its milliseconds.
 * @param theirs The other's.
 * @param by What stands for several times: the median unless told.
 * @returns The row: the one's over the other's; at the ends the least over the most, and the most over the least.
 */
export function unpairedRow(
  work: string,
  side: string,
  mine: readonly number[],
  theirs: readonly number[],
  by: (times: readonly number[]) => number = median,
): Row {
  const ends = [least(mine) / Math.max(...theirs), Math.max(...mine) / least(theirs)];
  const [ratio, lowest, highest] = [by(mine) / by(theirs), ...ends].map((value) => value.toFixed(3));
  return { work, side, milliseconds: by(mine).toFixed(1), ratio, lowest, highest };
}

/**
 * Makes a row of how much memory two sides took.
 * @param work What they did.
 * @param side The one.
 * @param mine Its megabytes.
 * @param theirs The other's.
 * @returns The row, which has no time.
 */
export function memoryRow(work: string, side: string, mine: number, theirs: number): Row {
  const ratio = (mine / theirs).toFixed(3);
  return { work: `${work}, peak memory`, side, milliseconds: "", ratio, lowest: ratio, highest: ratio };
}

/** When and where something is measured. */
export interface Here {
  /** The day, in UTC: such as "2026-11-29". */
  readonly date: string;
  /** The processor. */
  readonly machine: string;
  /** Its cores. */
  readonly cores: number;
}

/**
 * When and where this is.
 * @returns The day and the machine.
 */
export async function here(): Promise<Here> {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: await machine(),
    cores: navigator.hardwareConcurrency,
  };
}

/**
 * The processor's name.
 * @returns As the system tells it.
 */
export async function machine(): Promise<string> {
  const told = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /model name\s*: (.+)/.exec(told)?.[1] ?? `${Deno.build.os} ${Deno.build.arch}`;
}
