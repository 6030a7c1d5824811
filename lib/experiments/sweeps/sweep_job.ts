/**
 * What of a sweep is to be run, as engines are given it.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SweepJob, taskCommand } from "./job.ts";
import type { Store } from "../store/store.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { pendingTasks, type SweepStatus } from "./sweep_status.ts";
import { writeTaskList } from "./task_list.ts";

/**
 * Makes the job of a sweep's tasks that are left, or that failed; writes its list of tasks into the store.
 * @param store Where results are kept.
 * @param plan The sweep's plan.
 * @param status Where its runs are.
 * @param which Which of its tasks; those left unless told.
 * @returns The job; its `pending` is empty where there is nothing to run.
 * @throws {Error} If the list cannot be written.
 */
export async function sweepJob(
  store: Store,
  plan: SweepPlan,
  status: SweepStatus,
  which: "remaining" | "failed" = "remaining",
): Promise<SweepJob> {
  checkArguments("sweepJob", arguments);
  return {
    name: plan.sweep.name,
    store,
    folder: store.sweepFolder(plan.folder),
    command: taskCommand(await writeTaskList(store, plan), store.folder),
    tasks: plan.tasks,
    pending: pendingTasks(plan, status, which),
    env: {},
  };
}
