/**
 * What is said of how long runs take.
 * @module
 */
import type { PlannedRun } from "../config/planned_run.ts";
import { runTime, spoken, type StepTime } from "./step_time.ts";

/** A time, or why there is none. */
export type FoundTime = StepTime | { readonly unknown: string };

/**
 * Says how long a run takes.
 * @param run The run.
 * @param time The time of its step.
 * @returns A line.
 */
export function tellRunTime({ config }: Pick<PlannedRun, "config">, time: FoundTime): string {
  if ("unknown" in time) return `unknown: ${time.unknown}`;
  const { training, samples } = runTime(config, time), { batch } = config.training;
  const step = Number(time.milliseconds.toPrecision(2)), [day] = time.measured.split("T");
  const busy = time.busy ? " while others worked on it" : "";
  const scaled = time.batch < batch ? `, scaled up from ${time.batch} of ${batch} samples` : "";
  const drawn = config.metrics.length === 0 ? "" : `, and ${spoken(samples)} for samples`;
  const measured = `${step} ms a step, measured on this machine ${day}${busy}${scaled}`;
  return `${about(training)} on ${time.backend} for training (${measured})${drawn}`;
}

/**
 * Says how long the tasks of a sweep take.
 * @param tasks The runs of each task that is left.
 * @param times The time of each run's step, by the run's identity.
 * @param workers How many tasks are worked at at once.
 * @returns A line.
 */
export function tellSweepTime(
  tasks: ReadonlyArray<readonly Pick<PlannedRun, "id" | "network" | "config">[]>,
  times: ReadonlyMap<string, FoundTime>,
  workers: number,
): string {
  const seconds: number[] = [], unknown = new Set<string>(), backends = new Set<string>();
  for (const task of tasks) {
    const trained = new Set<string>();
    let sum = 0;
    for (const run of task) {
      const time = times.get(run.id);
      if (time === undefined || "unknown" in time) {
        unknown.add(time === undefined ? "not measured" : time.unknown);
        continue;
      }
      const { training, samples } = runTime(run.config, time);
      backends.add(time.backend);
      // Runs of one network train it once.
      if (!trained.has(run.network)) sum += training;
      if (run.config.metrics.length > 0) sum += samples;
      trained.add(run.network);
    }
    seconds.push(sum);
  }
  if (unknown.size > 0) return `time unknown: ${[...unknown].join("; ")}`;
  if (seconds.length === 0) return "no time: nothing is left";
  const stacked = tasks.some((task) => new Set(task.map(({ network }) => network)).size > 1);
  // However many there are, the longest task is not shared.
  const total = seconds.reduce((sum, each) => sum + each, 0), least = Math.max(...seconds, total / workers);
  const at = workers === 1 ? "one task at a time" : `${workers} tasks at a time, a core each`;
  const busy = [...times.values()].some((time) => "busy" in time && time.busy) ? ", while others worked on it" : "";
  const most = stacked ? "at most " : "", where = [...backends].join(" and ");
  const less = stacked ? ", less where seeds are trained as one stack" : "";
  return `${most}${about(least)} on ${where} with ${at} (${
    spoken(total)
  } of work${less}), by the time of a step on this ` +
    `machine${busy}; metrics and measures come on top`;
}

function about(seconds: number): string {
  return seconds < 60 ? spoken(seconds) : `about ${spoken(seconds)}`;
}
