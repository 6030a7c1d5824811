/**
 * How far a sweep is.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { lastLines, logFile } from "./job.ts";
import type { RunFailure, Store } from "../store/store.ts";
import type { SweepPlan, SweepRun } from "./sweep_plan.ts";

/** Where a run is. */
export type RunState = "done" | "running" | "failed" | "remaining";

/** A run with where it is. */
export interface RunStatus {
  /** The run. */
  readonly run: SweepRun;
  /** Where it is. */
  readonly state: RunState;
  /** Why it failed, where it did. */
  readonly failure?: RunFailure;
}

/** What a scheduler knows of a sweep's tasks. */
export interface Scheduled {
  /** The tasks that were submitted. */
  readonly submitted: ReadonlySet<number>;
  /** Of these, the ones that wait or run; the others have ended. */
  readonly queue: ReadonlyMap<number, "waiting" | "running">;
}

/** How the status is asked for. */
export interface StatusOptions {
  /** Tasks at a time, for the estimate; as many as are running now unless told. */
  readonly atOnce?: number;
  /** What a scheduler knows; without one the store's leases alone say what is running. */
  readonly scheduled?: Scheduled;
}

/**
 * Where all runs of a sweep are.
 * @category Experiments
 */
export interface SweepStatus {
  /** Each run. */
  readonly runs: readonly RunStatus[];
  /** How many are in each state. */
  readonly counts: Readonly<Record<RunState, number>>;
  /** The tasks that wait in a scheduler's queue; their runs count as remaining. */
  readonly waiting: ReadonlySet<number>;
  /** Mean seconds of a finished run; undefined before the first. */
  readonly secondsEach?: number;
  /** Seconds until all are done, if as many tasks as now go on at a time and none fails; undefined before the first. */
  readonly secondsLeft?: number;
}

/**
 * Asks a store how far a sweep is. A run whose job has ended, by whatever, without a result counts as failed, and so does
 * one whose files are damaged.
 * @param store The store.
 * @param plan The sweep's plan.
 * @param options How many tasks run at a time, and what a scheduler knows.
 * @returns Where each run is, and what is left.
 * @category Experiments
 */
export async function sweepStatus(store: Store, plan: SweepPlan, options: StatusOptions = {}): Promise<SweepStatus> {
  checkArguments("sweepStatus", arguments);
  const { atOnce, scheduled } = options;
  const runs = new Map<string, RunStatus>(), waiting = new Set<number>();
  let seconds = 0, running = 0;
  for (const [task, members] of plan.tasks.entries()) {
    const held = await Promise.all([...new Set(members.map(({ network }) => network))].map((id) => store.holder(id)));
    const busy = held.some((holder) => holder !== undefined) || scheduled?.queue.get(task) === "running";
    const ended = !busy && scheduled?.submitted.has(task) === true && !scheduled.queue.has(task);
    if (busy) running++;
    else if (scheduled?.queue.has(task)) waiting.add(task);
    for (const found of await taskStatus(store, plan, task, { busy, waits: waiting.has(task), ended })) {
      seconds += found.seconds ?? 0;
      runs.set(found.run.id, found);
    }
  }
  return { ...summed(plan.runs.map(({ id }) => runs.get(id)!), seconds, atOnce ?? running), waiting };
}

/** What is known of a task beside the store. */
export interface TaskState {
  /** A process works at it. */
  readonly busy: boolean;
  /** It waits in a scheduler's queue. */
  readonly waits: boolean;
  /** Its job has ended. */
  readonly ended: boolean;
}

/**
 * Where the runs of one task are.
 * @param store The store.
 * @param plan The sweep's plan.
 * @param task The task.
 * @param state What is known of it beside the store; nothing unless told.
 * @returns Each of its runs, the finished ones with the seconds they took.
 */
export async function taskStatus(
  store: Store,
  plan: SweepPlan,
  task: number,
  state: TaskState = { busy: false, waits: false, ended: false },
): Promise<(RunStatus & { readonly seconds?: number })[]> {
  return await Promise.all(plan.tasks[task].map(async (run) => {
    const found = await store.find(run.id);
    if (found !== undefined && !(found instanceof Error)) {
      return { run, state: "done", seconds: found.provenance.seconds } as const;
    }
    if (state.busy) return { run, state: "running" } as const;
    const failure = await store.failure(run.id) ?? (state.ended ? WITHOUT_RESULT : undefined);
    if (failure === undefined || state.waits) return { run, state: "remaining" } as const;
    const path = logFile(store.sweepFolder(plan.folder), task);
    const lines = failure.lastLines.length > 0 ? failure.lastLines : await lastLines(path);
    return { run, state: "failed", failure: { ...failure, lastLines: lines } } as const;
  }));
}

const WITHOUT_RESULT: RunFailure = {
  name: "Error",
  message: "Cannot finish: its job ended without a result",
  lastLines: [],
  retry: true,
  when: "",
};

function summed(runs: RunStatus[], seconds: number, atOnce: number): Omit<SweepStatus, "waiting"> {
  const count = (state: RunState) => runs.filter((one) => one.state === state).length;
  const counts = {
    done: count("done"),
    running: count("running"),
    failed: count("failed"),
    remaining: count("remaining"),
  };
  if (counts.done === 0) return { runs, counts };
  const secondsEach = seconds / counts.done;
  const secondsLeft = secondsEach * (counts.running + counts.remaining) / Math.max(1, atOnce);
  return { runs, counts, secondsEach, secondsLeft };
}

/**
 * The tasks that are to be run: not those at which a process works, nor those that wait in a scheduler's queue.
 * @param plan The sweep's plan.
 * @param status Where its runs are.
 * @param which `remaining`: what was never tried or stopped; `failed`: what failed and could end differently.
 * @returns The tasks' numbers.
 */
export function pendingTasks(plan: SweepPlan, status: SweepStatus, which: "remaining" | "failed"): number[] {
  checkArguments("pendingTasks", arguments);
  const states = new Map(status.runs.map((one) => [one.run.id, one]));
  return plan.tasks.flatMap((members, task) => {
    const wanted = members.some(({ id }) => {
      const { state, failure } = states.get(id)!;
      return state === which && (failure === undefined || failure.retry);
    });
    return wanted && !status.waiting.has(task) ? [task] : [];
  });
}
