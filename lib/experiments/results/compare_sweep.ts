/**
 * Comparisons within a sweep's table: paired by seed, corrected for how many there are.
 * @module
 */
import { checkInteger, checkKnown, checkLength } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { smallestTold } from "../../numerics/power.ts";
import { holm, type Interval, meanInterval, pairedStudentTest } from "../../numerics/stats.ts";
import type { SweepRow, SweepTable } from "./sweep_table.ts";

/** What is compared with what. */
export interface CompareOptions {
  /** The metric; smaller is better. */
  readonly metric: string;
  /** The column whose values are compared; the sweep's own unless told. */
  readonly axis?: string;
  /** The value that the others are compared with; the sweep's own unless told. */
  readonly baseline?: string;
  /** The family-wise error of all verdicts together; 0.05 unless told. */
  readonly level?: number;
}

/**
 * One value of an axis against the baseline, all else equal.
 * @category Experiments
 */
export interface SweepComparison {
  /** The labels of the other columns, and the sampler with its evaluations. */
  readonly where: Readonly<Record<string, string>>;
  /** The value compared. */
  readonly label: string;
  /** The seeds that both have; every one counts. */
  readonly seeds: readonly number[];
  /** The baseline's mean over them. */
  readonly baseline: Interval;
  /** The mean of the value compared. */
  readonly compared: Interval;
  /** The mean difference, compared − baseline, with its interval over seeds. */
  readonly difference: Interval;
  /** The p-value of no difference by Student's paired test, with Holm's correction over all comparisons of the call. */
  readonly pValue: number;
  /** Which is smaller, or that nothing tells them apart. */
  readonly verdict: string;
  /** The smallest difference that the comparison would have told four times in five, among all of the call. */
  readonly smallest: number;
}

/**
 * Compares each value of an axis with the baseline, all other columns equal, paired by seed: every seed that both have
 * counts, none is chosen. A baseline beside the grid, which has no label in a column, is compared with all of it.
 * @param table The table.
 * @param options The metric, and what is compared.
 * @returns One comparison for each value and each combination of the other columns, in the table's order.
 * @throws {RangeError} If the metric, the axis or the baseline is unknown, the table has nothing to compare, or two
 * values share fewer than three seeds.
 * @category Experiments
 */
export function compareSweep(table: SweepTable, options: CompareOptions): SweepComparison[] {
  checkArguments("compareSweep", arguments);
  const action = `compare within ${table.sweep}`;
  const { metric, axis = table.compare?.axis, baseline = table.compare?.baseline, level = 0.05 } = options;
  if (axis === undefined || baseline === undefined) {
    throw new RangeError(`Cannot ${action}: the sweep does not say what is compared; name an axis and a baseline`);
  }
  checkKnown(action, "axis", axis, table.columns);
  checkKnown(action, "metric", metric, [...new Set(table.rows.map((row) => row.metric))]);
  const rows = table.rows.filter((row) => row.metric === metric && row.value !== null);
  checkKnown(action, `value of "${axis}"`, baseline, [...new Set(rows.map((row) => row.labels[axis]))]);
  const cells = Map.groupBy(rows, (row) => JSON.stringify(whereOf(row, axis)));
  const compared: (Omit<SweepComparison, "verdict" | "smallest"> & { differences: number[] })[] = [];
  for (const cell of cells.values()) {
    const where = whereOf(cell[0], axis);
    const base = rows.filter((row) => row.labels[axis] === baseline && fits(whereOf(row, axis), where));
    for (const [label, others] of Map.groupBy(cell, (row) => row.labels[axis])) {
      if (label === baseline || label === "" || base.length === 0) continue;
      const seeds = base.map(({ seed }) => seed).filter((seed) => others.some((row) => row.seed === seed));
      const valuesOf = (some: SweepRow[]) => seeds.map((seed) => some.find((row) => row.seed === seed)!.value!);
      const [values, own] = [valuesOf(others), valuesOf(base)], differences = values.map((value, i) => value - own[i]);
      compared.push({ where, label, seeds, ...compareSeeds(values, own), differences });
    }
  }
  const corrected = holm(compared.map(({ pValue }) => pValue));
  return compared.map(({ differences, ...one }, i) => {
    const smaller = one.difference.value < 0 ? one.label : baseline;
    const smallest = smallestTold(differences, { comparisons: compared.length, level });
    const verdict = corrected[i] > level ? "not distinguishable" : `${smaller} smaller`;
    return { ...one, pValue: corrected[i], verdict, smallest };
  });
}

/** Values of seeds against those of a baseline, in pairs. */
export type SeedComparison = Omit<SweepComparison, "where" | "label" | "seeds" | "verdict" | "smallest">;

/**
 * Compares the values of seeds with a baseline's by Student's interval and paired test, whatever their number: a sign-flip
 * test of n seeds has no p-value below 2^(1 − n), so that among many comparisons it could not pass whatever the data.
 * @param values One value a seed.
 * @param base The baseline's, in the same order.
 * @returns Both means, their difference with its interval, and the p-value, uncorrected.
 * @throws {RangeError} If there are fewer than three seeds.
 * @category Experiments
 */
export function compareSeeds(values: number[], base: number[]): SeedComparison {
  checkInteger("compare pairs", "number of pairs", values.length, 3);
  checkLength("compare pairs", "b", base, values.length);
  const differences = values.map((value, i) => value - base[i]);
  return {
    baseline: meanInterval(base),
    compared: meanInterval(values),
    difference: meanInterval(differences),
    pValue: pairedStudentTest(differences),
  };
}

/** All that must be equal for two rows to be compared. */
function whereOf({ labels, sampler, evaluations }: SweepRow, axis: string): Record<string, string> {
  const others = Object.entries(labels).filter(([name]) => name !== axis);
  return { ...Object.fromEntries(others), sampler: `${sampler}, ${evaluations}` };
}

/** Whether a baseline belongs to a place: a run beside the grid that has no label in a column belongs to all of it. */
export function fits(base: Record<string, string>, where: Record<string, string>): boolean {
  return Object.entries(where).every(([name, label]) => base[name] === label || base[name] === "");
}
