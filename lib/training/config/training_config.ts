/**
 * A training run as plain JSON.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { validate } from "../../io/validate.ts";
import { mlpConfig, type MlpOptions, type NetworkConfig, unetConfig, type UNetOptions } from "../../nn/config.ts";
import { makeNetwork } from "../../nn/network.ts";
import { checkKnown } from "../../numerics/check.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { TrainingData } from "../data.ts";
import { type LossConfig, lossConfig, type LossOptions } from "../../objectives/loss_weight.ts";
import { MOST_TRAINING_STEPS } from "../history.ts";
import { optimiserDefaults, type OptimiserOptions } from "../optimiser.ts";
import type { TrainOptions } from "../options.ts";
import { spanOf } from "../../objectives/path.ts";
import { makePath, scheduleConfig, type ScheduleOptions, type TimeConfig, timeConfig } from "./schedule_config.ts";
import type { ScheduleConfig } from "../../schedules/registry.ts";
import { type TimesConfig, timesConfig, type TimesOptions } from "../../objectives/times.ts";
import {
  makeTreatment,
  treatmentConfig,
  type TreatmentOptions,
  treatmentOptions,
} from "../../treatments/treatment_config.ts";
import type { TreatmentConfig } from "../../treatments/registry.ts";
import type { Treatment } from "../../treatments/treatment.ts";
import { defined, type Written } from "../../numerics/written.ts";

/** How the parameters move, as JSON: a clip of null is no limit. */
export type OptimiserConfig = Omit<OptimiserOptions, "clip"> & {
  /** Largest Euclidean norm of the gradient; null for no limit. */
  readonly clip: number | null;
};

/**
 * A training run as plain JSON with every default explicit; what is missing is the data.
 * @category Training
 */
export interface TrainingConfig {
  /** The noise schedule; linear unless told. */
  readonly schedule: ScheduleConfig;
  /** Discrete or continuous time; 1000 steps unless told. */
  readonly time: TimeConfig;
  /** The network. Its `timeScale` makes the whole of time 1000 unless told, as DDPM's steps are. */
  readonly network: NetworkConfig;
  /** What is done about the slope near t = 0; nothing unless told. */
  readonly treatment: TreatmentConfig;
  /** What the network predicts and how errors weigh; ‖ε − ε̂‖² unless told. */
  readonly loss: LossConfig;
  /** How times are drawn; uniformly unless told. */
  readonly times: TimesConfig;
  /** How the parameters move. */
  readonly optimiser: OptimiserConfig;
  /** Training steps. */
  readonly steps: number;
  /** Samples in a batch; 32 unless told. */
  readonly batch: number;
  /** Into how many parts a batch is cut; 1 unless told. */
  readonly accumulate: number;
  /** The share of samples whose label a network with classes is not told; 0.1 unless told. */
  readonly labelDropout: number;
  /** The seed of everything; 1 unless told. */
  readonly seed: number;
  /** Into how many intervals of time losses are recorded; 10, or T if that is less, unless told. */
  readonly intervals: number;
  /** Training steps from one report to the next; 20 unless told. */
  readonly every: number;
  /** The weights that the network begins at: a file of them, or a run of the store; drawn by the seed where left out. */
  readonly from?: string;
}

/**
 * A training run as it may be written: all but the network and the steps has defaults.
 * @category Training
 */
export interface TrainingConfigOptions extends
  Partial<
    Pick<TrainingConfig, "steps" | "batch" | "accumulate" | "labelDropout" | "seed" | "intervals" | "every" | "from">
  > {
  /** The noise schedule. */
  readonly schedule?: ScheduleOptions;
  /** Discrete or continuous time. */
  readonly time?: Written<TimeConfig>;
  /** The network, with its kind. */
  readonly network: (MlpOptions & { readonly kind: "mlp" }) | (UNetOptions & { readonly kind: "unet" });
  /** The treatment. */
  readonly treatment?: TreatmentOptions;
  /** The loss. */
  readonly loss?: LossOptions;
  /** How times are drawn. */
  readonly times?: TimesOptions;
  /** How the parameters move. */
  readonly optimiser?: Partial<Omit<OptimiserConfig, "ema">> & { readonly ema?: Partial<OptimiserConfig["ema"]> };
  /** Training steps. */
  readonly steps: number;
}

const { ema: average, clip, ...moves } = optimiserDefaults;

