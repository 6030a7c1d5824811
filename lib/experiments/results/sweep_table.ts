/**
 * A sweep's results as one tidy table: a row for each run and metric.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { readJson } from "../../io/read_json.ts";
import { checkSigned, signed } from "../../io/formats/signed.ts";
import { validate } from "../../io/validate.ts";
import type { RunContent } from "../store/identity.ts";
import { contentSchema, type DataProvenance, dataProvenanceSchema, type Provenance } from "../store/provenance.ts";
import type { RunConfig } from "../config/run_config.ts";
import { type Curve, curveShape, intervalShape, type RunScores, type Score } from "../store/scores.ts";
import type { Store } from "../store/store.ts";
import type { SweepComparisonConfig } from "../sweeps/sweep_config.ts";
import type { SweepPlan } from "../sweeps/sweep_plan.ts";

/** One number of a sweep. */
export interface SweepRow extends Score {
  /** The run. */
  readonly id: string;
  /** The label of each of the sweep's columns. */
  readonly labels: Readonly<Record<string, string>>;
  /** The sampler. */
  readonly sampler: string;
  /** Its evaluations for each sample. */
  readonly evaluations: number;
}

/** One curve of a sweep. */
export interface SweepCurve extends Curve {
  /** The run. */
  readonly id: string;
  /** The label of each of the sweep's columns. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What a sweep's results rest on: where runs differ, each value that occurs. */
export interface TableProvenance {
  /** Versions of the kit. */
  readonly kit: readonly string[];
  /** SHA-256 of the packages in the lock file. */
  readonly lock: readonly string[];
  /** Commits; null for runs outside a repository. */
  readonly commit: readonly (string | null)[];
  /** Whether the library differed from its commit in any run; null where that is not known. */
  readonly changed: boolean | null;
  /** Versions of Deno. */
  readonly deno: readonly string[];
  /** Operating systems and architectures. */
  readonly machine: readonly string[];
  /** Backends. */
  readonly backend: readonly (string | null)[];
  /** When the first run began, as ISO 8601. */
  readonly started: string;
  /** When the last ended. */
  readonly finished: string;
  /** Seconds of work in all. */
  readonly seconds: number;
  /** The most seeds that were trained as one stacked network. */
  readonly together: number;
  /** The data. */
  readonly data: readonly DataProvenance[];
  /** The content of what the runs' configurations name; absent where they name nothing outside themselves. */
  readonly content?: RunContent;
}

/**
 * A sweep's results.
 * @category Experiments
 */
export interface SweepTable {
  /** The sweep's name. */
  readonly sweep: string;
  /** What it is for. */
  readonly about: string;
  /** How many of its runs are in the table. */
  readonly runs: number;
  /** How many it has. */
  readonly planned: number;
  /** The columns that its axes make. */
  readonly columns: readonly string[];
  /** What is compared, paired by seed. */
  readonly compare?: SweepComparisonConfig;
  /** What the results rest on. */
  readonly provenance: TableProvenance;
  /** The numbers. */
  readonly rows: readonly SweepRow[];
  /** The curves. */
  readonly curves: readonly SweepCurve[];
}

const labels = once(() => z.record(z.string(), z.string())), texts = once(() => z.array(z.string()));

const tableSchema: () => z.ZodType<SweepTable> = once(() =>
  z.strictObject({
    sweep: z.string(),
    about: z.string(),
    runs: z.int(),
    planned: z.int(),
    columns: texts(),
    compare: z.strictObject({ axis: z.string(), baseline: z.string() }).optional(),
    provenance: z.strictObject({
      kit: texts(),
      lock: texts(),
      commit: z.array(z.string().nullable()),
      changed: z.boolean().nullable(),
      deno: texts(),
      machine: texts(),
      backend: z.array(z.string().nullable()),
      started: z.string(),
      finished: z.string(),
      seconds: z.number(),
      together: z.int(),
      data: z.array(dataProvenanceSchema()),
      content: contentSchema().optional(),
    }),
    rows: z.array(z.strictObject({
      id: z.string(),
      labels: labels(),
      seed: z.int(),
      sampler: z.string(),
      evaluations: z.int(),
      metric: z.string(),
      ...intervalShape(),
      n: z.int(),
    })),
    curves: z.array(z.strictObject({ id: z.string(), labels: labels(), ...curveShape() })),
  })
);

/**
 * Collects what is finished of a sweep.
 * @param store The store.
 * @param plan The sweep's plan.
 * @param warn Is told of each run whose result is damaged, which is left out; `console.warn` unless told.
 * @returns The table, in the plan's order; the same results give the same table.
 * @throws {RangeError} If nothing is finished.
 * @category Experiments
 */
export async function collectSweep(
  store: Store,
  plan: SweepPlan,
  warn: (message: string) => void = (message) => console.warn(message),
): Promise<SweepTable> {
  const finished: TabulatedRun[] = [];
  for (const { id, labels, config } of plan.runs) {
    const found = await store.find(id);
    if (found instanceof Error) warn(`${found.message}; the run is left out, and made anew by a retry`);
    else if (found) finished.push({ id, labels, config, scores: found.scores, provenance: found.provenance });
  }
  const { name, about, compare } = plan.sweep;
  if (finished.length === 0) throw new RangeError(`Cannot collect the sweep ${name}: none of its runs is finished`);
  const head = { sweep: name, about, planned: plan.runs.length, columns: [...plan.columns] };
  return tabulate({ ...head, ...(compare === undefined ? {} : { compare }) }, finished);
}

/** A finished run on its way into a table. */
export interface TabulatedRun {
  /** Its identity. */
  readonly id: string;
  /** The label of each of the table's columns. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its configuration. */
  readonly config: RunConfig;
  /** What it has measured. */
  readonly scores: RunScores;
  /** Where its numbers come from. */
  readonly provenance: Provenance;
}

/**
 * Puts finished runs into a table.
 * @param head What the table says of itself.
 * @param finished The runs, at least one.
 * @returns The table, in the order of the runs.
 */
export function tabulate(
  head: Pick<SweepTable, "sweep" | "about" | "planned" | "columns" | "compare">,
  finished: readonly TabulatedRun[],
): SweepTable {
  const rows: SweepRow[] = [], curves: SweepCurve[] = [], seen = finished.map(({ provenance }) => provenance);
  for (const { id, labels, config, scores: { scores, curves: measured } } of finished) {
    const { seed } = config.training, { name: sampler, evaluations } = config.sampler;
    for (const { metric, value, low, high, n } of scores) {
      rows.push({ id, labels, seed, sampler, evaluations, metric, value, low, high, n });
    }
    curves.push(...measured.map((curve) => ({ id, labels, ...curve })));
  }
  const each = <K extends keyof Provenance>(key: K) => {
    const all = new Map(seen.map((one) => [JSON.stringify(one[key]), one[key]]));
    return [...all.keys()].sort().map((text) => all.get(text)!);
  };
  const { sweep, about, planned, ...columns } = head;
  const contents = Object.entries(Object.assign({}, ...seen.map(({ content }) => content)) as RunContent);
  const content = Object.fromEntries(contents.sort(([a], [b]) => a < b ? -1 : 1));
  return {
    sweep,
    about,
    runs: seen.length,
    planned,
    ...columns,
    provenance: {
      kit: each("kit"),
      lock: each("lock"),
      commit: each("commit"),
      changed: seen.some(({ changed }) => changed === null) ? null : seen.some(({ changed }) => changed),
      deno: each("deno"),
      machine: each("machine"),
      backend: each("backend"),
      started: seen.map(({ started }) => started).sort()[0],
      finished: seen.map(({ finished }) => finished).sort().at(-1)!,
      seconds: Math.round(seen.reduce((sum, { seconds }) => sum + seconds, 0) * 10) / 10,
      together: Math.max(...seen.map(({ together }) => together.length)),
      data: each("data"),
      ...(contents.length > 0 ? { content } : {}),
    },
    rows,
    curves,
  };
}

/**
 * Reads a collected table, such as those of `data/results/`.
 * @param path The file.
 * @returns The table.
 * @throws {TypeError} If something is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown.
 * @throws {SyntaxError} If it is not JSON, or does not have its SHA-256.
 * @throws {Error} If it cannot be read.
 * @category Experiments
 */
export async function readSweepTable(path: string): Promise<SweepTable> {
  const content = checkSigned(path, await readJson(path), "collect it again, or take it from version control");
  return validate(`read the table ${path}`, tableSchema(), content);
}

/**
 * A table as JSON: a line for each row, so that a change is a readable difference in git. Curves are written to five
 * digits, which is more than their intervals leave certain. The file's SHA-256 is in it and checked when it is read.
 * @param table The table.
 * @returns The file's text.
 */
export function tableJson({ rows, curves, ...rest }: SweepTable): string {
  const lines = (entries: readonly unknown[], replace?: (key: string, value: unknown) => unknown) => {
    if (entries.length === 0) return "[]";
    return `[\n${entries.map((entry) => `    ${JSON.stringify(entry, replace)}`).join(",\n")}\n  ]`;
  };
  const rounded = (_: string, value: unknown) => typeof value === "number" ? Number(value.toPrecision(5)) : value;
  const text = (head: object) =>
    `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "rows": ${lines(rows)},\n  "curves": ${
      lines(curves, rounded)
    }\n}\n`;
  const { sha256 } = signed(JSON.parse(text(rest)));
  return text({ ...rest, sha256 });
}

/**
 * A table's numbers as CSV (RFC 4180), for other programs.
 * @param table The table.
 * @returns The file's text; its first line names the columns.
 */
export function tableCsv({ columns, rows }: SweepTable): string {
  const head = ["id", ...columns, "seed", "sampler", "evaluations", "metric", "value", "low", "high", "n"];
  const cells = rows.map((row) => {
    const { id, labels, seed, sampler, evaluations, metric, value, low, high, n } = row;
    return [id, ...columns.map((name) => labels[name]), seed, sampler, evaluations, metric, value, low, high, n];
  });
  const quote = (cell: string | number | null) => {
    const text = String(cell ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...cells].map((row) => row.map(quote).join(",") + "\r\n").join("");
}
