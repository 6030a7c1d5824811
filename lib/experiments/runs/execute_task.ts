/**
 * One task, from leases to finished runs: what every engine's processes do.
 * @module
 */
import { join } from "node:path";
import { removeLeftovers, writeFileAtomic } from "../../io/atomic.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type ExecutionContext, type Executor, type TrainingJob, WEIGHTS_FILE } from "./executor.ts";
import { kitIdentity } from "../store/identity.ts";
import { Lease, LeaseHeldError, type LeaseOptions } from "../../io/lease.ts";
import type { PlannedRun } from "../config/planned_run.ts";
import { processProvenance } from "../store/provenance.ts";
import { pretty, type Store } from "../store/store.ts";

/** How a task is executed. */
export interface TaskOptions {
  /** Aborted when the work is to stop. */
  readonly signal?: AbortSignal;
  /** Takes a line for the log. */
  readonly say?: (line: string) => void;
  /** Milliseconds to wait for a network on which another process works; 0, that is to leave at once, unless told. */
  readonly wait?: number;
  /** How leases are kept. */
  readonly lease?: LeaseOptions;
}

/** What became of a task's runs. */
export interface TaskOutcome {
  /** Runs that were finished now. */
  readonly done: number;
  /** Runs that had been finished before. */
  readonly already: number;
  /** Runs that failed; the store says why. */
  readonly failed: readonly string[];
  /** Whether another try of those that failed could end differently. */
  readonly retry: boolean;
}

/**
 * Executes the runs of a task: leases their networks, trains what is not trained, measures what is not measured. A run
 * that fails is noted in the store and does not stop the others.
 * @param store Where results are kept.
 * @param runs Runs whose networks differ in their seed alone.
 * @param executor What trains and measures.
 * @param options How to stop, wait and report.
 * @returns What became of them.
 * @throws {LeaseHeldError} If another process works on one of the networks and has not ended within the wait.
 * @throws {Error} The signal's reason, if it was aborted; what was done is kept.
 */
export async function executeTask(
  store: Store,
  runs: readonly PlannedRun[],
  executor: Executor,
  options: TaskOptions = {},
): Promise<TaskOutcome> {
  checkArguments("executeTask", arguments);
  const { signal: asked = new AbortController().signal, say = () => {}, wait = 0 } = options;
  if ((await unfinished(store, runs)).length === 0) return { done: 0, already: runs.length, failed: [], retry: false };
  await using leases = new AsyncDisposableStack();
  // In one order everywhere, so that two tasks never wait for each other.
  const held: Lease[] = [];
  for (const network of [...new Set(runs.map((run) => run.network))].sort()) {
    held.push(leases.use(await acquire(store.leaseFile(network), wait, asked, say, options.lease)));
  }
  const signal = AbortSignal.any([asked, ...held.map(({ lost }) => lost)]);
  // The leases keep everybody else from these folders.
  for (const { id, network } of runs) {
    for (const folder of [store.networkFolder(network), store.runFolder(id)]) await removeLeftovers(folder);
  }
  const context: ExecutionContext = { signal, say, shared: store.sharedFolder };
  // Another process may have finished some while this one waited.
  const pending = await unfinished(store, runs), started = new Date();
  const process = await processProvenance(await kitIdentity());
  const failed: string[] = [];
  let retry = false;
  const note = async (run: PlannedRun, thrown: unknown): Promise<void> => {
    signal.throwIfAborted();
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    say(`${run.id} failed: ${name}: ${message}`);
    failed.push(run.id);
    const again = mayEndDifferently(thrown);
    retry ||= again;
    await store.fail(run.id, { name, message, lastLines: [], retry: again, when: new Date().toISOString() });
  };
  const together = [...new Set(pending.map(({ config }) => config.training.seed))].sort((a, b) => a - b);
  try {
    await trainMissing(store, pending, executor, context);
  } catch (error) {
    for (const run of pending) await note(run, error);
    return { done: 0, already: runs.length - pending.length, failed, retry };
  }
  for (const run of pending) {
    const folders = { network: store.networkFolder(run.network), run: store.runFolder(run.id) };
    try {
      await Deno.mkdir(folders.run, { recursive: true });
      const { scores, data } = await executor.evaluate(run.config, folders, context);
      signal.throwIfAborted();
      const finished = new Date(), seconds = (finished.getTime() - started.getTime()) / 1000 / pending.length;
      const when = { started: started.toISOString(), finished: finished.toISOString(), seconds };
      const provenance = { ...process, ...when, backend: executor.backend(), together, data };
      await store.finish(run.id, { config: run.config, scores, provenance });
      say(`${run.id} done`);
    } catch (error) {
      await note(run, error);
    }
  }
  return { done: pending.length - failed.length, already: runs.length - pending.length, failed, retry };
}

async function unfinished(store: Store, runs: readonly PlannedRun[]): Promise<PlannedRun[]> {
  const done = await Promise.all(runs.map(({ id }) => store.isDone(id)));
  return runs.filter((_, i) => !done[i]);
}

async function trainMissing(
  store: Store,
  runs: readonly PlannedRun[],
  executor: Executor,
  context: ExecutionContext,
): Promise<void> {
  const jobs = new Map<string, TrainingJob>();
  for (const { network, config } of runs) {
    const folder = store.networkFolder(network);
    await writeFileAtomic(join(folder, "config.json"), pretty({ data: config.data, training: config.training }));
    const there = await Deno.stat(join(folder, WEIGHTS_FILE)).then(() => true, () => false), job = { config, folder };
    if (!there || await executor.isTrained?.(job, context) === false) jobs.set(network, job);
  }
  if (jobs.size > 0) await executor.train([...jobs.values()], context);
  context.signal.throwIfAborted();
}

/** Takes a lease, waiting for whoever has it. */
async function acquire(
  path: string,
  wait: number,
  signal: AbortSignal,
  say: (line: string) => void,
  options?: LeaseOptions,
): Promise<Lease> {
  const end = performance.now() + wait;
  for (let waiting = false;; waiting = true) {
    signal.throwIfAborted();
    try {
      return await Lease.acquire(path, options);
    } catch (error) {
      if (!(error instanceof LeaseHeldError) || performance.now() >= end) throw error;
      if (!waiting) say(`Waiting for process ${error.holder.pid} on ${error.holder.host}, which works on this already`);
      await new Promise((resolve) => setTimeout(resolve, Math.min(500, wait)));
    }
  }
}

/** Whether the same run could end differently: not where its configuration or its data are at fault. */
function mayEndDifferently(error: unknown): boolean {
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}
