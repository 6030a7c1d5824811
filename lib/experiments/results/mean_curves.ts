/**
 * A sweep's curves over its seeds.
 * @module
 */
import { checkKnown } from "../../numerics/check.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import type { SweepTable } from "./sweep_table.ts";

/** The mean of a curve over seeds. */
export interface MeanCurve {
  /** The label of each of the sweep's columns. */
  readonly labels: Readonly<Record<string, string>>;
  /** What time counts: "step" or "t". */
  readonly unit: string;
  /** The seeds. */
  readonly seeds: readonly number[];
  /** How many samples are behind each point of one seed. */
  readonly n: number;
  /** The means with Student's interval over seeds, as `estimateSeries` takes them; intervals of time at their middles. */
  readonly points: ReadonlyArray<{ readonly time: number; readonly estimate: Interval }>;
}

/**
 * The means of a curve over the seeds of each of a sweep's settings.
 * @param table The sweep's table.
 * @param curve Which curve, such as "K(t, t′)".
 * @returns One mean for each setting in which the curve was measured, in the table's order.
 * @throws {RangeError} If no run has such a curve, a setting has fewer than two seeds, its seeds differ in their times, or
 * a value is not finite.
 * @category Experiments
 */
export function meanCurves(table: SweepTable, curve: string): MeanCurve[] {
  const action = `average the curves of ${table.sweep}`;
  checkKnown(action, "curve", curve, [...new Set(table.curves.map((one) => one.curve))]);
  const found = table.curves.filter((one) => one.curve === curve);
  return [...Map.groupBy(found, ({ labels }) => JSON.stringify(labels)).values()].map((runs) => {
    const [{ labels, unit, n, points }] = runs;
    const means = points.map(({ time, until }, i) => {
      const values = runs.map(({ seed, points: own }) => {
        if (own.length !== points.length || own[i].time !== time) {
          throw new RangeError(
            `Cannot ${action}: seed ${seed} has "${curve}" at other times than seed ${runs[0].seed}`,
          );
        }
        if (own[i].value !== null) return own[i].value;
        throw new RangeError(`Cannot ${action}: "${curve}" of seed ${seed} is not finite at ${time}`);
      });
      return { time: until === undefined ? time : (time + until) / 2, estimate: meanInterval(values) };
    });
    return { labels, unit, seeds: runs.map(({ seed }) => seed), n, points: means };
  });
}