const written = once(() =>
  z.strictObject({
    schedule: scheduleConfig().prefault({ kind: "linear" }),
    time: timeConfig().prefault({ kind: "discrete" }),
    // Checked by the networks' own functions, which know what each kind takes.
    network: z.looseObject({ kind: z.string() }),
    treatment: treatmentOptions().prefault({ kind: "ddpm" }),
    loss: lossConfig().prefault({}),
    times: timesConfig().prefault({ kind: "uniform" }),
    optimiser: z.strictObject({
      learningRate: z.number().positive().default(moves.learningRate),
      warmup: z.number().min(0).default(moves.warmup),
      clip: z.number().positive().nullable().default(clip),
      beta1: z.number().min(0).lt(1).default(moves.beta1),
      beta2: z.number().min(0).lt(1).default(moves.beta2),
      eps: z.number().positive().default(moves.eps),
      weightDecay: z.number().min(0).default(moves.weightDecay),
      ema: z.strictObject({
        halfLife: z.number().min(0).default(average.halfLife),
        rampUp: z.number().min(0).default(average.rampUp),
      }).prefault({}),
    }).prefault({}),
    steps: z.int().min(1).max(MOST_TRAINING_STEPS),
    batch: z.int().min(1).max(10_000_000).default(32),
    accumulate: z.int().min(1).default(1),
    labelDropout: z.number().min(0).max(1).default(0.1),
    seed: z.int().min(0).default(1),
    intervals: z.int().min(1).max(100_000).optional(),
    every: z.int().min(1).default(20),
    from: z.string().min(1).optional(),
  }).transform((given): TrainingConfig => {
    const path = makePath(given.schedule, given.time);
    return {
      ...given,
      network: networkOf(given.network as TrainingConfigOptions["network"], path),
      treatment: treatmentConfig(given.treatment, path),
      intervals: given.intervals ?? Math.min(10, path.steps ?? 10),
    };
  })
);

/** The schema of a training run. What depends on time, such as t̃, is filled in to fit it. */
export const trainingConfigSchema: () => z.ZodType<TrainingConfig, TrainingConfigOptions> = once(() =>
  written() as unknown as z.ZodType<
    TrainingConfig,
    TrainingConfigOptions
  >
);

/**
 * Fills in a training run's defaults and checks it.
 * @param options The run, such as one read from a file.
 * @returns The full configuration; filled in again, it stays as it is.
 * @throws {TypeError} If a value is missing or has the wrong type; names the place and what is expected.
 * @throws {RangeError} If a key or a kind is unknown (names the nearest known one), or a value out of range.
 * @throws {SyntaxError} If a schedule's formula cannot be parsed.
 * @category Training
 */
export function trainingConfig(options: TrainingConfigOptions): TrainingConfig {
  return validate("configure a training run", trainingConfigSchema(), options);
}

/**
 * What `train` takes, of a configuration and data. Progress, checkpoints and the like are added to it.
 * @param config The configuration; its treatment may also be one of your own, such as
 * `{ name: "square root", condition: Math.sqrt }`, which no file can hold.
 * @param data What is learned.
 * @returns The options.
 * @throws {TypeError} If a value is missing or has the wrong type.
 * @throws {RangeError} If a key or a kind is unknown, or a value out of range.
 * @throws {SyntaxError} If a schedule's formula cannot be parsed.
 * @category Training
 */
export function trainingOf(
  config: Omit<TrainingConfigOptions, "treatment"> & { readonly treatment?: TreatmentOptions | Treatment },
  data: TrainingData,
): TrainOptions {
  const { treatment: given, ...written } = config;
  const own = given !== undefined && "condition" in given ? given : undefined;
  const { schedule, time, network, treatment, optimiser: { clip, ...moves }, ...rest } = trainingConfig(
    own === undefined ? config as TrainingConfigOptions : written,
  );
  const path = makePath(schedule, time);
  return {
    ...rest,
    ...moves,
    clip: clip ?? Infinity,
    network: makeNetwork(network),
    data,
    path,
    treatment: own ?? makeTreatment(treatment, path),
  };
}

function networkOf(network: TrainingConfigOptions["network"], path: NoisePath): NetworkConfig {
  checkKnown("configure a training run", "kind of network", network.kind, ["mlp", "unet"]);
  const scaled = { timeScale: 1000 / spanOf(path), ...defined(network) };
  return scaled.kind === "mlp" ? mlpConfig(scaled) : unetConfig(scaled);
}
