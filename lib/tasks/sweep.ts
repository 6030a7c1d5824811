/**
 * `deno task sweep COMMAND SWEEP`: many runs as one.
 *
 * It starts programs (Deno, git, Slurm's) and reaches no network; the tasks that it starts may write in the store alone.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareSweep } from "../experiments/results/compare_sweep.ts";
import type { SweepJob } from "../experiments/sweeps/job.ts";
import { kubernetesJob } from "../experiments/engines/kubernetes.ts";
import { type LocalOptions, runLocally } from "../experiments/engines/local.ts";
import { slurmQueue, submitSlurm } from "../experiments/engines/slurm.ts";
import { snakefile } from "../experiments/engines/snakemake.ts";
import { DONE, FAILED } from "../experiments/runs/exit_codes.ts";
import { type NamedRun, nameRuns } from "../experiments/store/names.ts";
import { pretty, Store } from "../experiments/store/store.ts";
import { readOverrides } from "../experiments/config/overrides.ts";
import { readSweep } from "../experiments/sweeps/sweep_config.ts";
import { sweepJob } from "../experiments/sweeps/sweep_job.ts";
import { planSweep, type SweepPlan } from "../experiments/sweeps/sweep_plan.ts";
import { SweepProgress } from "../experiments/sweeps/sweep_progress.ts";
import { type SweepStatus, sweepStatus } from "../experiments/sweeps/sweep_status.ts";
import { collectSweep, tableCsv, tableJson } from "../experiments/results/sweep_table.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { checkKnown } from "../numerics/check.ts";
import { interruptible } from "../io/process/interruptible.ts";
import { emitSweep } from "../emit/mod.ts";
import { checkFileFirst, runCommand } from "./shared/command.ts";
import { measuredTimes } from "./shared/measured_times.ts";
import { showRuns, tensorboardFolder } from "../experiments/runs/tensorboard_runs.ts";
import { tellSweepTime } from "../experiments/runs/tell_time.ts";
import { formatComparisons, formatProgress, formatStatus } from "./shared/format_scores.ts";

const usage = `Usage: deno task sweep COMMAND SWEEP [KEY=VALUE…] [OPTIONS]

SWEEP is a JSON file: a base configuration, the axes along which it is varied, and seeds (notebooks/configs/README.md).

  plan     what would be run, how much of it is there, and how long the rest takes here, by a trial of each network's step
  run      run what is left: here (--engine local), or as a Slurm job array (--engine slurm)
  status   done, running, failed and remaining, with an estimate; why runs failed
  retry    run again what failed and could end differently
  collect  one tidy table as JSON and CSV, and the comparisons
  emit     the tasks that are left for others: --for snakemake, or --for k8s (an Indexed Job); every network for PyTorch on
           many GPUs: --for accelerate --to DIR

  KEY=VALUE             another value than the file's, of the sweep (seeds=[0,1,2]) or of its base (training.steps=300): that
                        is another sweep, beside the one of the file
  --store DIR           where results are kept; NEARZERO_STORE, else data/cache/store, by default
  --engine NAME         local or slurm
  --cores N             local: cores for all tasks together; all by default
  --cores-per-task N    cores of each task; 1 by default
  --throttle N          slurm, k8s: tasks at a time
  --time T              slurm: time limit of a task
  --sbatch=OPTION       slurm: one of sbatch's own options; may be repeated
  --to DIR              collect: where NAME.json and NAME.csv go; the sweep's folder in the store by default
  --for NAME            emit: snakemake, k8s or accelerate
  --image I --claim C   emit k8s: the tasks' image, and the claim of the store's volume

Exit codes: 0 done, 1 failed or not all done, 75 stopped: to be taken up again.

Such as: deno task sweep plan notebooks/configs/toy/ablation.json
         deno task sweep run notebooks/configs/toy/ablation.json --cores 4`;

const commands = ["plan", "run", "status", "retry", "collect", "emit"] as const;

const options = {
  store: { type: "string" },
  engine: { type: "string", default: "local" },
  cores: { type: "string" },
  "cores-per-task": { type: "string" },
  throttle: { type: "string" },
  time: { type: "string" },
  sbatch: { type: "string", multiple: true },
  to: { type: "string" },
  for: { type: "string", default: "snakemake" },
  image: { type: "string" },
  claim: { type: "string" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ args: Deno.args, options, allowPositionals: true });
  const [command, path, ...changes] = positionals;
  if (command === undefined) throw new TypeError(`Cannot sweep: name a command, ${commands.join(", ")}, and a sweep`);
  checkKnown("sweep", "command", command, commands);
  if (path === undefined) throw new TypeError(`Cannot ${command} a sweep: name its JSON file; --help says how`);
  checkFileFirst(`${command} a sweep`, path);
  const sweep = await readSweep(path, readOverrides(changes)), store = await Store.open(values.store);
  const plan = await planSweep(sweep, store.planOptions());
  switch (command as typeof commands[number]) {
    case "plan":
      return await showPlan(store, plan, values);
    case "status":
      await showRuns(store, namesOf(plan));
      console.log(formatStatus(await statusOf(store, plan)));
      return DONE;
    case "collect":
      return await collect(store, plan, values.to);
    case "emit":
      if (values.for === "accelerate") return await emitNetworks(plan, store, values.to);
      return await emit(await jobOf(store, plan, "remaining"), values);
    case "run":
    case "retry": {
      const job = await jobOf(store, plan, command === "run" ? "remaining" : "failed");
      return job.pending.length === 0 ? await nothingLeft(store, plan) : await start(job, plan, values);
    }
  }
}

async function statusOf(store: Store, plan: SweepPlan): Promise<SweepStatus> {
  return await sweepStatus(store, plan, { scheduled: await slurmQueue(store.sweepFolder(plan.folder)) });
}

async function showPlan(store: Store, plan: SweepPlan, values: Values): Promise<number> {
  const { sweep, runs, tasks, folder } = plan;
  const axes = sweep.axes.map(({ name, values }) => `${values.length} × ${name}`).join(", ");
  console.log(`${sweep.name} (${folder})${sweep.about && `: ${sweep.about}`}`);
  console.log(
    `${runs.length} runs in ${tasks.length} tasks: ${axes || "one configuration"}, ${sweep.seeds.length} seeds`,
  );
  for (const { id, labels, config } of runs) {
    const state = await store.isDone(id) ? "done" : "to do";
    console.log(
      `${id}  ${[...namedLabels(labels), `seed ${config.training.seed}`].join(", ")}  ${state}`,
    );
  }
  const status = await statusOf(store, plan),
    { pending, tasks: all } = await sweepJob(store, plan, status, "remaining");
  console.log(formatStatus(status));
  const left = pending.map((task) => all[task]), coresPerTask = number(values["cores-per-task"]) ?? 1;
  const workers = Math.max(1, Math.floor((number(values.cores) ?? navigator.hardwareConcurrency) / coresPerTask));
  console.log(tellSweepTime(left, await measuredTimes(left.flat(), coresPerTask), workers));
  return DONE;
}

/** Labels with the axes that they are of. */
function namedLabels(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).filter(([, label]) => label).map(([axis, label]) => `${axis} ${label}`);
}

