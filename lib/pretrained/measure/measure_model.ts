/**
 * How a model that others trained changes with time: every curve, from predictions that are kept as they are made.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { contentId } from "../../io/content_id.ts";
import { checkInteger } from "../../numerics/check.ts";
import { bootstrap, type Interval } from "../../numerics/stats.ts";
import type { TrainingData } from "../../training/data.ts";
import type { PretrainedModel } from "../models/model.ts";
import { type AtTime, errorsWithin, measureAt, type PointOptions } from "./at_time.ts";
import { embeddingSlope } from "./embedding_slope.ts";
import { measureTimes } from "./times.ts";

/**
 * What a slope is taken against.
 * @category Pretrained networks
 */
export type MeasureCoordinate = "time" | "logSnr" | "sigma";

/**
 * One number with its interval.
 * @category Pretrained networks
 */
export interface MeasuredPoint {
  /** The time t. */
  readonly time: number;
  /** The other time, or the end of the interval; t itself for derivatives. */
  readonly other: number;
  /** The mean over the points; without an interval where it is one number of the network alone. */
  readonly estimate: Interval;
}

/**
 * A curve over time.
 * @category Pretrained networks
 */
export interface MeasuredCurve {
  /** What it is, such as "K(t, t + 1)". */
  readonly quantity: string;
  /** What it is taken against; none for errors. */
  readonly coordinate: MeasureCoordinate | null;
  /** Its points. */
  readonly points: readonly MeasuredPoint[];
}

/**
 * All that was measured of a model.
 * @category Pretrained networks
 */
