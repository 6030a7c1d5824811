/**
 * One task, from leases to finished runs: what every engine's processes do.
 * @module
 */
import { join } from "node:path";
import { removeLeftovers, writeFileAtomic } from "../../io/atomic.ts";
import { describeChange } from "../../io/content_change.ts";
import type { ExecutionContext, Executor, RunProgress, TrainingJob } from "./executor.ts";
import { checkContent, dependenciesOf, type WeightsFinder } from "../config/run_content.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { kitIdentity } from "../store/identity.ts";
import { Lease, LeaseHeldError, type LeaseOptions } from "../../io/lease.ts";
import { lineageOf, type PlannedRun } from "../config/planned_run.ts";
import { processProvenance } from "../store/provenance.ts";
import { pretty, type Store } from "../store/store.ts";

/** How a task is executed. */
export interface TaskOptions {
  /** Aborted when the work is to stop. */
  readonly signal?: AbortSignal;
  /** Takes a line for the log. */
  readonly say?: (line: string) => void;
  /** Is told how far the training and the sampling are. */
  readonly report?: (progress: RunProgress) => void;
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
 * Executes the runs of a task: leases their networks, checks each run by a dry pass, trains what is not trained, measures
 * what is not measured. A run that fails is noted in the store and does not stop the others; one that would fail after its
 * training fails before.
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
  const { signal: told = new AbortController().signal, say = () => {}, wait = 0 } = options;
  if ((await unfinished(store, runs)).length === 0) return { done: 0, already: runs.length, failed: [], retry: false };
  await using leases = new AsyncDisposableStack();
  // In one order everywhere, so that two tasks never wait for each other.
  const held: Lease[] = [];
  for (const network of [...new Set(runs.map((run) => run.network))].sort()) {
    held.push(leases.use(await acquire(store.leaseFile(network), wait, told, say, options.lease)));
  }
  const signal = AbortSignal.any([told, ...held.map(({ lost }) => lost)]);
  // The leases keep everybody else from these folders.
  for (const { id, network } of runs) {
    for (const folder of [store.networkFolder(network), store.runFolder(id)]) await removeLeftovers(folder);
  }
  const weights = (from: string) => store.weightsFile(from);
  const context: ExecutionContext = { signal, say, shared: store.sharedFolder, weights, report: options.report };
  // Another process may have finished some while this one waited.
  const asked = await unfinished(store, runs), started = new Date();
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
  const pending: PlannedRun[] = [], already = runs.length - asked.length;
  for (const run of asked) {
    const found = await store.find(run.id);
    if (found instanceof Error) say(found.message);
    try {
      await checkRunContent(run, weights);
      for (const change of await store.remember(run.content)) {
        const { what, before, after } = change, how = await describeChange(before, after);
        say(`${what} is not what it was when this store last used it: ${how}. This is another run than that of then.`);
      }
      await executor.check(run, context);
      pending.push(run);
    } catch (error) {
      await note(run, error);
    }
  }
  const together = [...new Set(pending.map(({ config }) => config.training.seed))].sort((a, b) => a - b);
  try {
    await trainMissing(store, pending, executor, context);
  } catch (error) {
    for (const run of pending) await note(run, error);
    return { done: 0, already, failed, retry };
  }
  for (const run of pending) {
    const folders = { network: store.networkFolder(run.network), run: store.runFolder(run.id) };
    try {
      await Deno.mkdir(folders.run, { recursive: true });
      const { scores, data } = await executor.evaluate(run, folders, context);
      await checkRunContent(run, weights);
      signal.throwIfAborted();
      const finished = new Date(), seconds = (finished.getTime() - started.getTime()) / 1000 / pending.length;
      const when = { started: started.toISOString(), finished: finished.toISOString(), seconds };
      const made = { backend: executor.backend(), together, data, network: run.network };
      const content = Object.keys(run.content).length > 0 ? { content: run.content } : {};
      const provenance = { ...process, ...when, ...made, ...content };
      await store.finish(run.id, { config: run.config, scores, provenance });
      say(`${run.id} done`);
    } catch (error) {
      await note(run, error);
    }
  }
  return { done: asked.length - failed.length, already, failed, retry };
}

/** Data and weights may change between planning and training, and while a run takes place. */
async function checkRunContent({ id, config, content }: PlannedRun, weights: WeightsFinder): Promise<void> {
  await checkContent(`make the run ${id}`, dependenciesOf(config, weights), content);
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
  for (const run of runs) {
    const { network, config } = run;
    const folder = store.networkFolder(network);
    await writeFileAtomic(join(folder, "config.json"), pretty({ data: config.data, training: config.training }));
    if (await executor.isTrained(folder, context)) continue;
    jobs.set(network, { config, folder, siblings: await store.siblings(network, await lineageOf(run)) });
  }
  if (jobs.size === 0) return;
  await executor.train([...jobs.values()], context);
  context.signal.throwIfAborted();
  for (const run of runs.filter(({ network }) => jobs.has(network))) {
    try {
      await checkRunContent(run, context.weights);
    } catch (error) {
      // Data that changed meanwhile: what was trained belongs to no identity.
      await store.forgetNetwork(run.network);
      throw error;
    }
  }
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

/**
 * Whether the same run could end differently: not where its configuration or its data are at fault.
 * @param error What it threw.
 * @returns Whether to try again.
 */
export function mayEndDifferently(error: unknown): boolean {
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}