async function jobOf(store: Store, plan: SweepPlan, which: "remaining" | "failed"): Promise<SweepJob> {
  return await sweepJob(store, plan, await statusOf(store, plan), which);
}

async function nothingLeft(store: Store, plan: SweepPlan): Promise<number> {
  const status = await statusOf(store, plan);
  console.log(`Nothing to run. ${formatStatus(status)}`);
  return status.counts.failed > 0 ? FAILED : DONE;
}

/** The names under which the runs of a sweep are found again. */
function namesOf({ sweep, runs }: SweepPlan): NamedRun[] {
  return runs.map(({ id, network, labels, config }) => ({
    name: [sweep.name, ...Object.values(labels).filter(Boolean), `seed ${config.training.seed}`].join("/"),
    run: id,
    network,
  }));
}

async function start(job: SweepJob, plan: SweepPlan, values: Values): Promise<number> {
  await nameRuns(job.store, namesOf(plan));
  checkKnown("run the sweep", "engine", values.engine, ["local", "slurm"]);
  const coresPerTask = number(values["cores-per-task"]);
  if (values.engine === "slurm") {
    const { job: id, tasks } = await submitSlurm(job, {
      throttle: number(values.throttle),
      coresPerTask,
      time: values.time,
      sbatch: values.sbatch,
    });
    console.log(`Submitted ${tasks.length} tasks as job ${id}; "deno task sweep status" says how far they are.`);
    return DONE;
  }
  const cores = number(values.cores) ?? navigator.hardwareConcurrency;
  return await interruptible((signal) => runHere(job, plan, { cores, coresPerTask, signal }));
}

