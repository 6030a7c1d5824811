/**
 * The times of the steps of a sweep's trainings, measured in a process that may run them.
 * @module
 */
import { join } from "node:path";
import type { PlannedRun } from "../../experiments/config/planned_run.ts";
import { stepTimesFolder } from "../../experiments/runs/step_times_folder.ts";
import { taskPermissions } from "../../experiments/runs/task_permissions.ts";
import type { FoundTime } from "../../experiments/runs/tell_time.ts";
import { contentId } from "../../io/content_id.ts";
import { checkout } from "./command.ts";

/** So many different trainings are tried at most: a plan is to be read soon. */
const MOST_TRIALS = 16;

/**
 * Measures the steps of runs, each kind of training once, and finds again what was measured before.
 * @param runs The runs.
 * @param cores How many cores each of them has.
 * @returns The time of each run's step, or why it is unknown, by the run's identity.
 */
export async function measuredTimes(
  runs: readonly Pick<PlannedRun, "id" | "config">[],
  cores: number,
): Promise<Map<string, FoundTime>> {
  const kinds = new Map<string, number>(), trainings: unknown[] = [], kindOf = new Map<string, number>();
  for (const { id, config: { training } } of runs) {
    const kind = await contentId({ ...training, seed: 0, steps: 1, from: "" });
    if (!kinds.has(kind)) {
      kinds.set(kind, trainings.length);
      trainings.push(training);
    }
    kindOf.set(id, kinds.get(kind)!);
  }
  const many = `${trainings.length} different trainings are more than the ${MOST_TRIALS} that are tried`;
  const times = trainings.length > MOST_TRIALS ? [] : await timesOf(trainings, cores);
  const none = { unknown: trainings.length > MOST_TRIALS ? many : "its trial ended early" };
  return new Map([...kindOf].map(([id, kind]) => [id, times[kind] ?? none]));
}

async function timesOf(trainings: readonly unknown[], cores: number): Promise<FoundTime[]> {
  if (trainings.length === 0) return [];
  const program = join(checkout, "lib", "tasks", "run.ts"), folder = stepTimesFolder();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...taskPermissions(folder), "--frozen", "--no-check", program, "--step-times"],
    // As the tasks of a sweep have it.
    env: { TF_NUM_INTRAOP_THREADS: String(cores), TF_NUM_INTEROP_THREADS: "1", OMP_NUM_THREADS: String(cores) },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(trainings)));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout).trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
