/**
 * `deno task data [NAME]`: fetches a registered data set, or lists what is registered and what is there.
 * @module
 */
import { parseArgs } from "node:util";
import { downloadFile } from "../datasets/download.ts";
import { dataSetPresent } from "../datasets/load.ts";
import { dataFolders, findDataFile } from "../datasets/locate.ts";
import { type DataSet, dataSet, dataSets } from "../datasets/registry.ts";
import { runCommand } from "./command.ts";

const usage = `Usage: deno task data [NAME]

Without NAME: the registered data sets, and which are on this machine.
With NAME: fetches its files into ${dataFolders().at(-1)}, resuming what was begun, and verifies them.

NEARZERO_DATA=DIR names a folder that already holds the files; NEARZERO_CACHE=DIR moves the cache.`;

async function list(): Promise<void> {
  const rows = [["name", "pictures", "shape", "size", "here"]];
  for (const set of dataSets()) {
    const pictures = Object.entries(set.splits).map(([split, { count }]) => `${count} ${split}`).join(" + ");
    const here = await dataSetPresent(set.name) ? "yes" : "no";
    rows.push([set.name, pictures, set.shape.join(" × "), megabytes(bytesOf(set)), here]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd());
  console.log(`\nSearched: ${dataFolders().join(", ")}. Fetch one with "deno task data NAME".`);
}

async function fetchSet(set: DataSet): Promise<void> {
  console.log(`${set.title}: ${set.files.length} files, ${megabytes(bytesOf(set))}, from ${set.homepage}`);
  for (const file of set.files) {
    const found = await findDataFile(file);
    if (found !== undefined) {
      console.log(`${file.name}: already there, verified (${found})`);
      continue;
    }
    const bar = new Bar(file.name, file.bytes);
    try {
      const onProgress = (done: number) => bar.show(done);
      const path = await downloadFile(file, dataFolders().at(-1)!, { onProgress });
      bar.end();
      console.log(`${file.name}: ${megabytes(file.bytes)}, SHA-256 verified (${path})`);
    } finally {
      bar.end();
    }
  }
  console.log(`Licence: ${set.licence}.\nCite: ${set.citation}`);
}

/** A progress bar that redraws itself on a terminal and keeps silent in a log. */
class Bar {
  #shown = "";
  #next = 0;

  constructor(readonly name: string, readonly total: number) {}

  show(done: number): void {
    if (!Deno.stderr.isTerminal() || (performance.now() < this.#next && done < this.total)) return;
    this.#next = performance.now() + 100;
    const full = Math.round(24 * done / this.total);
    const bar = "█".repeat(full) + "░".repeat(24 - full);
    this.#write(`${this.name} ${bar} ${megabytes(done)} of ${megabytes(this.total)}`);
  }

  end(): void {
    if (this.#shown !== "") this.#write("");
    this.#shown = "";
  }

  #write(line: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(`\r${line.padEnd(this.#shown.length)}${line === "" ? "\r" : ""}`));
    this.#shown = line;
  }
}

function bytesOf(set: DataSet): number {
  return set.files.reduce((sum, file) => sum + file.bytes, 0);
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (values.help) return console.log(usage);
  const sets = positionals.map((name) => dataSet(name));
  if (sets.length === 0) return await list();
  for (const set of sets) await fetchSet(set);
}

if (import.meta.main) await runCommand(main);
