/**
 * `deno task run CONFIG`: one run, from its configuration to its scores; also what every engine's tasks are. Both run with
 * the permissions of `taskPermissions`: they write in the store alone and reach no network.
 * @module
 */
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { emitAccelerate, takeNetwork } from "../emit/mod.ts";
import { checkRun } from "../experiments/runs/check_run.ts";
import { dryRun } from "../experiments/runs/dry_run.ts";
import type { RunProgress } from "../experiments/runs/executor.ts";
import { mayEndDifferently } from "../experiments/runs/execute_task.ts";
import { FAILED, NEVER_RETRY } from "../experiments/runs/exit_codes.ts";
import { networkExecutor } from "../experiments/runs/network_executor.ts";
import { readOverrides, withOverrides } from "../experiments/config/overrides.ts";
import { type PlannedRun, planRun } from "../experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../experiments/config/run_config.ts";
import { stepTime } from "../experiments/runs/step_time.ts";
import { showRuns, tensorboardFolder } from "../experiments/runs/tensorboard_runs.ts";
import { type FoundTime, tellRunTime } from "../experiments/runs/tell_time.ts";
import type { TrainingConfig } from "../training/config/training_config.ts";
import { runProcess } from "../experiments/runs/run_process.ts";
import { nameRuns } from "../experiments/store/names.ts";
import { Store } from "../experiments/store/store.ts";
import { readTask } from "../experiments/sweeps/task_list.ts";
import { readJson } from "../io/read_json.ts";
import { checkInteger, checkKnown } from "../numerics/check.ts";
import { Bars } from "../notebook/bars.ts";
import { checkFileFirst, checkout, runCommand } from "./shared/command.ts";
import { formatScores } from "./shared/format_scores.ts";

const usage = `Usage: deno task run CONFIG [KEY=VALUE…] [--dry] [--seed N] [--store DIR] [--leave]
       deno task run CONFIG [KEY=VALUE…] --emit accelerate DIR

Trains and measures what CONFIG (JSON) says, unless the store has it already; goes on where it was stopped.
  KEY=VALUE    another value than the configuration's, such as training.steps=300 or sampler.name=DDPM; JSON where it is such
  --dry        print the full configuration, its identity, parameters, memory, cost and time here (by a trial of some steps,
               whose time is kept), and check that data, network, sampler and metrics go together; train nothing
  --emit accelerate DIR
               write a folder that trains this run with PyTorch, diffusers and accelerate on many GPUs; train nothing
  --trained DIR
               take the network from the last checkpoint of such a folder, and measure it here
  --seed N     this seed in place of the configuration's
  --store DIR  where results are kept; NEARZERO_STORE, else data/cache/store, by default
  --leave      end with code 75 where another process works on the same run, instead of waiting for it

Exit codes: 0 done, 1 failed, 42 failed and would again, 75 stopped or left: to be taken up again.

Such as: deno task run notebooks/configs/toy/base.json training.steps=300 --dry`;

