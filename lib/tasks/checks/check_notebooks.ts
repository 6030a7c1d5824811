/**
 * Type-checks the code cells of all notebooks and names the cell and line of each complaint; checks their format.
 *
 * Folders as arguments are checked too, the examples in their documentation with them: in the same run, which reads what
 * they share with the notebooks once.
 * @module
 */
import { basename, join, relative } from "node:path";
import { checkNotebooks } from "../../jupyter/cell_check.ts";
import { checkout, listNotebooks, notebooksFolder, runCommand } from "../shared/command.ts";

async function main(): Promise<number> {
  const paths = (await listNotebooks()).map((name) => join(notebooksFolder, `${name}.ipynb`));
  const folders = Deno.args.map((folder) => join(checkout, folder));
  const diagnostics = await checkNotebooks(paths, Deno.execPath(), folders.length > 0 ? ["--doc", ...folders] : []);
  for (const { path, cell, line, message } of diagnostics) {
    console.error(`${relative(checkout, path)}, cell ${cell}, line ${line}: ${message}`);
  }
  const unformatted = await findUnformatted(paths);
  for (const path of unformatted) console.error(`${relative(checkout, path)} is not formatted: run deno fmt`);
  return diagnostics.length + unformatted.length === 0 ? 0 : 1;
}

/** `deno fmt --check` of Deno 2.9 complains of every notebook; formatting copies and comparing them tells the truth. */
async function findUnformatted(paths: readonly string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "nearzero-notebooks-" });
  try {
    const copies = paths.map((path) => join(folder, basename(path)));
    await Promise.all(paths.map((path, i) => Deno.copyFile(path, copies[i])));
    const config = join(checkout, "deno.json");
    const args = ["fmt", "--quiet", "--config", config, ...copies];
    const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: folder }).output();
    if (!success) return [...paths];
    const texts = (files: readonly string[]) => Promise.all(files.map((file) => Deno.readTextFile(file)));
    const [before, after] = [await texts(paths), await texts(copies)];
    return paths.filter((_, i) => before[i] !== after[i]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await runCommand(main);
