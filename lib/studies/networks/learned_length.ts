/**
 * What networks of one sweep have learned near t = 0, by how long they were trained.
 * @module
 */
import { meanCurves } from "../../experiments/results/mean_curves.ts";
import type { SweepCurve, SweepRow, SweepTable } from "../../experiments/results/sweep_table.ts";
import { slopeName, STATES_CURVE, TREND_CURVE } from "../../experiments/store/scores.ts";
import { checkKnown } from "../../numerics/check.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import { gridPath } from "../../samplers/noise_path.ts";
import type { Grid } from "../../schedules/grid.ts";
import { learnedInSweep, learnedShare } from "./learned.ts";
import { perturbedCurve } from "./perturbed_networks.ts";
import { predictedQuotient } from "../exact/step_size.ts";

/**
 * The levels and d of the data.
 * @category Studies
 */
export interface LearnedLengthOptions {
  /** The noise levels. */
  readonly grid: Grid;
  /** d: of pictures all directions count, since that of their manifold is not known, which makes the test harder to pass. */
  readonly dimension: number;
}

/**
 * What a table says of one training length.
 * @param table The table, with a column "steps".
 * @param steps The length, as the column names it.
 * @returns Its rows and curves of that length.
 * @throws {RangeError} If the table has none of that length.
 * @category Studies
 */
export function ofLength(table: SweepTable, steps: string): SweepTable {
  const known = [...new Set(table.rows.map(({ labels }) => labels.steps))];
  checkKnown(`look at ${table.sweep}`, "training length", steps, known);
  const own = <T extends { readonly labels: SweepRow["labels"] }>(all: readonly T[]) =>
    all.filter(({ labels }) => labels.steps === steps);
  return { ...table, rows: own(table.rows), curves: own(table.curves) };
}

/**
 * The criteria of "has learned", a row for each training length: DDPM's K(0, 10) and K(0, 1) over the finite-difference
 * prediction, its error in the first interval beside 1, what a network that says 0 errs by, the change of its loss over the
 * last third of training in the interval where that is largest, and the largest K(t, t + 10) of both methods.
 * @param table The table, with a column "steps".
 * @param options Levels and dimension.
 * @returns Rows and titles, as `showTable` takes them.
 * @category Studies
 */
export function learnedLengthTable(
  table: SweepTable,
  { grid, dimension }: LearnedLengthOptions,
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const lengths = [...new Set(table.rows.map(({ labels }) => labels.steps))];
  const directions = Object.fromEntries(lengths.map((steps) => [steps, dimension]));
  const [ten, one] = [10, 1].map((delta) => learnedInSweep(table, grid, directions, { delta, column: "steps" }));
  const rows = lengths.map((steps) => {
    const curves = (name: string, treatment = "DDPM") =>
      table.curves.filter(({ curve, labels }) =>
        curve === name && labels.steps === steps && labels.treatment === treatment
      );
    const largest = (treatment: string) => meanInterval(curves(slopeName(10), treatment).map(largestOf));
    return [
      Number(steps),
      curves(slopeName(10)).length,
      ten[steps].share,
      ten[steps].verdict,
      one[steps].share,
      meanInterval(curves(perturbedCurve(0)).map(({ points }) => points[0].value!)),
      steepest(curves(TREND_CURVE)),
      largest("DDPM"),
      largest("E-TSDM"),
    ];
  });
  const columns = [
    "training steps",
    "seeds",
    "K(0, 10) / predicted [95 %]",
    "learned",
    "K(0, 1) / predicted [95 %]",
    "error at steps 0–19, 1 is saying 0 [95 %]",
    "largest change of the loss [95 %]",
    "DDPM’s largest K(t, t + 10) [95 %]",
    "E-TSDM’s [95 %]",
  ];
  return { rows, columns };
}

/**
 * What networks of several sizes have learned from the same arithmetic: a row for each size.
 * @param table The table, with a column "parameters" and one seed.
 * @param options Levels and dimension.
 * @returns Rows and titles: the size, FCD, K(0, 10) over the finite-difference prediction, the errors in the first interval
 * and in the last, and the largest change of the loss over the last third of training.
 * @category Studies
 */
