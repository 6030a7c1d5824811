/**
 * Type-checks the code cells of all notebooks and names the cell and line of each complaint; checks their format.
 *
 * Folders as arguments are checked too, the examples in their documentation with them: in the same run, which reads what
 * they share with the notebooks once. What is for pages is checked apart from them: the names of a browser hold for all
 * that is checked with it, and a project that takes the kit has none of them.
 * @module
 */
import { basename, join, relative } from "node:path";
import { checkNotebooks } from "../../jupyter/cell_check.ts";
import { checkout, listNotebooks, notebooksFolder, runCommand } from "../shared/command.ts";
import { affectedBy, fileImports, sourceFiles } from "./imports.ts";

async function main(): Promise<number> {
  const paths = (await listNotebooks()).map((name) => join(notebooksFolder, `${name}.ipynb`));
  const files = (await Promise.all(Deno.args.map(sourceFiles))).flat(), forPages = await filesForPages(files);
  const others = files.filter((path) => !forPages.includes(path)).map((path) => join(checkout, path));
  const wrong = await checkTypes(forPages);
  if (wrong !== "") console.error(wrong);
  const diagnostics = await checkWithout(paths, others);
  for (const { path, cell, line, message } of diagnostics) {
    console.error(`${relative(checkout, path)}, cell ${cell}, line ${line}: ${message}`);
  }
  const unformatted = await findUnformatted(paths);
  for (const path of unformatted) console.error(`${relative(checkout, path)} is not formatted: run deno fmt`);
  return wrong === "" && diagnostics.length + unformatted.length === 0 ? 0 : 1;
}

/** What asks for the names of a browser's pages, by itself or by the types of a package. */
const FOR_PAGES = /^\/\/\/ <reference lib="dom" \/>|\bfrom "highlight\.js\//m;

/** The files that ask for the names of pages, and those that lead to them. */
async function filesForPages(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((path) => Deno.readTextFile(join(checkout, path))));
  const asking = files.filter((_, i) => FOR_PAGES.test(texts[i]));
  return [...affectedBy(await fileImports(files), asking).keys()];
}

/** The types of this are wrong where something that is checked with it asks for the names of pages. */
const PAGELESS =
  `// @ts-expect-error Something here, or a package's types, asks for the names of pages: filesForPages() is to find it.
export type Page = typeof document;
`;

/** Checks notebooks, and files by absolute paths, where nothing has the names of pages. */
async function checkWithout(paths: readonly string[], files: readonly string[]): ReturnType<typeof checkNotebooks> {
  if (files.length === 0) return await checkNotebooks(paths);
  const pageless = await Deno.makeTempFile({ prefix: "nearzero-pageless-", suffix: ".ts" });
  try {
    await Deno.writeTextFile(pageless, PAGELESS);
    return await checkNotebooks(paths, Deno.execPath(), ["--doc", pageless, ...files]);
  } finally {
    await Deno.remove(pageless);
  }
}

/** What is wrong with the types of files, by their paths from the checkout; empty if nothing is. */
async function checkTypes(files: readonly string[]): Promise<string> {
  if (files.length === 0) return "";
  const args = ["check", "--quiet", "--doc", ...files], env = { NO_COLOR: "1" };
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: checkout, env }).output();
  return success ? "" : new TextDecoder().decode(stderr).trim();
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
