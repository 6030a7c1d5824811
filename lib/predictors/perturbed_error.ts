/**
 * How far a trained network is from the noise at inputs that are not quite what it was trained on.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import type { TrainingData } from "../training/data.ts";
import type { Trained } from "./trained.ts";

/**
 * Where a network is asked, and how far beside the path.
 * @category Predictors
 */
export interface PerturbedErrorOptions {
  /** The edges of the intervals, rising times of the path; steps where time is discrete. */
  readonly edges: readonly number[];
  /** s, the standard deviation of what is added to the input. */
  readonly scale: number;
  /** Points in each interval, their times evenly spread over it. */
  readonly points: number;
  /** The seed of the points. */
  readonly seed: number;
}

/**
 * ‖ε̂(x_t + s η, f(t)) − ε‖² / d of single points, η standard normal: the network is told nothing of s. Networks under one
 * seed are asked at the same points.
 * @param trained The network.
 * @param data What it was trained on.
 * @param options Intervals, scale and points.
 * @returns One list for each interval, as long as its points.
 * @category Predictors
 */
export async function perturbedError(
  trained: Trained,
  data: TrainingData,
  options: PerturbedErrorOptions,
): Promise<Float64Array[]> {
  checkArguments("perturbedError", arguments);
  const { edges, scale, points, seed } = options, { path } = trained, size = data.shape.reduce((a, b) => a * b, 1);
  const found: Float64Array[] = [];
  for (let interval = 0; interval + 1 < edges.length; interval++) {
    const random = new Random(seed, "perturbed").fork(interval), [from, until] = edges.slice(interval, interval + 2);
    const times = Float64Array.from({ length: points }, (_, i) => {
      const time = from + (i + 0.5) / points * (until - from);
      return path.steps === undefined ? time : Math.floor(time);
    });
    const x0 = await data.batch(Uint32Array.from(random.fork("data").integers(points, data.count)));
    const noise = random.fork("noise").normals(points * size), push = random.fork("push").normals(points * size);
    const x = new Float32Array(points * size);
    times.forEach((time, row) => {
      const { alpha, sigma } = path.levelAt(time);
      for (let i = row * size; i < (row + 1) * size; i++) x[i] = alpha * x0[i] + sigma * noise[i] + scale * push[i];
    });
    const input = tf.tensor(x, [points, ...data.shape]), predicted = trained.predict(input, times);
    const values = await predicted.data();
    tf.dispose([input, predicted]);
    const errors = new Float64Array(points);
    for (let i = 0; i < noise.length; i++) errors[Math.floor(i / size)] += (values[i] - noise[i]) ** 2 / size;
    found.push(errors);
  }
  return found;
}
