/**
 * What a training run is made of, with its defaults and checks.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import type { Network } from "../nn/types.ts";
import { checkFinite, checkInteger, checkLength, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { TrainingData } from "./data.ts";
import type { ExampleOptions } from "./examples.ts";
import type { FirstWeights } from "./first_weights.ts";
import { MOST_TRAINING_STEPS } from "./history.ts";
import { type AverageOptions, checkOptimiser, optimiserDefaults, type OptimiserOptions } from "./optimiser.ts";
import { validate } from "../io/validate.ts";
import { lossCoefficient, lossConfig, type LossOptions } from "../objectives/loss_weight.ts";
import { pathOf, type PathOptions, probeTimes, spanOf } from "../objectives/path.ts";
import { checkPenalty } from "../objectives/penalty.ts";
import { timesConfig, type TimesOptions } from "../objectives/times.ts";
import { type Treatment, untreated } from "../treatments/treatment.ts";
import { defined } from "../numerics/written.ts";

/**
 * How far a run has come.
 * @category Training
 */
export interface TrainingProgress {
  /** Training steps made. */
  readonly step: number;
  /** Training steps in all. */
  readonly steps: number;
  /** Mean loss of the steps since the last report. */
  readonly loss: number;
  /** The same in each interval of time; NaN where no sample fell. */
  readonly lossByInterval: Float64Array;
  /** Mean milliseconds of a step since the last report. */
  readonly millisecondsPerStep: number;
  /** Tensors alive on the backend. */
  readonly tensors: number;
}

/** Where a run's checkpoints are. */
export interface CheckpointOptions {
  /** Their folder, for this run alone; made where it is missing. */
  readonly folder: string;
  /** A checkpoint is written with the first report after so many training steps; 500 where not given. */
  readonly every?: number;
  /** Is told why a checkpoint is passed over as damaged, where an earlier one is good; `console.warn` unless told. */
  readonly onDamaged?: (error: Error) => void;
  /**
   * Folders of checkpoints of runs that differ from this one in how long they train and how often they report alone: where
   * this one has none yet, it goes on from the latest of theirs that it would have come through. They are only read.
   */
  readonly siblings?: readonly string[];
  /** Is told where the run goes on: after so many training steps, from this folder. */
  readonly onResume?: (step: number, folder: string) => void;
}

/** Where a run's reports are written. */
export interface LogOptions {
  /**
   * The folder of `metrics.jsonl` and TensorBoard's `events.out.tfevents.nearzero`, for this run alone; made where it is
   * missing. Reports of a training step that the run does not go on from are cut away, all of them where it begins anew.
   */
  readonly folder: string;
  /** Is told where a log is damaged: it is cut there, and the run goes on. `console.warn` unless told. */
  readonly onDamaged?: (error: Error) => void;
}

/**
 * What a training run is made of; its noise levels are given as a path or a grid.
 * @category Training
 */
export interface TrainOptions extends PathOptions, Partial<Omit<OptimiserOptions, "ema">> {
  /** The network; its shape is the data's. */
  readonly network: Network;
  /** What it learns. */
  readonly data: TrainingData;
  /** What is done about the slope near t = 0; nothing, as in DDPM, where neither it nor a condition is given. */
  readonly treatment?: Treatment;
  /** What the network is told of a time, for short: the treatment that changes nothing else. */
  readonly condition?: Condition;
  /** What the network predicts and how errors weigh; ‖ε − ε̂‖² with weight 1 where not given. */
  readonly loss?: LossOptions;
  /** How times are drawn; uniformly where not given. */
  readonly times?: TimesOptions;
  /** The share of samples whose label a network with classes is not told, for guidance; 0.1 where not given. */
  readonly labelDropout?: number;
  /** Training steps, at least 1. */
  readonly steps: number;
  /** Samples in a batch, at most as many as there are; 32 where not given. */
  readonly batch?: number;
  /** Into how many parts a batch is cut, one after another, so that it needs less memory; 1 where not given. */
  readonly accumulate?: number;
  /**
   * Workers that share the parts of each batch on the backends `wasm` and `cpu`, at most as many as there are parts; 1 where
   * not given. They change the speed, not the bytes. The other backends use the whole machine by themselves, and runs that
   * are trained together have a worker each.
   */
  readonly workers?: number;
  /** The moving average that predictions are made with; half-life 500 steps and ramp 0.05 where not given. */
  readonly ema?: Partial<AverageOptions>;
  /** The first parameters and everything drawn are functions of the seed; 1 where not given. */
  readonly seed?: number;
  /**
   * The weights that the network begins at in place of drawn ones: a file, such as one of `saveWeights` (of which it takes
   * the averaged weights), or numbers. All else begins anew, as the optimiser's moments and the count of steps.
   */
  readonly from?: string | FirstWeights;
  /** Into how many equal intervals of time losses are recorded; 10, or T if that is less, where not given. */
  readonly intervals?: number;
  /** Training steps from one reading of the losses, and one report of progress, to the next; 20 where not given. */
  readonly every?: number;
  /** Called with each report; awaited. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Where checkpoints are written, and where the run goes on from if there is one; none where not given. */
  readonly checkpoint?: CheckpointOptions;
  /** Where reports are written while the run trains; nowhere where not given. */
  readonly log?: LogOptions;
  /** Stops the run after the training step under way, with a checkpoint if they are kept. */
  readonly signal?: AbortSignal;
}

