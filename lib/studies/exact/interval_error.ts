/**
 * Errors of predictors that are known exactly, by interval of steps.
 * @module
 */
import { checkInteger, checkNumber } from "../../numerics/check.ts";
import { Random } from "../../numerics/random.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";

/**
 * A predictor of the noise in float64: n × d points of a step to n × d.
 * @category Studies
 */
export type ExactPredictor = (x: Float64Array, step: number) => Float64Array;

/**
 * Where predictors are compared, and on how many points.
 * @category Studies
 */
export interface IntervalErrorOptions {
  /** The data, which draw x_t. */
  readonly oracle: Oracle;
  /** The noise levels. */
  readonly grid: Grid;
  /** Rising steps where intervals end, the first and the last included: interval i is {edges[i], …, edges[i + 1] − 1}. */
  readonly edges: readonly number[];
  /** s, the standard deviation of the noise that is added to x_t and that no predictor is told of; 0 unless told. */
  readonly perturbation?: number;
  /** Steps looked at in each interval, evenly spread, all if there are fewer; 20 unless told. */
  readonly stepsEach?: number;
  /** Points at each step; 256 unless told. */
  readonly points?: number;
  /** The seed of the points; 0 unless told. */
  readonly seed?: number;
}

/**
 * E ‖f(x_t + s η, t) − target‖² of several predictors at the same points, averaged over the steps of each interval.
 * @param predictors The predictors.
 * @param target "noise" for the ε that made x_t, as training knows it; else what the predictors are held against, asked
 * at the same inputs.
 * @param options Data, intervals, perturbation and points.
 * @returns For each predictor one mean squared error for each interval, over all d coordinates together.
 * @throws {RangeError} If the edges do not rise within the grid, or a number is out of range.
 * @category Studies
 */
export function intervalErrors(
  predictors: readonly ExactPredictor[],
  target: "noise" | ExactPredictor,
  options: IntervalErrorOptions,
): number[][] {
  const action = "take errors by interval";
  const { oracle, grid, edges, perturbation = 0, stepsEach = 20, points = 256, seed = 0 } = options;
  checkNumber(action, "perturbation", perturbation, 0);
  checkInteger(action, "stepsEach", stepsEach, 1);
  checkInteger(action, "points", points, 1);
  checkInteger(action, "the number of edges", edges.length, 2);
  edges.forEach((edge, i) => checkInteger(action, `edges[${i}]`, edge, i === 0 ? 0 : edges[i - 1] + 1, grid.steps));
  return predictors.map((predict) =>
    edges.slice(1).map((until, i) => {
      const steps = spreadSteps(edges[i], until, stepsEach);
      const sum = steps.reduce((total, step) => {
        const { x, eps } = drawPoints(oracle, grid, step, { perturbation, points, seed });
        return total + squaredDistance(predict(x, step), target === "noise" ? eps : target(x, step));
      }, 0);
      return sum / (steps.length * points);
    })
  );
}

/** Points of a step, with the noise that made them; a function of the seed and the step alone. */
function drawPoints(
  oracle: Oracle,
  grid: Grid,
  step: number,
  { perturbation, points, seed }: { perturbation: number; points: number; seed: number },
): { x: Float64Array; eps: Float64Array } {
  const random = new Random(seed, "interval error").fork(step), { alpha, sigma } = gridLevel(grid, step);
  const x0 = oracle.sampleData(points, random.fork("data")), eps = random.fork("noise").normals(x0.length);
  const push = random.fork("push").normals(x0.length);
  return { x: x0.map((value, i) => alpha * value + sigma * eps[i] + perturbation * push[i]), eps };
}

function spreadSteps(from: number, until: number, count: number): number[] {
  const n = Math.min(count, until - from);
  return Array.from({ length: n }, (_, i) => from + Math.floor((i + 0.5) * (until - from) / n));
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}
