/**
 * Runs a notebook from top to bottom in a Deno kernel of its own, and finds out what a reader would only see by eye: a
 * cell that fails, that hangs, or that shows nothing although it should.
 * @module
 */
import { explainParseError, locateError } from "./cell_error.ts";
import { Kernel } from "./kernel/kernel_client.ts";
import { type Cell, cellTitle, hasTag, type JsonValue, type Notebook, type Output } from "./notebook_file.ts";
import { OutputCollector } from "./outputs.ts";
import { injectedTag, injectParameters } from "./parameters.ts";
import { pause, within } from "./kernel/wait.ts";
import type { JupyterMessage } from "./kernel/wire.ts";

/** How to run a notebook. */
export interface RunOptions {
  /** The folder in which the kernel runs. */
  readonly cwd: string;
  /** Values for the notebook's parameters, by name. */
  readonly parameters?: Readonly<Record<string, JsonValue>>;
  /** Milliseconds that a cell may take; 30 minutes by default. */
  readonly cellLimit?: number;
  /** Environment variables for the kernel. */
  readonly env?: Readonly<Record<string, string>>;
  /** The deno to run; this one by default. */
  readonly deno?: string;
  /** Milliseconds of silence after which a cell's output counts as complete; 15 by default. */
  readonly settle?: number;
  /** Ends the run when it is aborted. */
  readonly signal?: AbortSignal;
  /** Told before each cell. */
  readonly onStart?: (cell: CellStart) => void;
  /** Told after each cell. */
  readonly onCell?: (cell: CellReport) => void;
}

/** A cell that is about to run. */
export interface CellStart {
  /** Its number among the notebook's code cells, from 1, an injected one not counted: what Jupyter shows as [n]. */
  readonly cell: number;
  /** The heading above it, or its first line. */
  readonly title: string;
}

/** A cell that has run. */
export interface CellReport extends CellStart {
  /** How long it took. */
  readonly milliseconds: number;
  /** Whether it did what it should. */
  readonly ok: boolean;
}

/** Why a run failed. */
export interface CellFailure {
  /** The cell's number, as in {@link CellStart}. */
  readonly cell: number;
  /** The line in the cell, from 1, where it is known. */
  readonly line?: number;
  /** The error's class: that of the thrown error, or SyntaxError, KernelDied, CellTimeout, MissingOutput. */
  readonly name: string;
  /** The error's message. */
  readonly message: string;
  /** The error's stack; empty where the error is not one of the cell's own code. */
  readonly traceback: readonly string[];
}

/** What a run leaves. */
export interface NotebookRun {
  /** The executed notebook; the one that was given is not changed. */
  readonly notebook: Notebook;
  /** The cells that have run, in order. */
  readonly cells: readonly CellReport[];
  /** How long all took, with the kernel's start and end. */
  readonly milliseconds: number;
  /** The first failure, or undefined if all went well. */
  readonly failure?: CellFailure;
}

const defaultCellLimit = 30 * 60_000;
/** How long a display that must come may lag behind its cell. */
const displayLag = 1_000;

/**
 * Runs a notebook.
 *
 * The run ends at the first failing cell, unless that is tagged `raises-exception`. A code cell that calls `show(…)`,
 * `showTable(…)` or `showTex(…)` or is tagged `figure` must leave a display that is more than plain text.
 *
 * @param notebook The notebook.
 * @param name What to call it in an error.
 * @param options How to run it.
 * @returns The executed notebook and the times; a cell's failure is reported here and not thrown.
 * @throws {RangeError} If a parameter does not exist.
 * @throws {TypeError} If a parameter's value has another type than its default.
 * @throws {Error} If the kernel cannot be started, or the run was aborted.
 */