/** A day: whoever types the command rather waits than starts again. */
const WAIT = 24 * 3600 * 1000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: {
      dry: { type: "boolean" },
      seed: { type: "string" },
      store: { type: "string" },
      leave: { type: "boolean" },
      emit: { type: "string" },
      trained: { type: "string" },
      tasks: { type: "string" },
      task: { type: "string" },
      "step-times": { type: "boolean" },
    },
    allowPositionals: true,
  });
  // What a run is emitted to comes last.
  const folder = values.emit !== undefined && positionals.length > 1 ? positionals.pop() : undefined;
  if (values["step-times"]) return await stepTimes();
  if (positionals.length === 0 && values.tasks === undefined) {
    throw new TypeError("Cannot run: name a configuration, a JSON file; --help says how");
  }
  if (values.tasks !== undefined) return await runTask(values.tasks, Number(values.task), values.store);
  const [path, ...changes] = positionals;
  checkFileFirst("run", path);
  const content = withOverrides(await readJson(path), readOverrides(changes));
  const config = withSeed(runConfig(content, `read the run ${path}`), values.seed);
  // A dry run, and one for elsewhere, makes no store; only weights that one holds are looked for there.
  const needed = !values.dry && values.emit === undefined || /^[0-9a-f]{16}$/.test(config.training.from ?? "");
  const store = needed ? await Store.open(values.store) : undefined;
  const run = await planRun(config, store?.planOptions());
  if (values.emit !== undefined) return await emitRun(run, values.emit, folder, [path, ...changes].join(" "), store);
  if (values.dry || store === undefined) return await dry(run, store);
  const wait = values.leave ? 0 : WAIT;
  const already = await store.isDone(run.id);
  const own = networkExecutor();
  const executor = values.trained === undefined ? own : await takeNetwork(store, run, values.trained, own);
  await using bars = new Bars();
  const named = [{ name: nameOf(path), run: run.id, network: run.network }];
  let shown: Promise<void> | undefined;
  const say = (line: string) => bars.say(line);
  const report = (progress: RunProgress) => {
    bars.report(progress);
    // There is something to show once the first losses are there.
    shown ??= showRuns(store, named).catch((error: Error) => say(error.message));
  };
  if (!already) say(`Run ${run.id} of ${path} in ${store.folder}`);
  if (!already) say(`tensorboard --logdir ${tensorboardFolder(store)} shows it as ${named[0].name}`);
  const code = await runProcess(store, [run], executor, { say, report, wait });
  await bars.end();
  if (code === 0) {
    await nameRuns(store, named);
    await shown;
    await showRuns(store, named);
  }
  if (code === 0) console.log(formatScores(run.id, await store.result(run.id), already));
  return code;
}

/** Writes a run for another engine. */
async function emitRun(run: PlannedRun, engine: string, folder = "", title: string, store?: Store): Promise<number> {
  checkKnown("emit a run", "--emit", engine, ["accelerate"]);
  if (folder === "") throw new TypeError("Cannot emit a run: name a folder, as in --emit accelerate DIR");
  await emitAccelerate(folder, run, title, store?.planOptions());
  console.log(`${folder}: README.md says how to start train.py here, on many GPUs and under Slurm`);
  return 0;
}

/** What a run is called: as its file, of those of the kit after their folder. */
function nameOf(path: string): string {
  const inside = relative(join(checkout, "notebooks", "configs"), resolve(path)).replaceAll("\\", "/");
  return (inside.startsWith("..") ? basename(path) : inside).replace(/\.json$/, "");
}

/** Describes a run and passes over it: what would fail after its training is told now. */
async function dry(run: PlannedRun, store?: Store): Promise<number> {
  console.log(dryRun(run));
  try {
    await checkRun(run, undefined, store?.planOptions().weights);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`This run would fail: ${error.name}: ${error.message}`);
    return mayEndDifferently(error) ? FAILED : NEVER_RETRY;
  }
  console.log("checked      data, network, sampler and metrics go together");
  console.log(`time         ${tellRunTime(run, await timeOf(run.config.training))}`);
  return 0;
}

async function timeOf(training: TrainingConfig): Promise<FoundTime> {
  return await stepTime(training).catch((error: Error) => ({ unknown: error.message.split("\n")[0] }));
}

/** The times of the trainings that standard input lists, a line of JSON each: what a sweep's plan starts. */
async function stepTimes(): Promise<number> {
  const trainings = JSON.parse(await new Response(Deno.stdin.readable).text()) as TrainingConfig[];
  for (const training of trainings) console.log(JSON.stringify(await timeOf(training)));
  return 0;
}

function withSeed(config: RunConfig, text: string | undefined): RunConfig {
  if (text === undefined) return config;
  const seed = Number(text);
  checkInteger("run", "--seed", seed, 0);
  return { ...config, training: { ...config.training, seed } };
}

/** One of a sweep's tasks: what engines start. */
async function runTask(list: string, index: number, folder?: string): Promise<number> {
  const store = await Store.open(folder);
  await using bars = new Bars(console.log);
  const say = (line: string) => bars.say(line), report = (progress: RunProgress) => bars.report(progress);
  return await runProcess(store, await readTask(list, index), networkExecutor(), { say, report });
}

if (import.meta.main) await runCommand(main, usage);