export function sizeTable(
  table: SweepTable,
  { grid, dimension }: LearnedLengthOptions,
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const predicted = predictedQuotient(grid, dimension, 0, 10);
  const rows = table.rows.map(({ labels: { parameters }, value, low, high, n }) => {
    const values = (name: string) => {
      const found = table.curves.find(({ curve, labels }) => curve === name && labels.parameters === parameters)!;
      return found.points.map((point) => point.value!);
    };
    const errors = values(perturbedCurve(0));
    return [
      parameters,
      { value: value!, low: low!, high: high!, n, confidence: 0.95 },
      values(slopeName(10))[0] / predicted,
      errors[0],
      errors.at(-1)!,
      largestInSize(values(TREND_CURVE), (change) => change),
    ];
  });
  const columns = [
    "parameters",
    "FCD [95 %]",
    "K(0, 10) / predicted",
    "error at steps 0–19, 1 is saying 0",
    "at steps 500–999",
    "largest change of the loss",
  ];
  return { rows, columns };
}

/**
 * The largest K(t, t + Δ) of trained networks for Δ = 1, 10 and 100, with Student's intervals over seeds.
 * @param table The table of one training length.
 * @param options Levels and dimension.
 * @returns Rows and titles: Δ, the finite-difference prediction at t = 0, DDPM's K(0, Δ), its share of the prediction, and the
 * largest K of both methods with their ratio.
 * @category Studies
 */
export function trainedLargest(
  table: SweepTable,
  { grid, dimension }: LearnedLengthOptions,
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const rows = [1, 10, 100].map((delta) => {
    const curves = (treatment: string) =>
      table.curves.filter(({ curve, labels }) => curve === slopeName(delta) && labels.treatment === treatment);
    const first = curves("DDPM").map(({ points }) => points[0].value!);
    const { predicted, share, found } = learnedShare(first, grid, { delta, directions: dimension });
    const [plain, shared] = ["DDPM", "E-TSDM"].map((treatment) => curves(treatment).map(largestOf));
    return [
      delta,
      predicted,
      found,
      share,
      meanInterval(plain),
      meanInterval(shared),
      meanInterval(plain.map((largest, seed) => largest / shared[seed])),
    ];
  });
  const columns = [
    "Δ",
    "predicted K(0, Δ)",
    "DDPM’s K(0, Δ) [95 %]",
    "share [95 %]",
    "DDPM’s largest [95 %]",
    "E-TSDM’s largest [95 %]",
    "ratio [95 %]",
  ];
  return { rows, columns };
}

/**
 * Which perturbation s a sampler's own states amount to at its last steps, √(excess variance), over seeds.
 * @param table The table, with columns "steps", "treatment" and "sampling".
 * @param grid The noise levels.
 * @param until The step below which states are shown.
 * @returns Rows and titles: where, σ_t, the excess over σ_t², and s of the mean excess, 0 where that is not above 0.
 * @category Studies
 */
export function stateRows(
  table: SweepTable,
  grid: Grid,
  until: number,
): { rows: (string | number | Interval)[][]; columns: string[] } {
  const path = gridPath(grid);
  const rows = meanCurves(table, STATES_CURVE).flatMap(({ labels: { steps, treatment, sampling }, points }) =>
    points.filter(({ time }) => time < until).map(({ time, estimate }) => {
      const { sigma } = path.levelAt(time);
      return [
        Number(steps),
        treatment,
        sampling,
        time,
        sigma,
        estimate,
        sigma * Math.sqrt(Math.max(0, estimate.value)),
      ];
    })
  );
  return {
    rows,
    columns: ["training steps", "network", "sampler", "step t", "σ_t", "s² / σ_t² [95 %]", "s"],
  };
}

function largestOf({ points }: SweepCurve): number {
  return points.reduce((most, { value }) => Math.max(most, value!), -Infinity);
}

/** The change that is largest in size, of the intervals' means over seeds. */
function steepest(curves: readonly SweepCurve[]): Interval {
  const changes = curves[0].points.map((_, i) => meanInterval(curves.map(({ points }) => points[i].value!)));
  return largestInSize(changes, ({ value }) => value);
}

/** The first of those whose number is farthest from 0. */
function largestInSize<T>(all: readonly T[], of: (one: T) => number): T {
  return all.reduce((most, one) => Math.abs(of(one)) > Math.abs(of(most)) ? one : most);
}
