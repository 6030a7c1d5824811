/**
 * `deno task figures`: executes the notebooks in the Deno kernel and (re)writes figures/.
 *
 * It has all permissions (-A): the kernels that it starts run whatever the notebooks' cells say.
 * @module
 */
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../figures/browser/browser.ts";
import { compareFigures } from "../figures/files/compare.ts";
import { figuresFolder } from "../figures/files/export.ts";
import { heldFolder } from "../io/process/leash.ts";
import { checkInteger, checkKnown, checkPositive } from "../numerics/check.ts";
import { checkFigures } from "../jupyter/figure_check.ts";
import { kernelName } from "../jupyter/kernelspec.ts";
import { type JsonValue, type Notebook, readNotebook, writeNotebook } from "../jupyter/notebook_file.ts";
import { declaredParameters, injectParameters, parseAssignments } from "../jupyter/parameters.ts";
import { type CellFailure, runNotebook } from "../jupyter/runner.ts";
import { inLanes } from "./shared/lanes.ts";
import { inTurn, type Speech } from "./shared/in_turn.ts";
import { checkout, formatTime, listNotebooks, named, notebooksFolder, onEnd, runCommand } from "./shared/command.ts";

const usage = `Usage: deno task figures [NAME…] [options]

Executes notebooks/*.ipynb, or those named, headless and as many at once as there are cores; they write figures/. The
beginning of a name will do.
  --check         make the figures elsewhere and compare their numbers with those in figures/
  --save          write the executed notebooks back
  --fresh         compute the stored results of data/results anew, which takes hours
  --keep-going    go on with the next notebook after a failure
  --no-files      write no figures: needs no browser
  --jobs N        how many at once; 1 with --fresh, whose trainings take all cores
  -p, --parameter NAME=VALUE
                  run with another parameter (may be repeated); committed figures are left as they are
  --data DIR      a folder that holds data sets
  --limit SECONDS the most that a cell may take (1800; a day with --fresh)

Such as: deno task figures 02 -p steps=300`;

/** What takes longest begins first. A list that is out of date costs time and nothing else. */
const longest = ["11", "09", "01"];

interface Options {
  readonly names: readonly string[];
  readonly check: boolean;
  readonly save: boolean;
  readonly fresh: boolean;
  readonly keepGoing: boolean;
  readonly files: boolean;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly data?: string;
  /** How many at once. */
  readonly jobs: number;
  /** In milliseconds. */
  readonly limit: number;
}

interface Job {
  readonly name: string;
  readonly path: string;
  readonly notebook: Notebook;
  readonly parameters: Readonly<Record<string, JsonValue>>;
}

async function parseOptions(): Promise<Options | undefined> {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      check: { type: "boolean", default: false },
      save: { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      "keep-going": { type: "boolean", default: false },
      "no-files": { type: "boolean", default: false },
      parameter: { type: "string", short: "p", multiple: true, default: [] },
      data: { type: "string" },
      jobs: { type: "string" },
      limit: { type: "string" },
    },
  });
  if (values.help) return undefined;
  const clashes = [["check", "save"], ["check", "no-files"], ["check", "fresh"]] as const;
  for (const [one, other] of clashes) {
    if (values[one] && values[other]) {
      throw new TypeError(`Cannot run notebooks: --${one} and --${other} exclude each other`);
    }
  }
  for (const keeps of ["save", "fresh"] as const) {
    if (!values[keeps] || values.parameter.length === 0) continue;
    throw new TypeError(
      `Cannot run notebooks: --${keeps} keeps runs with the default parameters only, leave out -p or --${keeps}`,
    );
  }
  const limit = Number(values.limit ?? (values.fresh ? 86_400 : 1800));
  checkPositive("run notebooks", "--limit", limit);
  const jobs = Number(values.jobs ?? (values.fresh ? 1 : navigator.hardwareConcurrency));
  checkInteger("run notebooks", "--jobs", jobs, 1);
  const known = await listNotebooks();
  const names = positionals.map((given) => {
    const name = given.replace(/^.*[/\\]/, "").replace(/\.ipynb$/, "");
    return named("run notebooks", "notebook", name, known);
  });
  return {
    names: names.length === 0 ? known : names,
    check: values.check,
    save: values.save,
    fresh: values.fresh,
    keepGoing: values["keep-going"],
    files: !values["no-files"],
    parameters: parseAssignments(values.parameter),
    data: values.data === undefined ? undefined : resolve(values.data),
    jobs,
    limit: limit * 1000,
  };
}

/** Reads the notebooks and gives each the parameters that it has; a parameter that none has is a mistake. */
async function prepare({ names, parameters }: Options): Promise<Job[]> {
  const jobs: Job[] = [];
  const known = new Set<string>();
  for (const name of names) {
    const path = join(notebooksFolder, `${name}.ipynb`);
    const notebook = await readNotebook(path);
    const own = declaredParameters(notebook).map((parameter) => parameter.name);
    own.forEach((key) => known.add(key));
    const given = Object.fromEntries(Object.entries(parameters).filter(([key]) => own.includes(key)));
    injectParameters(notebook, name, given);
    jobs.push({ name, path, notebook, parameters: given });
  }
  for (const key of Object.keys(parameters)) {
    if (known.size === 0) throw new RangeError(`Cannot run ${names.join(", ")}: no parameter "${key}", there is none`);
    checkKnown(`run ${names.join(", ")}`, "parameter", key, [...known]);
  }
  return jobs;
}

