/**
 * At which times training looks.
 * @module
 */
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { checkNumber } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import { normalCdf, normalQuantile } from "../numerics/special.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import { importanceTimes } from "./importance_times.ts";
import { spanOf } from "./path.ts";
import type { TimeSampler } from "./time_sampler.ts";
import type { Written } from "../numerics/written.ts";

/**
 * How times are drawn.
 * @category Objectives
 */
export type TimesConfig =
  /** Independent and uniform: on {0, …, T − 1} where time is discrete, between the finest and the noisiest where not. */
  | { readonly kind: "uniform" }
  /** Uniform with one draw for the batch, u + i/B modulo 1 (Kingma et al. 2021, "VDM"): every batch is spread. */
  | { readonly kind: "stratified" }
  /** ln(σ/α) normal within the path's range (Karras et al. 2022, table 1). Its density weighs the loss, nothing undoes it. */
  | { readonly kind: "log-normal"; readonly mean: number; readonly deviation: number }
  /** Where squared losses were large (Nichol & Dhariwal 2021, sec. 3.3), each sample's share undoing the preference. */
  | { readonly kind: "importance"; readonly intervals: number; readonly history: number };

/**
 * How times are drawn, as it may be written.
 * @category Objectives
 */
export type TimesOptions = Written<TimesConfig>;

/** The schema of how times are drawn. */
export const timesConfig: () => z.ZodType<TimesConfig, TimesOptions> = once(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("uniform") }),
    z.strictObject({ kind: z.literal("stratified") }),
    z.strictObject({
      kind: z.literal("log-normal"),
      mean: z.number().default(-1.2),
      deviation: z.number().positive().default(1.2),
    }),
    z.strictObject({
      kind: z.literal("importance"),
      intervals: z.int().min(1).max(100_000).default(100),
      history: z.int().min(1).max(1000).default(10),
    }),
  ])
);

/** What times are drawn for. */
export interface TimesPurpose {
  /** The noise levels. */
  readonly path: NoisePath;
  /** Everything drawn is a function of this seed, the training step and what was observed. */
  readonly seed: number;
  /** Samples in a batch. */
  readonly batch: number;
  /** Training steps from one report of the losses to the next. */
  readonly every: number;
}

/**
 * Makes the sampler that a configuration describes.
 * @param config How times are drawn.
 * @param purpose What for.
 * @returns The sampler.
 */
export function makeTimes(config: TimesConfig, { path, seed, batch, every }: TimesPurpose): TimeSampler {
  // Samplers that draw a number for each sample see the same numbers, so that runs differ in the law of times alone.
  const random = new Random(seed, "training/steps"), place = placeOf(path);
  const numbers = (step: number) => random.uniforms(batch, step * batch);
  switch (config.kind) {
    case "uniform":
      return { draw: (step) => ({ times: numbers(step).map(place) }) };
    case "stratified":
      return {
        draw(step) {
          const [first] = random.uniforms(1, step);
          return { times: Float64Array.from({ length: batch }, (_, i) => place((first + i / batch) % 1)) };
        },
      };
    case "log-normal": {
      const time = logNormalTime(config, path);
      return { draw: (step) => ({ times: numbers(step).map(time) }) };
    }
    case "importance":
      return importanceTimes({ ...config, batch, every, numbers, place, span: spanOf(path) });
  }
}

/** The time at a share u in [0, 1] of the path: the step that holds it where time is discrete. */
function placeOf({ steps, finest, noisiest }: NoisePath): (u: number) => number {
  return steps === undefined
    ? (u) => finest + u * (noisiest - finest)
    : (u) => Math.min(steps - 1, Math.floor(u * steps));
}

/** The time at a quantile of ln(σ/α) ~ N(mean, deviation²), cut to the path; the nearest step where time is discrete. */
function logNormalTime(
  { mean, deviation }: { mean: number; deviation: number },
  path: NoisePath,
): (u: number) => number {
  const quantileAt = (time: number) => {
    const { alpha, sigma } = path.levelAt(time);
    return normalCdf((Math.log(sigma / alpha) - mean) / deviation);
  };
  const low = quantileAt(path.finest), high = quantileAt(path.noisiest);
  checkNumber("draw times", `the log-normal's share on the ${path.name}`, high - low, Number.MIN_VALUE, 1);
  return (u) => {
    const time = path.timeAt(-2 * (mean + deviation * normalQuantile(low + u * (high - low))));
    return path.steps === undefined ? time : Math.round(time);
  };
}
