/**
 * Panels of quality against evaluations of the network.
 * @module
 */
import { estimateSeries } from "../../figures/estimate_series.ts";
import type { LinePanel } from "../../figures/series.ts";
import type { SweepRow, SweepTable } from "../../experiments/results/sweep_table.ts";
import { checkKnown } from "../../numerics/check.ts";
import { meanInterval } from "../../numerics/stats.ts";
import { lettered } from "./letters.ts";

/**
 * What is shown.
 * @category Studies
 */
export interface EvaluationPanelsOptions {
  /** The metric. */
  readonly metric: string;
  /** The column of the samplers. */
  readonly method: string;
}

/**
 * A metric against the number of evaluations: (a) of each sampler and treatment, (b) each treatment's relative to the
 * baseline's of the same sampler, paired by seed. Means over seeds with Student's intervals.
 * @param table The table, with a comparison.
 * @param options Metric and column.
 * @returns Both panels.
 * @throws {RangeError} If the metric or column is unknown, the sweep says nothing of what is compared, or there are fewer
 * than two seeds.
 * @category Studies
 */
export function evaluationPanels(table: SweepTable, { metric, method }: EvaluationPanelsOptions): LinePanel[] {
  const action = `show ${table.sweep} by evaluations`, { compare } = table;
  if (compare === undefined) throw new RangeError(`Cannot ${action}: the sweep does not say what is compared`);
  checkKnown(action, "column", method, table.columns);
  checkKnown(action, "metric", metric, [...new Set(table.rows.map((row) => row.metric))]);
  const rows = table.rows.filter((row) => row.metric === metric), { axis, baseline } = compare;
  const lines = [...Map.groupBy(rows, ({ labels }) => JSON.stringify([labels[method], labels[axis]])).values()];
  const treated = [...new Set(rows.map(({ labels }) => labels[axis]))].filter((label) => label !== baseline);
  const x = { title: "evaluations of the network", scale: "log" as const };
  const baseOf = (row: SweepRow) =>
    rows.find(({ labels, seed, evaluations }) =>
      labels[axis] === baseline && labels[method] === row.labels[method] && seed === row.seed &&
      evaluations === row.evaluations
    )!;
  // A line has one label, and so one look, in both panels.
  const series = lines.map((line) => {
    const [{ labels }] = line, label = `${labels[method]}, ${labels[axis]}`, plain = labels[axis] === baseline;
    const drawn = (of: (row: SweepRow) => number) =>
      estimateSeries(label, means(line, of), { markers: true, dash: plain ? "solid" : "dash" });
    return { plain, drawn };
  });
  return lettered([
    { x, y: { title: metric, scale: "log" as const }, series: series.map(({ drawn }) => drawn(({ value }) => value!)) },
    {
      x,
      y: { title: `${metric}: ${treated.length === 1 ? treated[0] : "treated"} / ${baseline} − 1` },
      marks: [{ axis: "y" as const, at: 0 }],
      series: series.filter(({ plain }) => !plain)
        .map(({ drawn }) => drawn((row) => row.value! / baseOf(row).value! - 1)),
    },
  ]);
}

/** The means over seeds of a number, by evaluations. */
function means(line: readonly SweepRow[], of: (row: SweepRow) => number) {
  return [...Map.groupBy(line, ({ evaluations }) => evaluations)]
    .sort(([a], [b]) => a - b)
    .map(([time, seeds]) => ({ time, estimate: meanInterval(seeds.map(of)) }));
}
