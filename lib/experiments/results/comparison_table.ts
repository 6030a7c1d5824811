/**
 * A sweep's comparisons as they are shown.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { Interval } from "../../numerics/stats.ts";
import { type CompareOptions, compareSweep } from "./compare_sweep.ts";
import { type Reported, reportedCell } from "./reported.ts";
import type { SweepTable } from "./sweep_table.ts";

/**
 * Rows and titles, as `showTable` takes them.
 * @category Experiments
 */
export interface ComparisonTable {
  /** One row for each comparison. */
  readonly rows: ReadonlyArray<ReadonlyArray<string | number | Interval>>;
  /** The columns' titles. */
  readonly columns: readonly string[];
}

/** What is compared, and what others report of it. */
export interface ComparisonTableOptions extends CompareOptions {
  /** Published numbers for the column "reported"; no such column where not given. */
  readonly reported?: Reported;
}

/**
 * Compares within a sweep, as {@linkcode compareSweep} does, and lays the outcome out: the columns of the sweep that tell
 * the comparisons apart, both means, their difference, the corrected p-value, the
 * verdict, and the smallest difference that would have been told four times in five. Intervals are over seeds.
 * @param table The sweep's table.
 * @param options The metric, what is compared, and what is reported.
 * @returns The rows, in the table's order, and the titles.
 * @throws {RangeError} As {@linkcode compareSweep}.
 * @category Experiments
 */
export function comparisonTable(table: SweepTable, options: ComparisonTableOptions): ComparisonTable {
  checkArguments("comparisonTable", arguments);
  const { reported, ...comparison } = options;
  const { metric, axis = table.compare!.axis, baseline = table.compare!.baseline } = comparison;
  const compared = compareSweep(table, comparison);
  const differing = table.columns.filter((name) =>
    name !== axis && new Set(compared.map(({ where }) => where[name])).size > 1
  );
  const rows = compared.map((one) => {
    const { where, label, seeds, difference, pValue, verdict, smallest } = one;
    const row = [...differing.map((name) => where[name]), label, seeds.length, one.baseline, one.compared, difference];
    const published = reported === undefined ? [] : [reportedPair(reported, metric, where, axis, [baseline, label])];
    return [...row, pValue, verdict, smallest, ...published];
  });
  const columns = [
    ...differing,
    axis,
    "seeds",
    `${metric}, ${baseline} [95 %]`,
    `${metric} [95 %]`,
    "difference [95 %]",
    "p (Holm)",
    "verdict",
    "smallest told",
    ...(reported === undefined ? [] : ["reported"]),
  ];
  return { rows, columns };
}

/** What is published of both that are compared; "–" where it is nothing. */
function reportedPair(
  reported: Reported,
  metric: string,
  where: Readonly<Record<string, string>>,
  axis: string,
  labels: readonly string[],
): string {
  const cells = labels.map((label) => reportedCell(reported, metric, { ...where, [axis]: label }));
  return cells.every((cell) => cell === "–") ? "–" : labels.map((label, i) => `${label} ${cells[i]}`).join("; ");
}