export async function runNotebook(notebook: Notebook, name: string, options: RunOptions): Promise<NotebookRun> {
  const began = performance.now();
  const executed = structuredClone(injectParameters(notebook, name, options.parameters ?? {}));
  for (const cell of executed.cells) if (cell.cell_type === "code") Object.assign(cell, blank());
  options.signal?.throwIfAborted();
  const kernel = await Kernel.start(options);
  const abort = () => kernel.kill();
  options.signal?.addEventListener("abort", abort);
  const collector = new OutputCollector();
  kernel.onMessage((message) => collector.apply(message));
  const cells: CellReport[] = [];
  let failure: CellFailure | undefined;
  try {
    let number = 0;
    for (const [index, cell] of executed.cells.entries()) {
      if (cell.cell_type !== "code") continue;
      if (!hasTag(cell, injectedTag)) number++;
      if (cell.source.trim() === "") continue;
      const start: CellStart = { cell: number, title: cellTitle(executed, index) };
      options.onStart?.(start);
      const cellBegan = performance.now();
      failure = await runCell(kernel, collector, cell, number, options);
      options.signal?.throwIfAborted();
      const report = { ...start, milliseconds: performance.now() - cellBegan, ok: failure === undefined };
      cells.push(report);
      options.onCell?.(report);
      if (failure !== undefined) break;
    }
    await kernel.quiet(100);
  } finally {
    options.signal?.removeEventListener("abort", abort);
    await kernel.stop();
  }
  executed.metadata = { ...executed.metadata, language_info: kernel.language };
  return { notebook: executed, cells, milliseconds: performance.now() - began, failure };
}

async function runCell(
  kernel: Kernel,
  collector: OutputCollector,
  cell: Cell,
  number: number,
  options: RunOptions,
): Promise<CellFailure | undefined> {
  const limit = options.cellLimit ?? defaultCellLimit;
  const execution = kernel.execute(cell.source, (id) => collector.attach(id, cell));
  // An object tells "the kernel died" from "the time is over".
  const outcome = await within(limit, execution.done.then((reply) => ({ reply })));
  if (outcome === undefined) {
    kernel.kill();
    const message = `the cell took longer than ${limit / 1000} s, so its kernel was ended`;
    return fail(cell, { cell: number, name: "CellTimeout", message, traceback: [] });
  }
  await kernel.quiet(options.settle ?? 15);
  if (outcome.reply === undefined) {
    const message = `the kernel died while it ran the cell: ${kernel.ended}`;
    return fail(cell, { cell: number, name: "KernelDied", message, traceback: [] });
  }
  const failed = await failureOf(outcome.reply, cell, number, options.deno);
  if (failed !== undefined) return hasTag(cell, "raises-exception") ? undefined : failed;
  if (!mustDisplay(cell)) return undefined;
  for (const until = Date.now() + displayLag; !cell.outputs!.some(isDisplay) && Date.now() < until;) await pause(20);
  if (cell.outputs!.some(isDisplay)) return undefined;
  const message = "the cell should have shown something and left no output";
  return fail(cell, { cell: number, name: "MissingOutput", message, traceback: [] });
}

async function failureOf(
  reply: JupyterMessage,
  cell: Cell,
  number: number,
  deno: string | undefined,
): Promise<CellFailure | undefined> {
  if (reply.content.status === "ok") return undefined;
  const error = cell.outputs!.findLast((output) => output.output_type === "error");
  if (error === undefined) {
    const { message, line } = await explainParseError(cell.source, deno);
    return fail(cell, { cell: number, line, name: "SyntaxError", message, traceback: [] });
  }
  const traceback = error.traceback ?? [];
  const place = await locateError(cell.source, traceback, deno);
  return { cell: number, line: place?.line, name: error.ename ?? "Error", message: error.evalue ?? "", traceback };
}

/** Leaves a failure that the kernel does not report itself in the cell's outputs, so that the notebook shows it. */
function fail(cell: Cell, failure: CellFailure): CellFailure {
  const { name, message, line } = failure;
  const place = line === undefined ? "" : ` (line ${line})`;
  cell.outputs!.push({
    output_type: "error",
    ename: name,
    evalue: message,
    traceback: [`${name}: ${message}${place}`],
  });
  return failure;
}

/** Whether a cell must leave something displayed; comments do not count. */
function mustDisplay(cell: Cell): boolean {
  const code = cell.source.replace(/\/\*.*?\*\//gs, "").replace(/\/\/.*$/gm, "");
  return hasTag(cell, "figure") || /(^|[^\w.$])show(Table|Tex)?\s*\(/m.test(code);
}

/** Whether an output is a figure, a table or the like; plain text alone may be a progress bar. */
function isDisplay(output: Output): boolean {
  return Object.keys(output.data ?? {}).some((type) => type !== "text/plain");
}

function blank(): Pick<Cell, "outputs" | "execution_count"> {
  return { outputs: [], execution_count: null };
}
