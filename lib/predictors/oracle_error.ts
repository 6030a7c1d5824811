/**
 * How far a trained network is from a predictor that is known exactly, by interval of the noise's time.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { checkInteger, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import type { Oracle } from "../oracle/oracle.ts";
import { spanOf } from "../objectives/path.ts";
import type { Trained } from "./trained.ts";

/** Where a network is compared, and on how many points. */
export interface OracleErrorOptions {
  /**
   * The edges of the intervals, rising: steps from ≥ 0 to ≤ T where time is discrete, interval i being
   * {edges[i], …, edges[i + 1] − 1}; times from ≥ 0 to ≤ 1 where it is continuous.
   */
  readonly edges: readonly number[];
  /** Times looked at in each interval, evenly spread; all of its steps if there are fewer; 20 unless told. */
  readonly stepsEach?: number;
  /** Points at each time; 128 unless told. */
  readonly points?: number;
  /** The seed of the points; 0 unless told. */
  readonly seed?: number;
  /** What the network is compared with at a time; ε* unless told. */
  readonly reference?: (x: Float64Array, time: number) => Float64Array;
}

/**
 * E ‖ε̂(x_t, f(t)) − ε*(x_t, t)‖² over x_t ~ q_t, averaged over the times of each interval: the part of the training loss
 * that is not unavoidable. Networks under one seed are compared at the same points.
 * @param trained The network, on data of dimension d.
 * @param oracle The data it was trained on.
 * @param options Intervals, points and reference.
 * @returns One mean for each interval.
 * @throws {TypeError} If the network's shape is not [d].
 * @throws {RangeError} If the edges do not rise within the path, or a number is out of range.
 * @category Predictors
 */
export async function oracleError(
  trained: Trained,
  oracle: Oracle,
  options: OracleErrorOptions,
): Promise<Float64Array> {
  checkArguments("oracleError", arguments);
  const { edges, stepsEach = 20, points = 128, seed = 0 } = options, { path, network } = trained, d = oracle.dimension;
  const { reference = (x: Float64Array, time: number) => oracle.eps(x, path.levelAt(time)) } = options;
  const action = "compare a network with its oracle";
  if (network.shape.length !== 1 || network.shape[0] !== d) {
    throw new TypeError(`Cannot ${action}: the network's shape must be [${d}], got [${network.shape.join(", ")}]`);
  }
  checkInteger(action, "stepsEach", stepsEach, 1);
  checkInteger(action, "points", points, 1);
  checkInteger(action, "the number of edges", edges.length, 2);
  const discrete = path.steps !== undefined, least = discrete ? 1 : Number.EPSILON;
  edges.forEach((edge, i) => {
    const check = discrete ? checkInteger : checkNumber;
    check(action, `edges[${i}]`, edge, i === 0 ? 0 : edges[i - 1] + least, spanOf(path));
  });
  const errors = new Float64Array(edges.length - 1);
  for (let interval = 0; interval < errors.length; interval++) {
    const times = (discrete ? spreadSteps : spreadTimes)(edges[interval], edges[interval + 1], stepsEach);
    const x = new Float64Array(times.length * points * d), exact = new Float64Array(x.length);
    times.forEach((time, i) => {
      const drawn = oracle.sample(points, path.levelAt(time), new Random(seed, "oracle error").fork(time));
      x.set(drawn, i * points * d);
      exact.set(reference(drawn, time), i * points * d);
    });
    const told = Float64Array.from({ length: times.length * points }, (_, row) => times[Math.floor(row / points)]);
    const input = tf.tensor2d(Float32Array.from(x), [told.length, d]), predicted = trained.predict(input, told);
    const values = await predicted.data();
    tf.dispose([input, predicted]);
    let sum = 0;
    for (let i = 0; i < exact.length; i++) sum += (values[i] - exact[i]) ** 2;
    checkNumber(action, `the error from ${edges[interval]} to ${edges[interval + 1]}`, sum);
    errors[interval] = sum / told.length;
  }
  return errors;
}

function spreadSteps(from: number, to: number, count: number): number[] {
  const n = Math.min(count, to - from);
  return Array.from({ length: n }, (_, i) => from + Math.floor((i + 0.5) * (to - from) / n));
}

function spreadTimes(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + (i + 0.5) * (to - from) / count);
}