/** Finds out before the first long cell, and not after it, that nothing can be written. */
async function checkWritable(folder: string): Promise<void> {
  const probe = join(folder, `.~${crypto.randomUUID()}`);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(probe, "");
    await Deno.remove(probe);
  } catch (error) {
    throw new Error(`Cannot write into ${folder}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Runs one notebook and says how it went. */
async function run(
  job: Job,
  options: Options,
  env: Record<string, string>,
  signal: AbortSignal,
  say: Speech,
): Promise<boolean> {
  await using held = options.check ? await heldFolder("nearzero-figures-") : undefined;
  const remade = held?.path;
  say.log(job.name);
  const result = await runNotebook(job.notebook, job.name, {
    cwd: notebooksFolder,
    parameters: job.parameters,
    cellLimit: options.limit,
    env: { ...env, NEARZERO_NOTEBOOK: job.name, ...(remade ? { NEARZERO_FIGURES: remade } : {}) },
    signal,
    onStart: ({ cell, title }) => say.passing(line(cell, "…", title)),
    onCell: ({ cell, milliseconds, title, ok }) =>
      say.log(line(cell, formatTime(milliseconds), ok ? title : `FAILED: ${title}`)),
  });
  if (result.failure !== undefined) {
    explain(job, result.failure, say);
    return false;
  }
  say.log(`${job.name}: ${result.cells.length} cells in ${formatTime(result.milliseconds)}`);
  for (const said of saidOfFiles(result.notebook)) say.log(`      ${said}`);
  if (options.save) await save(job, result.notebook, say);
  return remade === undefined || await compare(job.name, remade, say);
}

/** What `show` said of the files that it wrote: where, when a parameter was changed. */
function saidOfFiles(notebook: Notebook): string[] {
  const texts = notebook.cells.flatMap(({ outputs = [] }) => outputs.map(({ data }) => data?.["text/plain"]));
  return texts.filter((text): text is string => typeof text === "string" && text.startsWith("Wrote "));
}

function line(cell: number, time: string, title: string): string {
  return `${String(cell).padStart(4)}  ${time.padStart(10)}  ${title}`;
}

function explain({ path }: Job, { cell, line, name, message, traceback }: CellFailure, say: Speech): void {
  const place = `${relative(checkout, path)}, cell ${cell}${line === undefined ? "" : `, line ${line}`}`;
  say.error(`${place}: ${name}: ${message}`);
  // Places in the transpiled cell would mislead; the kit's own files are named as they are.
  for (const frame of traceback) if (/^\s+at .*file:/.test(frame)) say.error(frame);
}

async function save({ path }: Job, executed: Notebook, say: Speech): Promise<void> {
  const kernelspec = { display_name: "Deno", language: "typescript", name: kernelName };
  await writeNotebook(path, { ...executed, metadata: { ...executed.metadata, kernelspec } });
  say.log(`Saved ${relative(checkout, path)}`);
}

async function compare(name: string, remade: string, say: Speech): Promise<boolean> {
  const verdicts = await checkFigures(name, figuresFolder(), remade, compareFigures);
  for (const { figure, verdict, detail } of verdicts) {
    say.log(`      ${figure}: ${verdict}${detail === "" ? "" : ` (${detail})`}`);
  }
  return verdicts.every(({ verdict }) => verdict === "same" || verdict === "incomparable");
}

async function main(): Promise<number> {
  const options = await parseOptions();
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  const jobs = await prepare(options);
  const began = performance.now();
  if (options.files && !options.check) await checkWritable(figuresFolder());
  const interrupt = new AbortController(), { signal } = interrupt;
  onEnd((why) => interrupt.abort(why));
  const env = {
    ...(Object.keys(options.parameters).length === 0 ? {} : { NEARZERO_EXPLORING: "1" }),
    ...(options.files ? {} : { NEARZERO_FILES: "0" }),
    ...(options.data === undefined ? {} : { NEARZERO_DATA: options.data }),
    ...(options.fresh ? { NEARZERO_FRESH: "1" } : {}),
  };
  // Each notebook has a browser of its own; that there is none is found out before the first long cell has ended.
  const browser = options.files ? launchBrowser().then((found) => found.close()) : Promise.resolve();
  browser.catch((error) => interrupt.abort(error));
  const ordered = options.jobs === 1 ? jobs : jobs.toSorted((a, b) => rankOf(a) - rankOf(b));
  const speeches = inTurn(ordered.map(({ name }) => name)), failed: string[] = [];
  let done = 0;
  try {
    await inLanes(ordered, options.jobs, async (job) => {
      if (failed.length > 0 && !options.keepGoing) return;
      const say = speeches.get(job.name)!;
      if (!await run(job, options, env, signal, say)) failed.push(job.name);
      done++;
      say.end();
    });
  } finally {
    // What was not begun, or thrown out, keeps nobody waiting.
    for (const say of speeches.values()) say.end();
    await browser;
  }
  const total = `${done} of ${jobs.length} notebooks in ${formatTime(performance.now() - began)}`;
  console.log(failed.length === 0 ? total : `${total}; failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

/** When a notebook begins: several at once are done sooner where none of the longest runs on alone at the end. */
function rankOf({ name }: Job): number {
  const rank = longest.findIndex((beginning) => name.startsWith(beginning));
  return rank < 0 ? longest.length : rank;
}

if (import.meta.main) await runCommand(main, usage);
