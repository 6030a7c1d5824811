import { assert, assertEquals, assertRejects } from "../assert.ts";
import { type Notebook, parseNotebook } from "../../lib/jupyter/notebook_file.ts";
import { runNotebook } from "../../lib/jupyter/runner.ts";

type TestCell = string | { source: string; tags?: string[]; markdown?: boolean };

function notebookOf(...cells: TestCell[]): Notebook {
  const made = cells.map((cell) => {
    const { source, tags = [], markdown } = typeof cell === "string" ? { source: cell } : cell as TestCell & object;
    return { cell_type: markdown ? "markdown" : "code", metadata: { tags }, source };
  });
  return parseNotebook(JSON.stringify({ cells: made, metadata: {}, nbformat: 4, nbformat_minor: 5 }), "test");
}

/** Runs a notebook away from the checkout, so that its deno.json and lock play no part. */
async function run(notebook: Notebook, options: Partial<Parameters<typeof runNotebook>[2]> = {}) {
  const cwd = await Deno.makeTempDir();
  try {
    return await runNotebook(notebook, "test", { cwd, ...options });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const failureOf = async (notebook: Notebook, options = {}) => {
  const { failure } = await run(notebook, options);
  return failure && { cell: failure.cell, line: failure.line, name: failure.name };
};

const display = `await Deno.jupyter.display({ "text/html": "<i>seen</i>" }, { raw: true });`;
const plain = `await Deno.jupyter.display({ "text/plain": "1/1" }, { raw: true });`;

Deno.test("runNotebook() executes a notebook, times its cells and leaves the one it was given alone", async () => {
  const notebook = notebookOf(
    { source: "# First", markdown: true },
    "const a: number = 1;",
    "",
    `console.log(a);\n${display}`,
    "a + 1",
  );
  const before = structuredClone(notebook);
  const started: number[] = [];
  const told: unknown[] = [];
  const result = await run(notebook, {
    onStart: ({ cell }) => started.push(cell),
    onCell: ({ cell, title, ok }) => told.push([cell, title, ok]),
  });
  assertEquals(result.failure, undefined);
  assertEquals(started, [1, 3, 4]);
  assertEquals(told, [[1, "First", true], [3, "console.log(a);", true], [4, "a + 1", true]]);
  assert(result.cells.every(({ milliseconds }) => milliseconds > 0 && milliseconds < result.milliseconds));
  assertEquals(result.notebook.cells.map((cell) => cell.outputs), [
    undefined,
    [],
    [],
    [
      { output_type: "stream", name: "stdout", text: "1\n" },
      { output_type: "display_data", data: { "text/html": "<i>seen</i>" }, metadata: {} },
    ],
    [{ output_type: "execute_result", data: { "text/plain": "2" }, execution_count: 3, metadata: {} }],
  ]);
  assertEquals((result.notebook.metadata.language_info as { name: string }).name, "typescript");
  assertEquals(notebook, before);
});

Deno.test("runNotebook() loses no output, however late the kernel sends it", async () => {
  const kinds = [
    (i: number) => `${i}`,
    (i: number) => `console.log(${i})`,
    (i: number) => `await new Promise((resolve) => setTimeout(resolve, 5)); ${i}`,
    (i: number) => `await Deno.jupyter.display({ "text/plain": "${i}" }, { raw: true });`,
  ];
  const { notebook } = await run(notebookOf(...Array.from({ length: 80 }, (_, i) => kinds[i % 4](i))));
  const texts = notebook.cells.map(({ outputs }) =>
    outputs!.map(({ text, data }) => text ?? data?.["text/plain"]).join()
  );
  assertEquals(texts.map((text) => text.trim()), Array.from({ length: 80 }, (_, i) => String(i)));
});

Deno.test("runNotebook() runs with other parameters and shows them in the result alone", async () => {
  const notebook = notebookOf({ source: "const steps = 300;", tags: ["parameters"] }, "console.log(steps);");
  const { notebook: executed, cells } = await run(notebook, { parameters: { steps: 7 } });
  assertEquals(executed.cells.map((cell) => cell.source), [
    "const steps = 300;",
    "const steps = 7;",
    "console.log(steps);",
  ]);
  assertEquals(executed.cells[2].outputs![0].text, "7\n");
  assertEquals(cells.map(({ cell }) => cell), [1, 1, 2]);
  assertEquals(notebook.cells.length, 2);
  await assertRejects(() => run(notebook, { parameters: { step: 7 } }), RangeError, 'no parameter "step"');
});

Deno.test("runNotebook() names the cell and line of a thrown error and stops there", async () => {
  const notebook = notebookOf("1", "interface A {\n  x: 1;\n}\n\n\nthrow new RangeError('bad');", "2");
  const { failure, cells } = await run(notebook);
  assertEquals(failure && { ...failure, traceback: failure.traceback.length > 0 }, {
    cell: 2,
    line: 6,
    name: "RangeError",
    message: "bad",
    traceback: true,
  });
  assertEquals(cells.map(({ ok }) => ok), [true, false]);
});

Deno.test("runNotebook() finds the reason that the kernel keeps from it", async () => {
  const { failure, notebook } = await run(notebookOf("const a = 1;\nconst b = ;"));
  assertEquals(failure, { cell: 1, line: 2, name: "SyntaxError", message: "Expression expected", traceback: [] });
  assertEquals(notebook.cells[0].outputs, [{
    output_type: "error",
    ename: "SyntaxError",
    evalue: "Expression expected",
    traceback: ["SyntaxError: Expression expected (line 2)"],
  }]);
});

Deno.test("runNotebook() goes on after an error that is meant to be", async () => {
  const notebook = notebookOf({ source: "throw new Error('shown');", tags: ["raises-exception"] }, "console.log(1);");
  const result = await run(notebook);
  assertEquals([result.failure, result.cells.length], [undefined, 2]);
});

Deno.test("runNotebook() tells when the kernel dies", async () => {
  assertEquals(await failureOf(notebookOf("Deno.exit(3);")), { cell: 1, line: undefined, name: "KernelDied" });
});

Deno.test("runNotebook() ends a cell that takes too long, busy or waiting", async () => {
  const timeout = { cell: 1, line: undefined, name: "CellTimeout" };
  assertEquals(await failureOf(notebookOf("while (true);"), { cellLimit: 300 }), timeout);
  assertEquals(await failureOf(notebookOf("await new Promise(() => {});"), { cellLimit: 300 }), timeout);
});

Deno.test("runNotebook() fails a cell that should show something and does not", async () => {
  const show = "const show = (_: number) => {};";
  assertEquals((await failureOf(notebookOf(show, "// show(1)\nshow(1);")))?.name, "MissingOutput");
  assertEquals((await failureOf(notebookOf({ source: plain, tags: ["figure"] })))?.cell, 1);
  assertEquals(await failureOf(notebookOf({ source: display, tags: ["figure"] })), undefined);
});

Deno.test("runNotebook() ends when it is aborted", async () => {
  const interrupt = new AbortController();
  const aborted = run(notebookOf("await new Promise(() => {});"), {
    signal: interrupt.signal,
    onStart: () => interrupt.abort(new Error("Interrupted")),
  });
  await assertRejects(() => aborted, Error, "Interrupted");
});
