/**
 * The engine of clusters: a Slurm job array, one task an element.
 * @module
 */
import { join, resolve } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { readJson } from "../../io/read_json.ts";
import { validate } from "../../io/validate.ts";
import { checkInteger } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { TRY_AGAIN } from "../../io/process/interruptible.ts";
import { DONE, NEVER_RETRY } from "../runs/exit_codes.ts";
import { pretty } from "../store/store.ts";
import type { Scheduled } from "../sweeps/sweep_status.ts";
import type { SweepJob } from "../sweeps/job.ts";
import { shellQuote } from "./shell_quote.ts";

/** What is asked of the cluster. */
export interface SlurmOptions {
  /** Tasks at a time; as many as the cluster gives unless told. */
  readonly throttle?: number;
  /** Cores of each task; 1 unless told. */
  readonly coresPerTask?: number;
  /** Time limit of a task as Slurm writes it, such as "2:00:00"; the partition's unless told. */
  readonly time?: string;
  /** Seconds before the time limit, or a pre-emption, at which a task is asked to keep what it has; 90 unless told. */
  readonly notice?: number;
  /** How often a task that was stopped or killed is queued again; 10 unless told. */
  readonly requeues?: number;
  /** More of sbatch's own options, such as "--partition=gpu". */
  readonly sbatch?: readonly string[];
}

/** A job array that was submitted. */
export interface SlurmSubmission {
  /** The array's job number. */
  readonly job: string;
  /** The tasks in it. */
  readonly tasks: readonly number[];
  /** When, as ISO 8601. */
  readonly submitted: string;
}

const submissionsSchema = once(() =>
  z.array(
    z.strictObject({ job: z.string(), tasks: z.array(z.int()), submitted: z.string() }),
  )
);

/**
 * Submits tasks as a job array. Each element writes to a log of its own; before its time is up, or on a pre-emption, it
 * is asked to keep what it has and is queued again; temporary files go to the node's own disk.
 * @param job The tasks.
 * @param options What is asked of the cluster.
 * @returns The submission, which is also noted in the sweep's folder.
 * @throws {RangeError} If an option is out of range or has a line break, or the cluster takes no array so long.
 * @throws {Error} If there is no Slurm here, or it rejects the job: says what it said. Nothing is changed then.
 */
export async function submitSlurm(job: SweepJob, options: SlurmOptions = {}): Promise<SlurmSubmission> {
  checkArguments("submitSlurm", arguments);
  const { throttle, coresPerTask = 1, notice = 90, requeues = 10 } = options, action = "submit to Slurm";
  checkInteger(action, "the number of tasks", job.pending.length, 1);
  if (throttle !== undefined) checkInteger(action, "throttle", throttle, 1);
  checkInteger(action, "cores per task", coresPerTask, 1);
  checkInteger(action, "notice", notice, 0, 65_535);
  checkInteger(action, "requeues", requeues, 0);
  checkDirectives(action, options);
  const most = await largestArray();
  const beyond = job.pending.find((task) => task >= most);
  if (beyond !== undefined) {
    throw new RangeError(
      `Cannot ${action}: task ${beyond} is beyond the cluster's MaxArraySize of ${most}; split the sweep`,
    );
  }
  const script = join(job.folder, "slurm.sh");
  await Deno.mkdir(join(job.folder, "logs"), { recursive: true });
  await writeFileAtomic(script, slurmScript(job, options));
  const id = (await slurm("sbatch", ["--parsable", script])).trim().split(";")[0];
  const submission = { job: id, tasks: job.pending, submitted: new Date().toISOString() };
  await writeFileAtomic(notes(job.folder), pretty([...await submissions(job.folder), submission]));
  return submission;
}

/**
 * The batch script of an array. Nothing in it is read as anything else than it is, whatever characters paths have.
 * @param job The tasks.
 * @param options What is asked of the cluster.
 * @returns Its text.
 * @throws {RangeError} If one of sbatch's options has a line break.
 */
export function slurmScript(job: SweepJob, options: SlurmOptions = {}): string {
  checkArguments("slurmScript", arguments);
  const { throttle, coresPerTask = 1, time, notice = 90, requeues = 10, sbatch = [] } = options;
  checkDirectives("write a Slurm script", options);
  const logs = join(job.folder, "logs"), output = logPattern(logs);
  const directives = [
    `--job-name=${job.name}`,
    `--array=${job.pending.join(",")}${throttle === undefined ? "" : `%${throttle}`}`,
    `--cpus-per-task=${coresPerTask}`,
    "--nodes=1",
    "--ntasks=1",
    "--requeue",
    `--signal=B:USR2@${notice}`,
    "--open-mode=append",
    `--output="${output ?? "/dev/null"}"`,
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...sbatch,
  ];
  const exports = Object.entries(job.env).map(([name, value]) => `export ${name}=${shellQuote(value)}`);
  return `#!/bin/bash
${directives.map((line) => `#SBATCH ${line}`).join("\n")}
${exports.join("\n")}
export TF_NUM_INTRAOP_THREADS=${coresPerTask} TF_NUM_INTEROP_THREADS=1 OMP_NUM_THREADS=${coresPerTask}
${output === undefined ? `exec >>${shellQuote(`${logs}/`)}"$SLURM_ARRAY_TASK_ID.log" 2>&1` : ""}

# Another try later, on another node perhaps; ends this one.
again() {
  if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${requeues} ]; then
    echo "$1, queued again"
    scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}" && exit ${DONE}
  fi
}

