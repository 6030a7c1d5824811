/**
 * Trained networks at perturbed inputs beside the optima that they approximate.
 * @module
 */
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import type { CommonTargetStudy, NetworkErrors } from "./common_target.ts";
import { type PerturbedOptimum, relativeError } from "../exact/perturbed_optimum.ts";

/**
 * By how much E-TSDM's error at perturbed inputs differs from DDPM's, of networks and of their optima: a row for each kind of
 * data and s.
 * @param studies The networks, measured under `scales`.
 * @param scales s, in the order in which they were measured.
 * @param perfect The optima's errors, of the same data and scales.
 * @returns Rows and titles, as `showTable` takes them: errors of both methods' networks in the first interval, and
 * E-TSDM / DDPM − 1 of networks (paired by seed) and of optima in the first two.
 * @throws {RangeError} If a study was not measured under perturbation, or has no optimum of its data and s.
 * @category Studies
 */
export function learnedPerturbedTable(
  studies: readonly CommonTargetStudy[],
  scales: readonly number[],
  perfect: readonly PerturbedOptimum[],
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const rows = studies.flatMap(({ data, plain, sharing }) =>
    scales.map((scale, k) => {
      const optimum = perfect.find((row) => row.data === data && row.scale === scale);
      const errors = (networks: readonly NetworkErrors[], interval: number) =>
        networks.map(({ perturbed }) => perturbed?.[k]?.[interval] ?? NaN);
      if (optimum === undefined || errors(plain, 0).some(Number.isNaN)) {
        throw new RangeError(`Cannot compare networks on ${data} under s = ${scale}: that was not measured`);
      }
      const relative = (interval: number) => {
        const base = errors(plain, interval);
        return meanInterval(errors(sharing, interval).map((error, seed) => error / base[seed] - 1));
      };
      return [
        data,
        scale,
        meanInterval(errors(plain, 0)),
        meanInterval(errors(sharing, 0)),
        relative(0),
        relativeError(optimum, 0),
        relative(1),
        relativeError(optimum, 1),
      ];
    })
  );
  const columns = [
    "data",
    "s",
    "DDPM’s networks, 0–19 [95 %]",
    "E-TSDM’s, 0–19 [95 %]",
    "E-TSDM / DDPM − 1, 0–19 [95 %]",
    "of the optima [95 %]",
    "20–39 [95 %]",
    "of the optima [95 %]",
  ];
  return { rows, columns };
}