async function runHere(job: SweepJob, plan: SweepPlan, options: LocalOptions & { cores: number }): Promise<number> {
  const { cores, coresPerTask = 1, signal } = options, atOnce = Math.max(1, Math.floor(cores / coresPerTask));
  console.log(`${job.pending.length} tasks, ${atOnce} at a time; logs in ${join(job.folder, "logs")}`);
  console.log(`tensorboard --logdir ${join(tensorboardFolder(job.store), plan.sweep.name)} shows the runs by name`);
  const progress = await SweepProgress.of(job.store, plan, atOnce);
  let told = Promise.resolve();
  await runLocally(job, {
    ...options,
    onStart: (task) => progress.begin(task),
    onEnd(task, code) {
      // One after another, each with what the store says then of the task's own runs.
      told = told.then(async () => {
        await progress.end(task);
        await showRuns(job.store, namesOf({ ...plan, runs: plan.tasks[task].slice() })).catch(({ message }) =>
          console.log(message)
        );
        console.log(`task ${task} ${code === DONE ? "done" : `ended with code ${code}`}: ${formatProgress(progress)}`);
      });
    },
  });
  await told;
  const status = await sweepStatus(job.store, plan);
  console.log(formatStatus(status));
  signal?.throwIfAborted();
  return status.counts.done === plan.runs.length ? DONE : FAILED;
}

async function collect(store: Store, plan: SweepPlan, to: string = store.sweepFolder(plan.folder)): Promise<number> {
  const table = await collectSweep(store, plan, (line) => console.error(line)),
    path = (ending: string) => join(to, `${plan.sweep.name}.${ending}`);
  await writeFileAtomic(path("json"), tableJson(table));
  await writeFileAtomic(path("csv"), tableCsv(table));
  console.log(`${table.runs} of ${table.planned} runs in ${path("json")} and ${path("csv")}`);
  if (table.compare === undefined) return DONE;
  for (const metric of new Set(table.rows.map((row) => row.metric))) {
    try {
      console.log(`\n${formatComparisons(metric, compareSweep(table, { metric }))}`);
    } catch (error) {
      // A sweep that is under way may have too few seeds yet; its table is still wanted.
      console.log(`\n${metric}: ${(error as Error).message}`);
    }
  }
  return DONE;
}

/** Every network of a sweep for PyTorch: what the store has is not looked at. */
async function emitNetworks({ runs, sweep: { name } }: SweepPlan, store: Store, to?: string): Promise<number> {
  if (to === undefined) throw new TypeError("Cannot emit for accelerate: give --to DIR");
  const count = await emitSweep(to, runs, name, store.planOptions());
  console.log(`${to}: ${count} networks; submit.sh submits them all`);
  return DONE;
}

async function emit(job: SweepJob, values: Values): Promise<number> {
  checkKnown("emit", "target", values.for, ["snakemake", "k8s", "accelerate"]);
  const coresPerTask = number(values["cores-per-task"]);
  if (values.for === "snakemake") {
    const path = join(job.folder, "Snakefile");
    await writeFileAtomic(path, snakefile(job, { coresPerTask }));
    console.log(path);
    return DONE;
  }
  const { image, claim } = values;
  if (image === undefined || claim === undefined) throw new TypeError("Cannot emit for k8s: give --image and --claim");
  const path = join(job.folder, "job.json"), parallelism = number(values.throttle);
  await writeFileAtomic(path, pretty(kubernetesJob(job, { image, claim, coresPerTask, parallelism })));
  console.log(path);
  return DONE;
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

if (import.meta.main) await runCommand(main, usage);