/** What the loop needs of a run besides its examples. */
export interface LoopPlan {
  /** The network. */
  readonly network: Network;
  /** Training steps. */
  readonly steps: number;
  /** Into how many parts a batch is cut. */
  readonly accumulate: number;
  /** How the parameters move. */
  readonly optimiser: OptimiserOptions;
  /** The seed of everything. */
  readonly seed: number;
  /** The seeds of networks that are trained as one stack, in place of the one of `seed`; absent where it is one network. */
  readonly stack?: readonly number[];
  /** How far time reaches: T where it is discrete, 1 where continuous. */
  readonly span: number;
  /** Intervals of time in which losses are recorded. */
  readonly intervals: number;
  /** Training steps between reports. */
  readonly every: number;
}

/**
 * A run's options with every default filled in: the loop, and what its examples are made of.
 * @category Training
 */
export interface TrainingPlan extends LoopPlan, ExampleOptions {
  /** The weights that the network begins at; drawn by the seed where absent, or where their file is yet to be read. */
  readonly from?: FirstWeights;
}

/**
 * Fills in a run's defaults and checks it, before anything is computed.
 * @param options The run.
 * @returns The full plan.
 * @throws {TypeError} If the data's shape is not the network's, the data lack the labels or pictures that the network is
 * told, the path or the treatment is given twice, or a value has the wrong type.
 * @throws {RangeError} If a key of the loss or the times is unknown, a number is out of range, the batch exceeds the data or
 * is not a multiple of its parts, or the condition or the loss's coefficient is not finite on the path.
 * @category Training
 */
export function planTraining(options: TrainOptions): TrainingPlan {
  checkArguments("planTraining", arguments);
  const { network, data, steps, batch = 32, accumulate = 1, workers = 1, labelDropout = 0.1, seed = 1 } = options;
  const { every = 20 } = options;
  checkInteger("train", "steps", steps, 1, MOST_TRAINING_STEPS);
  checkInteger("train", "batch", batch, 1);
  checkInteger("train", "accumulate", accumulate, 1, batch);
  checkInteger("train", "workers", workers, 1);
  checkNumber("train", "labelDropout", labelDropout, 0, 1);
  checkInteger("train", "seed", seed, 0);
  checkInteger("train", "every", every, 1);
  const treatment = treatmentOf(options), path = treatment.path ?? pathOf("train", options);
  const intervals = options.intervals ?? Math.min(10, path.steps ?? 10);
  checkInteger("train", "intervals", intervals, 1, path.steps);
  if (data.shape.join() !== network.shape.join()) {
    const shapes = `[${data.shape.join(", ")}] and the network's [${network.shape.join(", ")}]`;
    throw new TypeError(`Cannot train: the shape of ${data.name} is ${shapes}`);
  }
  if (batch > data.count) {
    throw new RangeError(`Cannot train: batch must be at most the ${data.count} samples of ${data.name}, got ${batch}`);
  }
  if (batch % accumulate !== 0) {
    throw new RangeError(`Cannot train: accumulate must divide the batch of ${batch}, got ${accumulate}`);
  }
  if (workers > accumulate) {
    const parts = `the ${accumulate} parts of a batch, accumulate`;
    throw new RangeError(`Cannot train: workers must be at most ${parts}, got ${workers}`);
  }
  const probes = probeTimes(path);
  checkFinite("train", "condition", probes.map(treatment.condition));
  if (treatment.penalty !== undefined) checkPenalty(treatment.penalty, path);
  const loss = validate("configure the loss", lossConfig(), options.loss ?? {});
  const times = validate("configure the times", timesConfig(), options.times ?? { kind: "uniform" });
  if (times.kind === "importance") checkInteger("train", "times.intervals", times.intervals, 1, path.steps);
  const coefficient = lossCoefficient(loss, path), { noiseTime = (time) => time } = treatment;
  if (coefficient !== undefined) probes.forEach((time) => coefficient(noiseTime(time)));
  const told = checkTold(network, data);
  const { learningRate, warmup, clip, beta1, beta2, eps, weightDecay } = { ...optimiserDefaults, ...defined(options) };
  const ema = { ...optimiserDefaults.ema, ...defined(options.ema ?? {}) };
  const optimiser = { learningRate, warmup, clip, beta1, beta2, eps, weightDecay, ema };
  checkOptimiser(optimiser);
  const span = spanOf(path), loop = { network, steps, accumulate, optimiser, seed, span, intervals, every };
  const from = typeof options.from === "object" ? options.from : undefined;
  if (from !== undefined) checkLength("train", `the weights of ${from.name}`, from.weights, network.parameters.size);
  return { ...loop, data, path, treatment, loss, times, told, labelDropout, batch, ...(from && { from }) };
}

/** Checks that the data have what the network is told beside a sample. */
function checkTold({ config }: Network, { name, count, labels, image }: TrainingData): TrainingPlan["told"] {
  const channels = config.kind === "unet" ? config.imageChannels : 0,
    told = { labels: config.classes > 0, image: channels > 0 };
  if (told.labels) {
    if (labels === undefined) {
      throw new TypeError(`Cannot train: ${name} has no labels for the network's ${config.classes} classes`);
    }
    checkLength("train", `the labels of ${name}`, labels, count);
    for (let i = 0; i < count; i++) {
      checkInteger("train", `the label of sample ${i} of ${name}`, labels[i], 0, config.classes - 1);
    }
  }
  if (told.image && image?.channels !== channels) {
    const has = image === undefined ? "none" : `one of ${image.channels} channels`;
    throw new TypeError(`Cannot train: the network is told a picture of ${channels} channels, ${name} has ${has}`);
  }
  return told;
}

function treatmentOf({ treatment, condition }: TrainOptions): Treatment {
  if (condition === undefined) return treatment ?? untreated();
  if (treatment === undefined) return { name: "own condition", condition };
  throw new TypeError("Cannot train: give a treatment or a condition, got both");
}
