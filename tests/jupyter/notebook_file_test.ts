import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import {
  cellTitle,
  formatNotebook,
  hasTag,
  notebookName,
  parseNotebook,
  readNotebook,
  writeNotebook,
} from "../../lib/jupyter/notebook_file.ts";

const text = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 4,
  metadata: { b: 1, a: 2 },
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# One\n", "## Two\n", "words"] },
    {
      cell_type: "code",
      metadata: { tags: ["figure"] },
      source: "1;\n2;",
      execution_count: 3,
      outputs: [
        { output_type: "stream", name: "stdout", text: "a\nb" },
        {
          output_type: "display_data",
          metadata: {},
          data: { "image/svg+xml": "<svg>\n</svg>", "application/x+json": { text: "a\nb" }, "image/png": "QUJD" },
        },
      ],
    },
    { cell_type: "code", metadata: {}, source: "\n  // what it does\nrun();", outputs: [], execution_count: null },
  ],
});

Deno.test("parseNotebook() joins sources and gives ids", () => {
  const { cells, nbformat_minor } = parseNotebook(text, "a");
  assertEquals(cells.map((cell) => cell.source), ["# One\n## Two\nwords", "1;\n2;", "\n  // what it does\nrun();"]);
  assertEquals(cells.map((cell) => cell.id), ["cell-1", "cell-2", "cell-3"]);
  assertEquals(nbformat_minor, 5);
});

Deno.test("parseNotebook() names the file and the place of what is wrong", () => {
  assertThrows(() => parseNotebook("{", "x.ipynb"), SyntaxError, "Cannot read x.ipynb: ");
  assertThrows(() => parseNotebook("[]", "x.ipynb"), SyntaxError, "x.ipynb: the notebook");
  const wrong = { nbformat: 4, nbformat_minor: 5, cells: [{ cell_type: "code", source: 3 }] };
  assertThrows(() => parseNotebook(JSON.stringify(wrong), "x.ipynb"), SyntaxError, "x.ipynb: cells.0.source");
  assertThrows(() => parseNotebook(JSON.stringify({ ...wrong, nbformat: 3, cells: [] }), "x"), SyntaxError, "nbformat");
});

Deno.test("formatNotebook() sorts keys and splits text into lines, but no JSON and no PNG", () => {
  const written = formatNotebook(parseNotebook(text, "a"));
  const value = JSON.parse(written);
  assertEquals(Object.keys(value.metadata), ["a", "b"]);
  assertEquals(value.cells[0].source, ["# One\n", "## Two\n", "words"]);
  assertEquals(value.cells[1].outputs[0].text, ["a\n", "b"]);
  assertEquals(value.cells[1].outputs[1].data, {
    "application/x+json": { text: "a\nb" },
    "image/png": "QUJD",
    "image/svg+xml": ["<svg>\n", "</svg>"],
  });
  assert(written.endsWith("}\n"));
});

Deno.test("formatNotebook() gives the same text again after a round trip", () => {
  const once = formatNotebook(parseNotebook(text, "a"));
  assertEquals(formatNotebook(parseNotebook(once, "a")), once);
});

Deno.test("writeNotebook() and readNotebook() go through a file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a.ipynb");
    const notebook = parseNotebook(text, "a");
    await writeNotebook(path, notebook);
    assertEquals((await readNotebook(path)).cells[2], notebook.cells[2]);
    await assertRejects(() => readNotebook(join(folder, "b.ipynb")), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("notebookName() drops folder and ending", () => {
  assertEquals(notebookName("a/b/01_x.ipynb"), "01_x");
});

Deno.test("hasTag() finds tags", () => {
  const { cells } = parseNotebook(text, "a");
  assertEquals(cells.map((cell) => hasTag(cell, "figure")), [false, true, false]);
});

Deno.test("cellTitle() takes the heading right above, else the first line, and shortens", () => {
  const notebook = parseNotebook(text, "a");
  assertEquals(cellTitle(notebook, 1), "Two");
  assertEquals(cellTitle(notebook, 2), "what it does");
  assertEquals(cellTitle(notebook, 2, 6), "what…");
});
