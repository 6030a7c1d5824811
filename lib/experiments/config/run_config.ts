/**
 * A run as one validated configuration.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { validate, withoutSchema } from "../../io/validate.ts";
import type { LevelSpacing } from "../../samplers/levels.ts";
import type { WalkEnd } from "../../samplers/noise_path.ts";
import { metricEntries } from "../metrics/registry.ts";
import { samplers } from "../../samplers/methods/registry.ts";
import { type TrainingConfig, trainingConfigSchema } from "../../training/config/training_config.ts";
import { type DataConfig, dataConfigSchema } from "./data_config.ts";
import { type MeasureConfig, measureSchema } from "./measure_config.ts";

/** Below t̃ one stop for each interval alone: its start, which E-TSDM's network is told, or its middle, as of quantised noise. */
export interface IntervalStops {
  /** Which time of an interval. */
  readonly at: "start" | "middle";
  /** t̃, in the training's time; a tenth of the path where not given. */
  readonly until?: number;
  /** How many intervals; 5 where not given. */
  readonly intervals?: number;
}

/** How samples are drawn. */
export interface SamplerConfig {
  /** The sampler's name, as in the registry; "DDIM" unless told. */
  readonly name: string;
  /** Evaluations of the network for each sample; 50 unless told. */
  readonly evaluations: number;
  /** How the levels are spread; evenly in time unless told. */
  readonly spacing: LevelSpacing;
  /**
   * The share of the path at which the walk begins; 1 unless told. Where a schedule ends in pure noise, networks that say x0
   * or v begin there; one that says ε must begin below it, at 0.99 for instance.
   */
  readonly from: number;
  /** Where the walk may stop near 0: a time is moved to its interval's. Everywhere where not given. */
  readonly stops?: IntervalStops;
  /** Whether the last step goes to the data, as it does unless told, or the walk stops before. */
  readonly end: WalkEnd;
  /** The bound that predicted data are cut to, such as 1 for pictures; null, for none, unless told. */
  readonly clip: number | null;
  /** How many samples; 1,024 unless told. */
  readonly count: number;
  /** How strongly labels guide where the network has classes; 1, the network's word alone, unless told. */
  readonly guidance: number;
}

/**
 * A run: data, training, sampler, metrics and what else is measured. Everything drawn follows `training.seed`.
 * @category Experiments
 */
export interface RunConfig {
  /** The data. */
  readonly data: DataConfig;
  /** How the network is trained: schedule, time, network, loss, treatment, length, seed. */
  readonly training: TrainingConfig;
  /** How samples are drawn. */
  readonly sampler: SamplerConfig;
  /** By what they are compared with the data: names of `metricEntries`. */
  readonly metrics: readonly string[];
  /** What else is measured of the network. */
  readonly measures: readonly MeasureConfig[];
}

/** The schema of a run. */
export const runConfigSchema: () => z.ZodType<RunConfig> = once(() =>
  z.strictObject({
    data: dataConfigSchema(),
    training: trainingConfigSchema(),
    sampler: z.strictObject({
      name: z.enum(samplers.map(({ name }) => name)).default("DDIM"),
      evaluations: z.int().min(1).max(100_000).default(50),
      spacing: z.enum(["time", "logSnr", "quadratic", "karras"]).default("time"),
      from: z.number().positive().max(1).default(1),
      // Without a default: runs keep the identity that they had before there was a choice.
      stops: z.strictObject({
        at: z.enum(["start", "middle"]),
        until: z.number().positive().optional(),
        intervals: z.int().min(1).max(100_000).optional(),
      }).optional(),
      end: z.enum(["data", "stop"]).default("data"),
      clip: z.number().positive().nullable().default(null),
      count: z.int().min(1).max(1_000_000).default(1024),
      guidance: z.number().min(0).default(1),
    }).prefault({}),
    metrics: z.array(z.enum(metricEntries.map(({ name }) => name))).default([]),
    measures: z.array(measureSchema()).default([]),
  })
);

/**
 * Validates a run and fills in its defaults.
 * @param value Plain data, such as the content of a file.
 * @param action What the caller was about to do, for messages.
 * @returns The configuration.
 * @throws {TypeError} If a value is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 * @category Experiments
 */
export function runConfig(value: unknown, action: string = "configure a run"): RunConfig {
  return validate(action, runConfigSchema(), withoutSchema(value));
}
