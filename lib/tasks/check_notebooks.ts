/**
 * Type-checks the code cells of all notebooks and names the cell and line of each complaint.
 * @module
 */
import { join, relative } from "node:path";
import { checkNotebooks } from "../notebook/cell_check.ts";
import { checkout, listNotebooks, notebooksFolder, runCommand } from "./command.ts";

async function main(): Promise<number> {
  const paths = (await listNotebooks()).map((name) => join(notebooksFolder, `${name}.ipynb`));
  const diagnostics = await checkNotebooks(paths);
  for (const { path, cell, line, message } of diagnostics) {
    console.error(`${relative(checkout, path)}, cell ${cell}, line ${line}: ${message}`);
  }
  return diagnostics.length === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(main);
