/**
 * How far a trained network is from a predictor that is known exactly, by interval of the noise's time.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { checkInteger, checkNumber } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import type { Oracle } from "../oracle/oracle.ts";
import { gridLevel } from "../schedules/grid.ts";
import type { Trained } from "./trained.ts";

/** Where a network is compared, and on how many points. */
export interface OracleErrorOptions {
  /** The edges of the intervals: steps rising from ≥ 0 to ≤ T; interval i is {edges[i], …, edges[i + 1] − 1}. */
  readonly edges: readonly number[];
  /** Steps looked at in each interval, evenly spread; all of it if there are fewer; 20 unless told. */
  readonly stepsEach?: number;
  /** Points at each step; 128 unless told. */
  readonly points?: number;
  /** The seed of the points; 0 unless told. */
  readonly seed?: number;
  /** What the network is compared with at a step; ε* unless told. */
  readonly reference?: (x: Float64Array, step: number) => Float64Array;
}

/**
 * E ‖ε̂(x_t, f(t)) − ε*(x_t, t)‖² over x_t ~ q_t, averaged over the steps of each interval: the part of the training loss
 * that is not unavoidable. Networks under one seed are compared at the same points.
 * @param trained The network, on data of dimension d.
 * @param oracle The data it was trained on.
 * @param options Intervals, points and reference.
 * @returns One mean for each interval.
 * @throws {TypeError} If the network's shape is not [d].
 * @throws {RangeError} If the edges do not rise within the grid, or a number is out of range.
 */
export async function oracleError(
  trained: Trained,
  oracle: Oracle,
  options: OracleErrorOptions,
): Promise<Float64Array> {
  const { edges, stepsEach = 20, points = 128, seed = 0 } = options, { grid, network } = trained, d = oracle.dimension;
  const { reference = (x: Float64Array, step: number) => oracle.eps(x, gridLevel(grid, step)) } = options;
  const action = "compare a network with its oracle";
  if (network.shape.length !== 1 || network.shape[0] !== d) {
    throw new TypeError(`Cannot ${action}: the network's shape must be [${d}], got [${network.shape.join(", ")}]`);
  }
  checkInteger(action, "stepsEach", stepsEach, 1);
  checkInteger(action, "points", points, 1);
  checkInteger(action, "the number of edges", edges.length, 2);
  edges.forEach((edge, i) => checkInteger(action, `edges[${i}]`, edge, i === 0 ? 0 : edges[i - 1] + 1, grid.steps));
  const errors = new Float64Array(edges.length - 1);
  for (let interval = 0; interval < errors.length; interval++) {
    const steps = spreadSteps(edges[interval], edges[interval + 1], stepsEach);
    const x = new Float64Array(steps.length * points * d), exact = new Float64Array(x.length);
    steps.forEach((step, i) => {
      const drawn = oracle.sample(points, gridLevel(grid, step), new Random(seed, "oracle error").fork(step));
      x.set(drawn, i * points * d);
      exact.set(reference(drawn, step), i * points * d);
    });
    const told = Float64Array.from({ length: steps.length * points }, (_, row) => steps[Math.floor(row / points)]);
    const input = tf.tensor2d(Float32Array.from(x), [told.length, d]), predicted = trained.predict(input, told);
    const values = await predicted.data();
    tf.dispose([input, predicted]);
    let sum = 0;
    for (let i = 0; i < exact.length; i++) sum += (values[i] - exact[i]) ** 2;
    checkNumber(action, `the error on steps ${edges[interval]} to ${edges[interval + 1] - 1}`, sum);
    errors[interval] = sum / told.length;
  }
  return errors;
}

function spreadSteps(from: number, to: number, count: number): number[] {
  const n = Math.min(count, to - from);
  return Array.from({ length: n }, (_, i) => from + Math.floor((i + 0.5) * (to - from) / n));
}
