/**
 * Scores and comparisons for a terminal.
 * @module
 */
import type { SweepComparison } from "../../experiments/results/compare_sweep.ts";
import type { RunResult } from "../../experiments/store/store.ts";
import type { SweepStatus } from "../../experiments/sweeps/sweep_status.ts";
import { formatTable } from "../../notebook/table.ts";
import { formatTime } from "./command.ts";

/**
 * A run's scores.
 * @param id The run.
 * @param result What it left.
 * @param already Whether it had been finished before.
 * @returns A table and a line on where it comes from.
 */
export function formatScores(id: string, { scores, provenance }: RunResult, already: boolean): string {
  const rows = scores.scores.map(({ metric, value, low, high, n, seed }) => [
    metric,
    value === null || low === null || high === null ? value : { value, low, high },
    n,
    seed,
  ]);
  const { backend, commit, changed, started, seconds } = provenance;
  const from = `${backend}, commit ${commit?.slice(0, 7) ?? "unknown"}${changed ? " with changes" : ""}, ${started}`;
  const when = already ? "found finished" : `done in ${formatTime(1000 * seconds)}`;
  return `${formatTable(rows, ["metric", "value [95 %]", "N", "seed"], `Run ${id}, ${when}`).text}\n${from}`;
}

/**
 * How far a sweep is.
 * @param status Where its runs are.
 * @returns One line, and for each failed run another with its last lines.
 */
export function formatStatus({ runs, counts, waiting, secondsLeft }: SweepStatus): string {
  const failures = runs.flatMap(({ run, failure }) => {
    if (failure === undefined) return [];
    const what = [...Object.values(run.labels).filter(Boolean), `seed ${run.config.training.seed}`].join(", ");
    const again = failure.retry ? "" : " (would fail again)";
    return [
      `${run.id} ${what}: ${failure.name}: ${failure.message}${again}`,
      ...failure.lastLines.map((line) => `    ${line}`),
    ];
  });
  const queued = waiting.size === 0 ? "" : ` (${waiting.size} tasks in the queue)`;
  return [formatProgress({ counts, secondsLeft }, queued), ...failures].join("\n");
}

/**
 * How far a sweep is, in a line.
 * @param progress How many runs are in each state, and the estimate.
 * @param queued What is added of a queue; nothing unless told.
 * @returns The line.
 */
export function formatProgress(
  { counts: { done, running, failed, remaining }, secondsLeft }: Pick<SweepStatus, "counts" | "secondsLeft">,
  queued: string = "",
): string {
  const left = secondsLeft === undefined || running + remaining === 0
    ? ""
    : `; about ${formatTime(1000 * secondsLeft)} left`;
  return `${done} done, ${running} running, ${failed} failed, ${remaining} remaining${queued}${left}`;
}

/**
 * The comparisons of a metric.
 * @param metric The metric.
 * @param comparisons The comparisons.
 * @returns A table.
 */
export function formatComparisons(metric: string, comparisons: readonly SweepComparison[]): string {
  const places = [...new Set(comparisons.flatMap(({ where }) => Object.keys(where)))];
  const rows = comparisons.map(({ where, label, seeds, baseline, compared, difference, smallest, pValue, verdict }) => [
    ...places.map((name) => where[name] ?? ""),
    label,
    seeds.length,
    baseline,
    compared,
    difference,
    smallest,
    pValue,
    verdict,
  ]);
  const columns = [
    ...places,
    "compared",
    "seeds",
    "baseline [95 %]",
    "compared [95 %]",
    "difference [95 %]",
    "smallest that would be told",
    "p (Holm)",
    "verdict",
  ];
  return formatTable(rows, columns, metric).text;
}
