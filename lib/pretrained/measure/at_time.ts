/**
 * What is measured of a model at one time, point by point.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import { Random } from "../../numerics/random.ts";
import type { TrainingData } from "../../training/data.ts";
import type { ModelTold, PretrainedModel } from "../models/model.ts";
import { noisyPoints, rowNormsOf } from "../models/subject.ts";

/** Points, their batches and their seed. */
export interface PointOptions {
  /** N. */
  readonly points: number;
  /** Points at a time. */
  readonly batch: number;
  /** Everything drawn follows it. */
  readonly seed: number;
  /** Ends the measurement before the next batch, with its reason. */
  readonly signal?: AbortSignal;
}

/** Of each point at a time t. */
export interface AtTime {
  /** ‖ε̂(x_t, t) − ε̂(x_t, t′)‖ for each t′ asked for. */
  readonly apart: readonly number[][];
  /** ‖∂ε̂/∂t‖ at fixed x and level, where the model can be differentiated. */
  readonly slope: readonly number[] | null;
}

/**
 * Measures a model at a time. One prediction at t serves all comparisons.
 * @param model The model.
 * @param data Where x0 is drawn from.
 * @param time t.
 * @param others Each t′.
 * @param options N, batch and seed; the points are those of `lipschitzConstant` under the same.
 * @returns The numbers of each point.
 * @throws The reason of the signal where that ended it.
 */
export async function measureAt(
  model: PretrainedModel,
  data: TrainingData,
  time: number,
  others: readonly number[],
  options: PointOptions,
): Promise<AtTime> {
  const { points, batch, seed, signal } = options, random = new Random(seed, "lipschitz");
  const apart: number[][] = others.map(() => []), slope: number[] = [];
  for (let first = 0, part = 0; first < points; first += batch, part++) {
    signal?.throwIfAborted();
    const n = Math.min(batch, points - first), levels = new Array(n).fill(model.path.levelAt(time));
    const { x } = await noisyPoints(data, levels, random.fork(part)), told = toldTo(model, n, random.fork(part));
    const here = await model.predict(x, time, told);
    for (const [i, other] of others.entries()) {
      const there = await model.predict(x, other, told);
      apart[i].push(...await rowNormsOf([[1, here], [-1, there]]));
      there.dispose();
    }
    if (model.derivative !== undefined) {
      const derivative = model.derivative(x, time, told);
      slope.push(...await rowNormsOf([[1, derivative]]));
      derivative.dispose();
    }
    tf.dispose([x, here]);
  }
  return { apart, slope: model.derivative === undefined ? null : slope };
}

/**
 * The squared errors of a model, a coordinate each, at times within an interval.
 * @param model The model.
 * @param data Where x0 is drawn from.
 * @param from The interval's first time.
 * @param until Its end; whole steps below it where time is discrete.
 * @param options N, batch and seed.
 * @returns ‖ε̂ − ε‖²/d of each point; times are evenly spread over the interval.
 * @throws The reason of the signal where that ended it.
 */
export async function errorsWithin(
  model: PretrainedModel,
  data: TrainingData,
  from: number,
  until: number,
  options: PointOptions,
): Promise<number[]> {
  const { points, batch, seed, signal } = options, random = new Random(seed, "errors"), errors: number[] = [];
  const whole = model.path.steps !== undefined, size = model.shape.reduce((a, b) => a * b, 1);
  for (let first = 0, part = 0; first < points; first += batch, part++) {
    signal?.throwIfAborted();
    const times = Float64Array.from({ length: Math.min(batch, points - first) }, (_, i) => {
      const time = from + (until - from) * (first + i + 0.5) / points;
      return whole ? Math.floor(time) : time;
    });
    const levels = Array.from(times, (time) => model.path.levelAt(time));
    const { x, noise } = await noisyPoints(data, levels, random.fork(part));
    const predicted = await model.predict(x, times, toldTo(model, times.length, random.fork(part)));
    const values = await predicted.data();
    for (let row = 0; row < times.length; row++) {
      let sum = 0;
      for (let i = row * size; i < (row + 1) * size; i++) sum += (values[i] - noise[i]) ** 2;
      errors.push(sum / size);
    }
    tf.dispose([x, predicted]);
  }
  return errors;
}

/** A class for each point, drawn evenly, where a network takes classes: without one it would be asked what it never was. */
function toldTo(model: PretrainedModel, n: number, random: Random): ModelTold | undefined {
  const classes = model.network?.config.classes ?? 0;
  return classes === 0 ? undefined : { labels: Int32Array.from(random.fork("labels").integers(n, classes)) };
}
