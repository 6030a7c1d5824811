/**
 * The results of sweeps, for notebooks: read where they are committed, else made here.
 * @module
 */
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../io/atomic.ts";
import { checkout } from "../../io/checkout.ts";
import { describeChange } from "../../io/content_change.ts";
import { dependenciesOf } from "../config/run_content.ts";
import type { RunContent } from "../store/identity.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { runLocally } from "../engines/local.ts";
import { Store } from "../store/store.ts";
import { describeOrigin, isFresh, resultsFolder } from "./stored.ts";
import { readSweep } from "../sweeps/sweep_config.ts";
import { sweepJob } from "../sweeps/sweep_job.ts";
import { planSweep, type SweepPlan } from "../sweeps/sweep_plan.ts";
import { SweepProgress } from "../sweeps/sweep_progress.ts";
import { sweepStatus } from "../sweeps/sweep_status.ts";
import { collectSweep, readSweepTable, type SweepTable, tableCsv, tableJson } from "./sweep_table.ts";

/** Where a sweep's table is looked for, and how it is made. */
export interface StoredSweepOptions {
  /** The folder of the committed tables; `data/results` unless told. */
  readonly folder?: string;
  /** The folder of the store; as for `deno task sweep` unless told. */
  readonly store?: string;
  /** Makes it anew and replaces the committed table; where `NEARZERO_FRESH` is 1, unless told. */
  readonly fresh?: boolean;
  /** Takes a line that says where the table comes from; `console.log` unless told. */
  readonly say?: (line: string) => void;
  /** Called with how many of the runs are done while they are made. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The table of a sweep: the committed one, where it holds what the sweep's file says; else its runs are made on this
 * machine, those of them that the store lacks, and the table is theirs.
 *
 * Whether a committed table is the sweep's is told by the identities of its runs under the software and the data that made
 * them, so that a sweep whose file was changed is made anew and one that an older kit made is not; the line says which kit
 * it was. Where the data are here and are others than the table's, it is made anew too.
 * @param file The sweep's file; a relative path is one from `notebooks/configs`.
 * @param options Where it is looked for.
 * @returns The table, complete.
 * @throws {Error} If runs fail; says how many and how to see why.
 * @category Experiments
 */
export async function storedSweep(file: string, options: StoredSweepOptions = {}): Promise<SweepTable> {
  checkArguments("storedSweep", arguments);
  const { folder = resultsFolder(), fresh = isFresh(), say = console.log } = options;
  const sweep = await readSweep(resolve(checkout, "notebooks", "configs", file));
  const path = join(folder, `${sweep.name}.json`);
  if (!fresh && await Deno.stat(path).then(() => true, () => false)) {
    const table = await readSweepTable(path), { kit: [version], lock: [lock], content: given = {} } = table.provenance;
    const { runs } = await planSweep(sweep, { kit: { version, lock }, given });
    const held = new Set([...table.rows, ...table.curves].map(({ id }) => id));
    const change = await changeSince(runs, given);
    if (change !== undefined) {
      say(`${sweep.name}: the committed table is of other data than are here: ${change}`);
    } else if (runs.every(({ id }) => held.has(id))) {
      say(`${sweep.name}: ${describeOrigin(table.provenance)}, ${table.runs} runs`);
      return table;
    }
    if (change === undefined) say(`${sweep.name}: the committed table is of other runs than the sweep's file says`);
  }
  const store = await Store.open(options.store), plan = await planSweep(sweep, store.planOptions());
  await makeRuns(plan, store, options.onProgress);
  const table = await collectSweep(store, plan);
  if (fresh) {
    await writeFileAtomic(path, tableJson(table));
    await writeFileAtomic(join(folder, `${sweep.name}.csv`), tableCsv(table));
  }
  say(`${sweep.name}: ${table.runs} of ${table.planned} runs, made on this machine`);
  return table;
}

/** What of the data here is not what it was; undefined where all that is here is. */
async function changeSince(runs: SweepPlan["runs"], then: RunContent): Promise<string | undefined> {
  const dependencies = new Map(runs.flatMap(({ config }) => dependenciesOf(config)).map((one) => [one.what, one]));
  for (const { what, find } of dependencies.values()) {
    const here = await find().catch(() => undefined);
    if (here === undefined || then[what] === undefined || here === then[what]) continue;
    return `${what}, ${await describeChange(then[what], here)}`;
  }
  return undefined;
}

async function makeRuns(plan: SweepPlan, store: Store, onProgress?: StoredSweepOptions["onProgress"]): Promise<void> {
  const progress = await SweepProgress.of(store, plan, navigator.hardwareConcurrency);
  const report = () => onProgress?.(progress.counts.done, plan.runs.length);
  report();
  await runLocally(await sweepJob(store, plan, await sweepStatus(store, plan)), {
    onEnd: (task) => void progress.end(task).then(report),
  });
  const { counts } = await sweepStatus(store, plan), missing = plan.runs.length - counts.done;
  if (missing > 0) {
    throw new Error(
      `Cannot collect the sweep ${plan.sweep.name}: ${missing} of its ${plan.runs.length} runs are not finished; ` +
        '"deno task sweep status" says why',
    );
  }
}
