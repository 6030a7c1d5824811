/**
 * What a sweep of many runs costs the process that watches over it: planning, looking what is done, starting tasks,
 * telling of each. The tasks themselves only put results there that were made before, so that the parent's share is seen.
 *
 * Usage: deno task bench sweep [TASKS…], 500 and 2000 unless told.
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { runLocally } from "../../lib/experiments/engines/local.ts";
import { executeTask } from "../../lib/experiments/runs/execute_task.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { sweepConfig } from "../../lib/experiments/sweeps/sweep_config.ts";
import { sweepJob } from "../../lib/experiments/sweeps/sweep_job.ts";
import { planSweep } from "../../lib/experiments/sweeps/sweep_plan.ts";
import { SweepProgress } from "../../lib/experiments/sweeps/sweep_progress.ts";
import { sweepStatus } from "../../lib/experiments/sweeps/sweep_status.ts";
import { formatProgress } from "../../lib/tasks/shared/format_scores.ts";
import { fakeExecutor } from "../experiments/fake_executor.ts";
import { smallRun } from "../experiments/fixtures.ts";

/** Seconds of processor time of this process since a moment. */
function seconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

const base = { ...smallRun, training: { ...smallRun.training, treatment: undefined } };
const counts = Deno.args.length > 0 ? Deno.args.map(Number) : [500, 2000];
for (const count of counts) {
  const folder = await Deno.makeTempDir({ prefix: "nearzero_bench_" });
  try {
    const sweep = sweepConfig({ name: "many", base: JSON.parse(JSON.stringify(base)), seeds: { count } });
    // One finished run stands for all: a task's result is a copy of it.
    const store = await Store.open(join(folder, "store")), [first] = (await planSweep(sweep)).runs;
    const example = await Store.open(join(folder, "example"));
    await executeTask(example, [first], fakeExecutor());
    const done = example.runFolder(first.id);
    await Deno.mkdir(join(store.folder, "runs"));

    const began = process.cpuUsage();
    const plan = await planSweep(sweep), planned = seconds(began), beforeStatus = process.cpuUsage();
    const job = await sweepJob(store, plan, await sweepStatus(store, plan)), status = seconds(beforeStatus);
    const ids = join(folder, "ids");
    await Deno.writeTextFile(ids, plan.tasks.map(([{ id }]) => id).join("\n"));
    const copy = 'cp -r "$0" "$1/runs/$(sed -n "$(($3 + 1))p" "$2")"';
    const command = ["sh", "-c", copy, done, store.folder, ids];
    const progress = await SweepProgress.of(store, plan, 2), beforeTasks = process.cpuUsage();
    let line = "", told = Promise.resolve();
    await runLocally({ ...job, command }, {
      cores: 2,
      onStart: (task) => progress.begin(task),
      onEnd: (task) => {
        told = told.then(async () => {
          await progress.end(task);
          line = formatProgress(progress);
        });
      },
    });
    await told;
    const run = seconds(beforeTasks), { counts: last } = await sweepStatus(store, plan), all = seconds(began);
    console.log(`${count} tasks: ${line}; ${last.done} done in the end`);
    console.log(
      `  processor time of the parent: ${all.toFixed(1)} s (planning ${planned.toFixed(1)}, first look ` +
        `${status.toFixed(1)}, tasks ${run.toFixed(1)}, that is ${(1000 * run / count).toFixed(1)} ms each)`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
