/**
 * Keeping what was measured, so that a regression shows: rows of a small CSV, each with its date and its machine.
 * @module
 */
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("./history.csv", import.meta.url));
const columns = ["date", "machine", "cores", "work", "side", "milliseconds", "ratio", "lowest", "highest"] as const;

/** A row, but for when and where. */
export type Row = Readonly<Record<Exclude<typeof columns[number], "date" | "machine" | "cores">, string>>;

/**
 * Appends a row; the file gets its heading with the first.
 * @param row The row.
 */
export async function saveRow(row: Row): Promise<void> {
  const all = { date: new Date().toISOString().slice(0, 10), machine: await machine(), cores: `${cores()}`, ...row };
  const heading = await Deno.stat(file).then(() => "", () => `${columns.join()}\n`);
  const line = columns.map((column) => `"${all[column].replaceAll('"', "'")}"`).join();
  await Deno.writeTextFile(file, `${heading}${line}\n`, { append: true });
}

/**
 * The processor's name.
 * @returns As the system tells it.
 */
export async function machine(): Promise<string> {
  const told = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /model name\s*: (.+)/.exec(told)?.[1] ?? `${Deno.build.os} ${Deno.build.arch}`;
}

function cores(): number {
  return navigator.hardwareConcurrency;
}
