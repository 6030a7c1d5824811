/**
 * `deno task data [NAME]`: fetches a registered data set, or lists what there is to load and what is on this machine.
 * @module
 */
import { parseArgs } from "node:util";
import { downloadFile, sentBytes } from "../datasets/registry/download.ts";
import { findLicensed, howToBring, requireLicensed } from "../datasets/registry/licensed.ts";
import { dataSetPresent } from "../datasets/load.ts";
import { dataFolders, downloadFolder, findDataFile } from "../datasets/registry/locate.ts";
import { findPictureFiles } from "../datasets/picture_files.ts";
import { POINT_SETS } from "../datasets/point_sets.ts";
import { type DataSet, dataSets, type LicensedSet, licensedSets } from "../datasets/registry/registry.ts";
import { checkKnown } from "../numerics/check.ts";
import { runCommand } from "./shared/command.ts";

const usage = `Usage: deno task data [NAME]

Without NAME: the data sets that can be loaded, and which are on this machine.
With NAME: fetches its files into ${downloadFolder()}, resuming what was begun, and verifies them; of a set
whose licence must be agreed to, counts the pictures that are there, or says where it comes from.

NEARZERO_DATA=DIR names a folder that already holds the files; NEARZERO_CACHE=DIR moves the cache.

Such as: deno task data mnist`;

async function list(): Promise<void> {
  const rows = [["name", "pictures", "shape", "size", "here"]];
  const row = async ({ name, splits, shape }: DataSet | LicensedSet, size: string) => {
    const pictures = Object.entries(splits).map(([split, { count }]) => `${count} ${split}`).join(" + ");
    rows.push([name, pictures, shape.join(" × "), size, await dataSetPresent(name) ? "yes" : "no"]);
  };
  for (const set of dataSets()) await row(set, megabytes(bytesOf(set)));
  for (const set of licensedSets()) await row(set, "by licence");
  rows.push(["procedural", "any number", "any square × 1 or 3", "drawn", "yes"]);
  for (const name of POINT_SETS) rows.push([name, "any number of points", "2", "drawn", "yes"]);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd());
  console.log(`
Searched: ${
    dataFolders().join(", ")
  }. Fetch one with "deno task data NAME"; of those by licence, the same says where they
come from. loadPictures() and openPictures() also take any folder, zip or tar of pictures, any IDX file, CIFAR-10's
binary version and any .npz or .npy of pictures; pointSet() draws the points, and loadPoints() takes a .npz or .npy.`);
}

async function showLicensed(set: LicensedSet): Promise<void> {
  console.log(`${set.title}: ${set.homepage}\nLicence: ${set.licence}.\nCite: ${set.citation}`);
  if (await findLicensed(set) === undefined) throw new Error(`Cannot fetch ${set.name}: ${howToBring(set)}`);
  for (const name of Object.keys(set.splits)) {
    const { path, split, count } = await requireLicensed(set, name);
    const { found } = await findPictureFiles(path, { split, labelled: false });
    console.log(`${name}: ${found} of the official ${count} pictures (${path}${split ? `, ${split}` : ""})`);
  }
}

async function fetchSet(set: DataSet): Promise<void> {
  console.log(`${set.title}: ${set.files.length} files, ${megabytes(bytesOf(set))}, from ${set.homepage}`);
  for (const file of set.files) {
    const found = await findDataFile(file);
    if (found !== undefined) {
      console.log(`${file.name}: already there, verified (${found})`);
      continue;
    }
    const bar = new Bar(file.name, sentBytes(file));
    try {
      const onProgress = (done: number) => bar.show(done);
      const path = await downloadFile(file, downloadFolder(), { onProgress });
      bar.end();
      console.log(`${file.name}: ${megabytes(sentBytes(file))}, SHA-256 verified (${path})`);
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
  return set.files.reduce((sum, file) => sum + sentBytes(file), 0);
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
  if (positionals.length === 0) return await list();
  const sets = [...dataSets(), ...licensedSets()];
  for (const name of positionals) checkKnown("fetch data", "data set", name, sets.map((set) => set.name));
  for (const set of sets.filter(({ name }) => positionals.includes(name))) {
    await ("files" in set ? fetchSet(set) : showLicensed(set));
  }
}

if (import.meta.main) await runCommand(main, usage);
