/**
 * The engine of one machine: a pool of processes that share its cores.
 * @module
 */
import { dirname } from "node:path";
import { checkInteger } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { TRY_AGAIN } from "../../io/process/interruptible.ts";
import { DONE, NEVER_RETRY } from "../runs/exit_codes.ts";
import { lastLines, logFile, type SweepJob } from "../sweeps/job.ts";

/** How the pool works. */
export interface LocalOptions {
  /** Cores that the tasks may use together; the machine's unless told. */
  readonly cores?: number;
  /** Cores of one task; 1 unless told. */
  readonly coresPerTask?: number;
  /** Tries of a task that was stopped or killed; 3 unless told. A task that failed is not tried again. */
  readonly attempts?: number;
  /** Milliseconds before a task that is to be tried again is; 2 s unless told. */
  readonly pause?: number;
  /** Aborted when all is to stop: tasks are asked to keep what they have. */
  readonly signal?: AbortSignal;
  /** Called when a task begins. */
  readonly onStart?: (task: number) => void;
  /** Called when a task ends. */
  readonly onEnd?: (task: number, code: number) => void;
}

/** How each task ended: its last exit code by its number; tasks that were not started are missing. */
export type TaskCodes = ReadonlyMap<number, number>;

/**
 * Runs tasks, as many at a time as the cores allow, each a process with a log of its own. A task that is killed goes on
 * from its checkpoint; one that fails is noted in the store with its last lines and does not stop the others.
 * @param job The tasks.
 * @param options Cores, tries and how to stop.
 * @returns How each ended.
 * @throws {RangeError} If an option is out of range.
 * @category Experiments
 */
export async function runLocally(job: SweepJob, options: LocalOptions = {}): Promise<TaskCodes> {
  checkArguments("runLocally", arguments);
  const { cores = navigator.hardwareConcurrency, coresPerTask = 1, attempts = 3, pause = 2000, signal } = options;
  checkInteger("run tasks", "cores", cores, 1);
  checkInteger("run tasks", "cores per task", coresPerTask, 1, cores);
  checkInteger("run tasks", "attempts", attempts, 1);
  const waiting = job.pending.map((task) => ({ task, tries: 0, from: 0 }));
  const codes = new Map<number, number>();
  const work = async (): Promise<void> => {
    for (;;) {
      const next = waiting.shift();
      if (next === undefined || signal?.aborted) return;
      const early = next.from - performance.now();
      if (early > 0) await sleep(early, signal);
      if (signal?.aborted) return;
      options.onStart?.(next.task);
      const code = await runOne(job, next.task, coresPerTask, signal);
      codes.set(next.task, code);
      const again = next.tries + 1 < attempts && !signal?.aborted && (code === TRY_AGAIN || code > 128);
      if (again) waiting.push({ task: next.task, tries: next.tries + 1, from: performance.now() + pause });
      else {
        // What another process works at is left to it.
        if (code !== DONE && code !== TRY_AGAIN && !signal?.aborted) await noteFailure(job, next.task, code);
        options.onEnd?.(next.task, code);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(cores / coresPerTask)) }, work));
  return codes;
}

/** Runs one task to its end; what it says is added to its log. */
async function runOne(job: SweepJob, task: number, cores: number, signal?: AbortSignal): Promise<number> {
  const path = logFile(job.folder, task), [program, ...args] = job.command;
  await Deno.mkdir(dirname(path), { recursive: true });
  using log = await Deno.open(path, { create: true, append: true });
  const child = new Deno.Command(program, {
    args: [...args, String(task)],
    env: { ...threads(cores), ...job.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stop = () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener("abort", stop);
  const keep = async (stream: ReadableStream<Uint8Array>) => {
    for await (const bytes of stream) {
      for (let at = 0; at < bytes.length;) at += log.writeSync(bytes.subarray(at));
    }
  };
  try {
    const [{ code }] = await Promise.all([child.status, keep(child.stdout), keep(child.stderr)]);
    return code;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Each process counts the machine's cores as its own, unless it is told. */
function threads(cores: number): Record<string, string> {
  const count = String(cores);
  return { TF_NUM_INTRAOP_THREADS: count, TF_NUM_INTEROP_THREADS: "1", OMP_NUM_THREADS: count };
}

/**
 * Notes in the store that a task's unfinished runs failed, with the last lines of its log; what the task itself had
 * noted is kept.
 * @param job The tasks.
 * @param task Which.
 * @param code The task's exit code.
 */
export async function noteFailure(job: SweepJob, task: number, code: number): Promise<void> {
  const { store, folder } = job, lines = await lastLines(logFile(folder, task));
  for (const { id } of job.tasks[task]) {
    if (await store.isDone(id)) continue;
    const noted = await store.failure(id) ?? {
      name: "Error",
      message: `Cannot finish: its process ended with ${code > 128 ? `signal ${code - 128}` : `code ${code}`}`,
      retry: code !== NEVER_RETRY,
      when: new Date().toISOString(),
    };
    await store.fail(id, { ...noted, lastLines: lines });
  }
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
