import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { type Cell, readNotebook } from "../../lib/jupyter/notebook_file.ts";
import { listNotebooks, notebooksFolder } from "../../lib/tasks/shared/command.ts";
import { assert, assertEquals } from "../assert.ts";

/** The longest a cell of code may be: what is longer belongs into lib/, where it is tested. */
const MOST_LINES = 25;
/** The largest a notebook may be, with its outputs: what GitHub still shows at once. */
const MOST_BYTES = 600_000;

const names = await listNotebooks(), folder = notebooksFolder;
const { imports } = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json"))) as { imports: object };
const topics = Object.keys(imports).filter((name) => name.startsWith("nearzero/"));

/** The code cells of every notebook, with where they stand. */
async function* codeCells(): AsyncGenerator<{ place: string; cell: Cell; first: boolean }> {
  for (const name of names) {
    const { cells } = await readNotebook(join(folder, `${name}.ipynb`));
    const code = cells.filter((cell) => cell.cell_type === "code");
    for (const [i, cell] of code.entries()) yield { place: `${name}, cell ${i + 1}`, cell, first: i === 0 };
  }
}

Deno.test("no cell of a notebook computes: it is 25 lines of calls at most", async () => {
  for await (const { place, cell } of codeCells()) {
    const lines = cell.source.trimEnd().split("\n").length;
    assert(lines <= MOST_LINES, `${place} has ${lines} lines`);
  }
});

Deno.test("no notebook is larger than 600 kB", async () => {
  for (const name of names) {
    const { size } = await Deno.stat(join(folder, `${name}.ipynb`));
    assert(size <= MOST_BYTES, `${name} has ${size} bytes`);
  }
});

Deno.test("a notebook imports in its first cell, by topic, each once, at most ten names of one", async () => {
  for await (const { place, cell: { source }, first } of codeCells()) {
    const found = [...source.matchAll(/^import (?:type )?(\{[^}]*\}|\* as \w+) from "([^"]+)";$/gm)];
    if (!first) {
      assert(!/^\s*import[ {*]/m.test(source) && !/\bimport\(/.test(source), `${place} imports`);
      continue;
    }
    assert(found.length > 0, `${place} imports nothing`);
    // Nothing but imports, and all of them understood.
    assertEquals(source.trim().split(/;\n/).length, found.length, place);
    const modules = found.map(([, , module]) => module);
    for (const module of modules) assert(topics.includes(module), `${place} imports ${module}`);
    for (const [, list, module] of found) {
      assert(list.split(",").length <= 10, `${place} imports many names of ${module}: take it as a whole`);
    }
    assert(new Set(modules).size === modules.length || modules.length - new Set(modules).size <= 1, place);
  }
});

Deno.test("what notebooks read as stored is committed, and nothing that they show was kept on one machine alone", async () => {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(join(checkout, "data", "results"))) files.push(name);
  for (const name of names) {
    const { cells } = await readNotebook(join(folder, `${name}.ipynb`));
    for (const { outputs = [] } of cells) {
      const said = outputs.flatMap((output) => output.output_type === "stream" ? [output.text] : []).join("");
      for (const [, result, how] of said.matchAll(/^([\w-]+): (stored result|computed now)/gm)) {
        assertEquals(how, "stored result", `${name}: ${result}`);
        const there = files.some((file) => file === `${result}.json` || file.startsWith(`${result}-`));
        assert(there, `${name} reads ${result}, which data/results lacks`);
      }
    }
  }
});

Deno.test("notebooks are committed executed: every cell in its turn, none with an error, none that shows nothing", async () => {
  for (const name of names) {
    const { cells } = await readNotebook(join(folder, `${name}.ipynb`));
    cells.filter((cell) => cell.cell_type === "code").forEach((cell, i) => {
      const place = `${name}, cell ${i + 1}`, outputs = cell.outputs ?? [];
      assertEquals(cell.execution_count, i + 1, place);
      for (const { output_type } of outputs) assert(output_type !== "error", `${place} failed`);
      const shows = /\bawait show(?:Table|Tex)?\(/.test(cell.source);
      if (shows) assert(outputs.some(({ output_type }) => output_type === "display_data"), `${place} shows nothing`);
    });
  }
});

Deno.test("the first notebook leads to every other, in order", async () => {
  const [first, ...others] = names, { cells } = await readNotebook(join(folder, `${first}.ipynb`));
  const links = [...cells.at(-1)!.source.matchAll(/\]\(([^)]+)\.ipynb\)/g)].map(([, name]) => name);
  assertEquals(links, others);
});
