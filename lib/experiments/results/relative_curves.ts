/**
 * A sweep's curves against a baseline's, paired by seed.
 * @module
 */
import { checkKnown } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { Interval } from "../../numerics/stats.ts";
import { compareSeeds, fits } from "./compare_sweep.ts";
import type { SweepCurve, SweepTable } from "./sweep_table.ts";

/** What is compared with what. */
export interface RelativeCurveOptions {
  /** The column whose values are compared; the sweep's own unless told. */
  readonly axis?: string;
  /** The value that the others are compared with; the sweep's own unless told. */
  readonly baseline?: string;
}

/** By how much a curve differs from the baseline's, relative to it. */
export interface RelativeCurve {
  /** The label of each of the sweep's columns. */
  readonly labels: Readonly<Record<string, string>>;
  /** The value compared. */
  readonly label: string;
  /** The seeds. */
  readonly seeds: readonly number[];
  /** The mean over seeds of (value − baseline) / baseline, with its interval and uncorrected p-value, by time. */
  readonly points: readonly RelativePoint[];
}

/** One time of a relative curve; an interval of time at its middle, with its ends. */
export interface RelativePoint {
  /** The time. */
  readonly time: number;
  /** Where the interval of time begins and ends; both the time itself where there is none. */
  readonly between: readonly [from: number, until: number];
  /** The relative difference. */
  readonly estimate: Interval;
  /** The p-value of no difference; to be corrected over all that are looked at. */
  readonly pValue: number;
  /** The relative difference of each seed. */
  readonly bySeed: readonly number[];
}

/**
 * Compares curves with those of a baseline, all other columns equal: each seed with itself, so that what both share, such
 * as the points at which they were measured, drops out.
 * @param table The sweep's table.
 * @param curve Which curve, such as "squared error against the ideal predictor".
 * @param options What is compared.
 * @returns One curve for each value other than the baseline and each combination of the other columns.
 * @throws {RangeError} If the curve, the axis or the baseline is unknown, fewer than three seeds are shared, or a value is
 * not finite or the baseline's 0.
 * @category Experiments
 */
export function relativeCurves(table: SweepTable, curve: string, options: RelativeCurveOptions = {}): RelativeCurve[] {
  checkArguments("relativeCurves", arguments);
  const action = `compare the curves of ${table.sweep}`;
  const { axis = table.compare?.axis ?? "", baseline = table.compare?.baseline ?? "" } = options;
  checkKnown(action, "axis", axis, table.columns);
  checkKnown(action, "curve", curve, [...new Set(table.curves.map((one) => one.curve))]);
  const found = table.curves.filter((one) => one.curve === curve);
  checkKnown(action, `value of "${axis}"`, baseline, [...new Set(found.map(({ labels }) => labels[axis]))]);
  const whereOf = ({ labels }: SweepCurve) =>
    Object.fromEntries(Object.entries(labels).filter(([name]) => name !== axis));
  const baselines = found.filter(({ labels }) => labels[axis] === baseline);
  const cells = Map.groupBy(found, (one) => JSON.stringify(whereOf(one)));
  return [...cells.values()].flatMap((cell) => {
    const here = baselines.filter((one) => fits(whereOf(one), whereOf(cell[0])));
    const base = new Map(here.map((one) => [one.seed, one]));
    const others = cell.filter(({ labels, seed }) => labels[axis] !== baseline && base.has(seed));
    return [...Map.groupBy(others, ({ labels }) => labels[axis])].map(([label, runs]) => ({
      labels: runs[0].labels,
      label,
      seeds: runs.map(({ seed }) => seed),
      points: runs[0].points.map(({ time, until = time }, i) => {
        const ratios = runs.map(({ seed, points }) => {
          const ratio = (points[i].value ?? NaN) / (base.get(seed)!.points[i].value ?? NaN);
          if (Number.isFinite(ratio)) return ratio;
          throw new RangeError(`Cannot ${action}: "${curve}" of seed ${seed} has no finite ratio at ${time}`);
        });
        const { difference, pValue } = compareSeeds(ratios, ratios.map(() => 1));
        const bySeed = ratios.map((ratio) => ratio - 1);
        return { time: (time + until) / 2, between: [time, until] as const, estimate: difference, pValue, bySeed };
      }),
    }));
  });
}
