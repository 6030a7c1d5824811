/**
 * What networks of a sweep do near t = 0, setting by setting.
 * @module
 */
import { relativeCurves } from "../../experiments/results/relative_curves.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";
import { slopeName } from "../../experiments/store/scores.ts";
import { checkKnown } from "../../numerics/check.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import type { Grid } from "../../schedules/grid.ts";
import { learnedShare } from "./learned.ts";
import { perturbedCurve } from "./perturbed_networks.ts";

/**
 * What is shown.
 * @category Studies
 */
export interface NearZeroOptions {
  /** The noise levels of the prediction; no column of shares where the settings differ in them. */
  readonly grid?: Grid;
  /** d, the coordinates of one sample. */
  readonly dimension: number;
  /** The perturbations; each has a column. */
  readonly scales: readonly number[];
}

/**
 * A row for each setting: its K(0, 10), that as a share of the finite-difference prediction with all d directions, its
 * largest K(t, t + 10), and its error in the first interval relative to the baseline's, by the scale of the perturbation;
 * means over seeds with Student's intervals, paired where relative.
 * @param table The table, with a comparison, curves of K(t, t + 10) from t = 0 on and errors under perturbation.
 * @param options Levels, dimension and perturbations.
 * @returns Rows and titles, as `showTable` takes them.
 * @throws {RangeError} If the sweep says nothing of what is compared, or a curve was not measured.
 * @category Studies
 */
export function nearZeroTable(
  table: SweepTable,
  { grid, dimension, scales }: NearZeroOptions,
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const action = `show ${table.sweep} near 0`, { compare } = table, delta = 10, curve = slopeName(delta);
  if (compare === undefined) throw new RangeError(`Cannot ${action}: the sweep does not say what is compared`);
  checkKnown(action, "curve", curve, [...new Set(table.curves.map((one) => one.curve))]);
  const errors = firstErrors(table, scales), none = scales.map(() => "–");
  const settings = Map.groupBy(
    table.curves.filter((one) => one.curve === curve),
    ({ labels }) => JSON.stringify(labels),
  );
  const rows = [...settings.values()].map((runs) => {
    const [{ labels }] = runs;
    const first = runs.map(({ points }) => points[0].value!),
      share = grid && learnedShare(first, grid, {
        delta,
        directions: dimension,
      }).share;
    const largest = runs.map(({ points }) => Math.max(...points.map(({ value }) => value!)));
    return [
      ...table.columns.map((name) => labels[name] || "–"),
      meanInterval(first),
      ...(share === undefined ? [] : [share]),
      meanInterval(largest),
      ...errors.get(JSON.stringify(labels)) ?? none,
    ];
  });
  const columns = [
    ...table.columns,
    "K(0, 10) [95 %]",
    ...(grid === undefined ? [] : ["share of the prediction [95 %]"]),
    "largest K(t, t + 10) [95 %]",
    ...errorTitles(scales, compare.baseline),
  ];
  return { rows, columns };
}

/** The relative error in the first interval under each perturbation, by the labels of the setting as JSON. */
function firstErrors(table: SweepTable, scales: readonly number[]): Map<string, Interval[]> {
  const found = new Map<string, Interval[]>();
  for (const { labels, points } of scales.flatMap((scale) => relativeCurves(table, perturbedCurve(scale)))) {
    const key = JSON.stringify(labels);
    found.set(key, [...found.get(key) ?? [], points[0].estimate]);
  }
  return found;
}

function errorTitles(scales: readonly number[], baseline: string): string[] {
  return scales.map((scale) => `error at the first steps, s = ${scale}: relative to ${baseline} [95 %]`);
}

/**
 * The errors of {@linkcode nearZeroTable} alone, for sweeps in which K was not measured: a row for each setting but the
 * baseline's.
 * @param table The table, with a comparison and errors under perturbation.
 * @param scales The perturbations; each has a column.
 * @returns Rows and titles, as `showTable` takes them.
 * @throws {RangeError} If the sweep says nothing of what is compared, or an error was not measured.
 * @category Studies
 */
export function firstErrorTable(
  table: SweepTable,
  scales: readonly number[],
): { rows: (string | Interval)[][]; columns: string[] } {
  const { compare, columns } = table;
  if (compare === undefined) {
    throw new RangeError(`Cannot show ${table.sweep} near 0: the sweep does not say what is compared`);
  }
  const rows = [...firstErrors(table, scales)].map(([key, errors]) => {
    const labels: Record<string, string> = JSON.parse(key);
    return [...columns.map((name) => labels[name] || "–"), ...errors];
  });
  return { rows, columns: [...columns, ...errorTitles(scales, compare.baseline)] };
}
