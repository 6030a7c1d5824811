/**
 * Type-checks the code of notebooks, which the kernel does not do: it strips the types and runs what is left.
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Notebook, notebookName, readNotebook } from "./notebook_file.ts";

/** One complaint of the type checker about a notebook. */
export interface CellDiagnostic {
  /** The notebook's file. */
  readonly path: string;
  /** The number of the cell among the code cells, from 1. */
  readonly cell: number;
  /** The line in the cell, from 1. */
  readonly line: number;
  /** What is wrong, in one or more lines. */
  readonly message: string;
}

/** A notebook's code as one module. */
export interface CellModule {
  /** The module's text. */
  readonly text: string;
  /** For every line of the text the cell and line that it came from, both from 1. */
  readonly origins: readonly { readonly cell: number; readonly line: number }[];
}

/**
 * Makes one module of a notebook's code cells.
 *
 * A notebook may declare a name again in a later cell; a module may not. So every cell opens a block inside the one
 * before: it sees all that came before and may declare anything anew. Imports, which no block may hold, move to the
 * top, each name once.
 *
 * @param notebook The notebook.
 * @returns The module and where its lines came from.
 */
export function toModule(notebook: Notebook): CellModule {
  const imports: CellLine[] = [];
  const body: CellLine[] = [];
  const imported = new Set<string>();
  const sources = notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.source);
  for (const [i, source] of sources.entries()) {
    const cell = i + 1;
    const rest = source.replace(importStatement, (statement, _quote, offset: number) => {
      const line = source.slice(0, offset).split("\n").length;
      for (const text of splitImport(statement)) {
        if (!imported.has(text)) imports.push({ text, cell, line });
        imported.add(text);
      }
      // Line breaks stay, so that the lines below keep their numbers.
      return statement.replace(/[^\n]/g, "");
    });
    const lines = rest.split("\n");
    body.push(...lines.map((text, j) => ({ text, cell, line: j + 1 })));
    if (i < sources.length - 1) body.push({ text: ";{", cell, line: lines.length });
  }
  if (sources.length > 1) body.push({ text: "}".repeat(sources.length - 1), cell: sources.length, line: 1 });
  const all = [...imports, ...body, { text: "export {};", cell: Math.max(1, sources.length), line: 1 }];
  return {
    text: all.map(({ text }) => text).join("\n") + "\n",
    origins: all.map(({ cell, line }) => ({ cell, line })),
  };
}

/**
 * Type-checks notebooks together. Imports resolve as in the kernel: from the notebook's folder.
 * @param paths The .ipynb files.
 * @param deno The deno to check with; this one by default.
 * @param also What else `deno check` is told, such as folders, by absolute paths: what they share with the notebooks is
 * read and checked once.
 * @returns What is wrong, in the order of the notebooks and cells; empty if nothing is.
 * @throws {SyntaxError} If a file is no notebook.
 * @throws {Error} If the check fails for a reason that lies in no cell, such as an import that cannot be fetched.
 */
export async function checkNotebooks(
  paths: readonly string[],
  deno: string = Deno.execPath(),
  also: readonly string[] = [],
): Promise<CellDiagnostic[]> {
  if (paths.length === 0) return [];
  const modules: (CellModule & { path: string; file: string })[] = [];
  for (const path of paths) {
    const file = join(resolve(dirname(path)), `.~${notebookName(path)}.${crypto.randomUUID().slice(0, 8)}.ts`);
    modules.push({ ...toModule(await readNotebook(path)), path, file });
  }
  try {
    for (const { file, text } of modules) await Deno.writeTextFile(file, text);
    const { success, stderr } = await new Deno.Command(deno, {
      args: ["check", "--quiet", ...also, ...modules.map(({ file }) => file)],
      cwd: dirname(modules[0].file),
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return [];
    const said = new TextDecoder().decode(stderr);
    const found = modules.flatMap((module) => diagnostics(said, module));
    // What lies in no cell waits until the cells are right: it is often theirs as well.
    if (found.length === 0) throw new Error(`Cannot check the types: ${said.trim()}`);
    return found;
  } finally {
    for (const { file } of modules) await Deno.remove(file).catch(() => {});
  }
}

interface CellLine {
  text: string;
  cell: number;
  line: number;
}

const importStatement =
  /^import\s*(?:type\s+)?(?:[\w$*{][^;"']*?\sfrom\s*|[\w$*{][^;"']*?\}\s*from\s*)?(["'])[^"'\n]+\1(?:\s*with\s*\{[^}]*\})?[ \t]*;?/gm;

/** Splits an import into one statement a name, so that the same name imported in two cells can be told. */
function splitImport(statement: string): string[] {
  const flat = statement.replace(/\/\/.*$/gm, "").replace(/\s+/g, " ").replace(/;$/, "").trim();
  const match = /^import (type )?(.*?)\s?from (["'].*)$/.exec(flat);
  if (match === null) return [`${flat};`];
  const [, type = "", clause, source] = match;
  const braces = /\{(.*)\}/.exec(clause);
  const named = braces?.[1].split(",").map((name) => name.trim()).filter(Boolean).map((name) => `{ ${name} }`) ?? [];
  const others = clause.replace(/\{.*\}/, "").split(",").map((name) => name.trim()).filter(Boolean);
  return [...others, ...named].map((name) => `import ${type}${name} from ${source};`);
}

/** The checker's complaints that lie in one module, mapped back to its cells. */
function diagnostics(said: string, module: CellModule & { path: string; file: string }): CellDiagnostic[] {
  const found: CellDiagnostic[] = [];
  let begin = 0;
  for (const match of said.matchAll(/^ +at (file:\S+):(\d+):\d+$/gm)) {
    const message = said.slice(begin, match.index);
    begin = match.index + match[0].length;
    if (fileURLToPath(match[1]) !== module.file) continue;
    const origin = module.origins[Number(match[2]) - 1] ?? module.origins.at(-1)!;
    found.push({ path: module.path, ...origin, message: tidy(message) });
  }
  return found.sort((a, b) => a.cell - b.cell || a.line - b.line);
}

/** Keeps what was said; the quoted line and its underline are left to the reader's own notebook. */
function tidy(message: string): string {
  const lines = message.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const underline = lines.findIndex((line) => /^[~^]+$/.test(line));
  const kept = (underline > 0 ? lines.slice(0, underline - 1) : lines).filter((line) => !/^(\d+ )?\|/.test(line));
  return kept.join("\n").replace(/^error: /, "").replace(/^(TS\d+) \[ERROR\]: /, "$1: ")
    .replace(/ and not in import map from "file:[^"]*"/, "");
}
