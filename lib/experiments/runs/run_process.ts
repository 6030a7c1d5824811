/**
 * A process that executes runs: from its signals to its exit code, the same under every engine.
 * @module
 */
import { interruptible, TRY_AGAIN } from "../../io/process/interruptible.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { executeTask, type TaskOptions } from "./execute_task.ts";
import type { Executor } from "./executor.ts";
import { DONE, FAILED, NEVER_RETRY } from "./exit_codes.ts";
import { LeaseHeldError } from "../../io/lease.ts";
import type { PlannedRun } from "../config/planned_run.ts";
import type { Store } from "../store/store.ts";

/**
 * Executes runs and says by a code how it ended; errors become lines of the log. A signal to end is answered by keeping
 * what was done.
 * @param store Where results are kept.
 * @param runs Runs whose networks differ in their seed alone.
 * @param executor What trains and measures.
 * @param options Waiting and reporting.
 * @returns The exit code.
 */
export async function runProcess(
  store: Store,
  runs: readonly PlannedRun[],
  executor: Executor,
  options: Omit<TaskOptions, "signal"> = {},
): Promise<number> {
  checkArguments("runProcess", arguments);
  const { say = () => {} } = options;
  return await interruptible(async (signal) => {
    try {
      const outcome = await executeTask(store, runs, executor, { ...options, signal });
      if (outcome.failed.length === 0) return DONE;
      return outcome.retry ? FAILED : NEVER_RETRY;
    } catch (error) {
      say(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      if (error === signal.reason) throw error;
      return error instanceof LeaseHeldError ? TRY_AGAIN : FAILED;
    }
  });
}