export interface MeasuredModel {
  /** The identity: of the weights, the data, the points and the seed. */
  readonly id: string;
  /** The curves. */
  readonly curves: readonly MeasuredCurve[];
  /** Σ K(t_k, t_{k+1}) (t_{k+1} − t_k) over the measured times: a lower bound of the way that ε̂ travels at fixed x. */
  readonly totalVariation: Interval;
  /** √d, by which slopes are divided to be compared between sizes. */
  readonly rootDimension: number;
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/**
 * How a model is measured.
 * @category Pretrained networks
 */
export interface MeasureOptions extends Partial<PointOptions> {
  /** How many times at most; 21 unless told. */
  readonly times?: number;
  /** The folder in which numbers are kept as they are made; nothing is kept unless told. */
  readonly folder?: string;
  /** What of the data beside their name and count the identity holds, such as a digest. */
  readonly dataId?: string;
  /** Called after each time and interval. */
  readonly onStep?: (done: number, total: number) => void;
}

const unitSchema = once(() =>
  z.strictObject({
    apart: z.array(z.array(z.number())),
    slope: z.array(z.number()).nullable(),
    errors: z.array(z.number()),
  })
);

/** What one time, or one interval, gave. */
interface Unit extends AtTime {
  /** The squared errors of an interval. */
  readonly errors: readonly number[];
}

/**
 * Measures K(t, t + 1) and K(t, t + 10), the exact slope where the model has one, the way between neighbouring times, the
 * squared error by interval and the slope of the embedding; K and slopes against time, log-SNR and σ.
 *
 * A measurement that was stopped goes on where it was, with the same numbers in the end.
 * @param model The model.
 * @param data Where x0 is drawn from, with replacement.
 * @param options N (64 unless told), batch, seed, times and where numbers are kept.
 * @returns The curves, each number with N and a 95 % interval.
 * @throws {RangeError} If an option is out of range.
 * @throws The reason of the signal where that ended it: what was measured whole is kept.
 * @category Pretrained networks
 */
export async function measureModel(
  model: PretrainedModel,
  data: TrainingData,
  options: MeasureOptions = {},
): Promise<MeasuredModel> {
  checkArguments("measureModel", arguments);
  const { points = 64, batch = points, seed = 0, signal, folder, onStep } = options, { path } = model;
  checkInteger("measure a model", "points", points, 2);
  checkInteger("measure a model", "batch", batch, 1);
  const { times, spans, edges } = measureTimes(path, options.times), draw = { points, batch, seed };
  const asked = { ...draw, signal };
  const id = await contentId({
    weights: await model.weightsHash(),
    model: [model.kind, model.form.gives, model.form.toldAs, path.name],
    data: [data.name, data.count, options.dataId ?? null],
    ...draw,
  });
  const total = times.length + edges.length - 1;
  const kept = async (name: string, make: () => Promise<Unit>): Promise<Unit> => {
    const file = folder === undefined ? undefined : join(folder, id, `${name}.json`);
    const before = file === undefined ? undefined : await readUnit(file);
    const unit = before ?? await make();
    if (file !== undefined && before === undefined) await writeFileAtomic(file, JSON.stringify(unit) + "\n");
    onStep?.(++done, total);
    return unit;
  };
  let done = 0;
  const units: Unit[] = [], errors: Unit[] = [];
  for (const [k, time] of times.entries()) {
    const others = [...spans.map((span) => time + span), ...times.slice(k + 1, k + 2)];
    const name = `time-${time}-${others.join("-")}`;
    units.push(await kept(name, async () => ({ ...await measureAt(model, data, time, others, asked), errors: [] })));
  }
  for (let i = 0; i + 1 < edges.length; i++) {
    const make = () => errorsWithin(model, data, edges[i], edges[i + 1], asked);
    errors.push(
      await kept(`errors-${edges[i]}-${edges[i + 1]}`, async () => ({ apart: [], slope: null, errors: await make() })),
    );
  }
  const interval = (values: readonly number[], factor = 1) =>
    bootstrap(Float64Array.from(values, (value) => value * factor), undefined, { seed });
  const unit = path.steps === undefined ? spans.map((span) => span.toPrecision(1)) : spans;
  const coordinates: MeasureCoordinate[] = ["time", "logSnr", "sigma"], curves: MeasuredCurve[] = [];
  for (const coordinate of coordinates) {
    for (const [i, span] of spans.entries()) {
      curves.push({
        quantity: `K(t, t + ${unit[i]})`,
        coordinate,
        points: times.map((time, k) => {
          const other = time + span,
            distance = Math.abs(place(model, coordinate, time) - place(model, coordinate, other));
          return { time, other, estimate: interval(units[k].apart[i], 1 / distance) };
        }),
      });
    }
    if (units.every(({ slope }) => slope !== null)) {
      const there = times.map((time, k) => ({ time, speed: speed(model, coordinate, time), slope: units[k].slope! }));
      curves.push({
        quantity: "‖∂ε̂/∂t‖",
        coordinate,
        points: there.filter(({ speed }) => speed > 0).map(({ time, speed, slope }) => ({
          time,
          other: time,
          estimate: interval(slope, 1 / speed),
        })),
      });
    }
  }
  curves.push({
    quantity: "squared error",
    coordinate: null,
    points: errors.map((each, i) => ({ time: edges[i], other: edges[i + 1], estimate: interval(each.errors) })),
  });
  const slopes = times.map((time) => [time, embeddingSlope(model, time)] as const);
  if (slopes.every(([, slope]) => slope !== undefined)) {
    curves.push({
      quantity: "slope of the embedding",
      coordinate: "time",
      points: slopes.map(([time, slope]) => ({ time, other: time, estimate: exactly(slope!) })),
    });
  }
  const size = model.shape.reduce((a, b) => a * b, 1);
  curves.push({
    quantity: "ideal near a manifold",
    coordinate: "time",
    points: times.map((time) => ({
      time,
      other: time + spans[0],
      estimate: exactly(nearManifold(model, time, spans[0], size)),
    })),
  });
  const travelled = new Float64Array(points);
  units.slice(0, -1).forEach(({ apart }) => apart[2].forEach((value, row) => travelled[row] += value));
  return {
    id,
    curves,
    totalVariation: bootstrap(travelled, undefined, { seed }),
    rootDimension: Math.sqrt(size),
    notes: [
      ...model.notes,
      ...(model.network?.config.classes ?? 0) > 0 ? ["a class is drawn for each point"] : [],
      ...model.derivative === undefined ? ["it cannot be differentiated: K alone"] : [],
    ],
  };
}

/**
 * What an ideal predictor does where x_t is off the data in all directions: ε = (x − αx0)/σ with x0 as it is, so that
 * K(t, t′) = √d |1 − σ/σ′| / |t − t′|, up to what moves with α. A manifold of dimension k has √(d − k) for √d.
 */
function nearManifold(model: PretrainedModel, time: number, span: number, size: number): number {
  const [here, there] = [time, time + span].map((each) => model.path.levelAt(each).sigma);
  return Math.sqrt(size) * Math.abs(1 - here / there) / span;
}

function place(model: PretrainedModel, coordinate: MeasureCoordinate, time: number): number {
  const { alpha, sigma } = model.path.levelAt(time);
  return { time, logSnr: 2 * Math.log(alpha / sigma), sigma }[coordinate];
}

/** |dc/dt|; dσ = −α²σ dλ/2 where α² + σ² = 1. */
function speed(model: PretrainedModel, coordinate: MeasureCoordinate, time: number): number {
  if (coordinate === "time") return 1;
  const { alpha, sigma, dLogSnr } = model.path.at(time);
  return Math.abs(coordinate === "logSnr" ? dLogSnr : alpha * alpha * sigma * dLogSnr / 2);
}

function exactly(value: number): Interval {
  return { value, low: value, high: value, n: 1, confidence: 1 } as Interval;
}

/** A unit that was kept; undefined where there is none, or what is there is damaged and will be made again. */
async function readUnit(file: string): Promise<Unit | undefined> {
  try {
    return unitSchema().parse(JSON.parse(await Deno.readTextFile(file)));
  } catch {
    return undefined;
  }
}