# Temporary files go to the node's own disk. The variables may be those of the machine that submitted the job.
for parent in "\${SLURM_TMPDIR:-}" "\${TMPDIR:-}" /tmp /var/tmp ${shellQuote(resolve(job.folder))}; do
  [ -n "$parent" ] && temporary=$(mktemp -d "$parent/nearzero.XXXXXX" 2>/dev/null) && break
done
if [ -z "\${temporary:-}" ]; then
  again "No folder for temporary files"
  exit ${TRY_AGAIN}
fi
export TMPDIR="$temporary"
trap 'rm -rf "$temporary"' EXIT

${job.command.map(shellQuote).join(" ")} "$SLURM_ARRAY_TASK_ID" &
task=$!
# What is asked of this script is asked of the task, which then keeps what it has and ends by itself.
trap 'kill -USR2 "$task" 2>/dev/null' USR2 TERM
wait "$task"
code=$?
while kill -0 "$task" 2>/dev/null; do
  wait "$task"
  code=$?
done
wait "$task" 2>/dev/null
last=$?
[ "$last" -ne 127 ] && code=$last

if [ "$code" -eq ${TRY_AGAIN} ] || [ "$code" -gt 128 ]; then again "Ended with code $code"; fi
[ "$code" -eq ${NEVER_RETRY} ] && echo "Ended with code $code: it would fail again"
exit "$code"
`;
}

/**
 * The pattern of the logs' names as an option in double quotes; undefined where no pattern can say it, since a backslash
 * in it stands for "no pattern", and an option ends with its line.
 */
function logPattern(logs: string): string | undefined {
  // deno-lint-ignore no-control-regex -- these are what is looked for
  if (/[\\\x00-\x1f\x7f]/.test(logs)) return undefined;
  return `${logs.replaceAll("%", "%%").replaceAll('"', '\\"')}/%a.log`;
}

/** Each of sbatch's options is a line of the script. */
function checkDirectives(action: string, { time, sbatch = [] }: SlurmOptions): void {
  for (const [name, text] of [["time", time ?? ""], ...sbatch.map((option) => ["sbatch", option])]) {
    // deno-lint-ignore no-control-regex -- these are what is looked for
    if (/[\x00-\x1f\x7f]/.test(text)) {
      throw new RangeError(`Cannot ${action}: ${name} ${JSON.stringify(text)} has a line break or the like`);
    }
  }
}

/**
 * What Slurm knows of a sweep's tasks.
 * @param folder The sweep's folder.
 * @returns What was submitted and what of it waits or runs; undefined where nothing was submitted.
 * @throws {Error} If there is no Slurm here or it does not answer.
 */
export async function slurmQueue(folder: string): Promise<Scheduled | undefined> {
  const jobs = await submissions(folder);
  if (jobs.length === 0) return undefined;
  const queue = new Map<number, "waiting" | "running">(), own = new Set(jobs.map(({ job }) => job));
  // Asked for all of the user's jobs: squeue fails where one that is named was forgotten already.
  for (const line of (await slurm("squeue", ["--array", "--noheader", "--format=%F %K %t"])).split("\n")) {
    const [job, task, state] = line.trim().split(/\s+/);
    if (own.has(job)) queue.set(Number(task), WAITING.includes(state) ? "waiting" : "running");
  }
  return { submitted: new Set(jobs.flatMap(({ tasks }) => tasks)), queue };
}

/** Slurm's short names of the states before a job runs. */
const WAITING = ["PD", "RQ", "RH", "RF", "SO", "CF"];

/**
 * The job arrays of a sweep.
 * @param folder The sweep's folder.
 * @returns What was submitted, in order; none where nothing was.
 * @throws {SyntaxError} If the note of them is damaged.
 */
export async function submissions(folder: string): Promise<SlurmSubmission[]> {
  const path = notes(folder);
  if (!await Deno.stat(path).then(() => true, () => false)) return [];
  return validate(`read ${path}`, submissionsSchema(), await readJson(path));
}

function notes(folder: string): string {
  return join(folder, "slurm.json");
}

async function largestArray(): Promise<number> {
  return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(await slurm("scontrol", ["show", "config"]))?.[1] ?? 1001);
}

/** Runs one of Slurm's commands. */
async function slurm(program: string, args: string[]): Promise<string> {
  const action = program === "squeue" ? "ask Slurm" : "submit to Slurm";
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args, stdin: "null" }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot ${action}: there is no ${program} on this machine; take the engine local, or a login node`);
  }
  const decoder = new TextDecoder();
  if (output.success) return decoder.decode(output.stdout);
  throw new Error(
    `Cannot ${action}: ${decoder.decode(output.stderr).trim() || `${program} ended with ${output.code}`}`,
  );
}
