/**
 * How long a training step takes on this machine, by making some.
 * @module
 */
import { cpus } from "node:os";
import { startBackend } from "../../backend/choice/start.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { contentId } from "../../io/content_id.ts";
import { readJson } from "../../io/read_json.ts";
import { Random } from "../../numerics/random.ts";
import type { TrainingConfig } from "../../training/config/training_config.ts";
import { trainingOf } from "../../training/config/training_config.ts";
import type { TrainingData } from "../../training/data.ts";
import { train } from "../../training/runs/train.ts";
import { forwardFlops, stepFlops } from "./flops.ts";
import { stepTimesFolder } from "./step_times_folder.ts";

/** How long a step takes, and where that was measured. */
export interface StepTime {
  /** Milliseconds of a step of the whole batch. */
  readonly milliseconds: number;
  /** The backend's name. */
  readonly backend: string;
  /** How many samples a step of the trial had; where they are fewer than the batch, the time was scaled up. */
  readonly batch: number;
  /** When it was measured, in ISO 8601. */
  readonly measured: string;
  /** Whether others were at work on the machine, so that a step takes less where they are not. */
  readonly busy: boolean;
}

/** A trial that takes longer is ended with the report under way, in milliseconds. */
const LONGEST = 2000;

/** Steps by which a trial finds out how often it can report, and the reports that it makes at most. */
const FIRST = 3, MOST_REPORTS = 20;

/** A trial's step has about as many operations at most, so that it is over in seconds on the slowest backend. */
const MOST_FLOPS = 5e9;

/**
 * The time of a training step on this machine, on the backend that a run of it would take: a trial of a few seconds with
 * drawn samples, or what an earlier one of the same training and machine has found. It starts the backend. What is measured
 * while others are at work is told as such, and not kept.
 * @param training The training; its length and seed do not count.
 * @param folder Where times are kept; in the user's cache unless told.
 * @param load How many processes wanted to run in the last minute, on average; the machine's word unless told.
 * @returns The time.
 * @throws {Error} If no backend can be started.
 * @throws What training throws.
 */
export async function stepTime(
  training: TrainingConfig,
  folder: string = stepTimesFolder(),
  load: number = Deno.loadavg()[0],
): Promise<StepTime> {
  const backend = await startBackend(), path = `${folder}/${await trialId(training, backend.version)}.json`;
  const known = await readJson(path).catch(() => undefined) as StepTime | undefined;
  // What is damaged is measured again.
  if (known !== undefined && known.milliseconds > 0) return known;
  const most = Math.max(1, Math.floor(MOST_FLOPS / stepFlops(training.network, 1)));
  const batch = Math.min(training.batch, Math.max(most, training.accumulate));
  const milliseconds = await trial({ ...training, batch }) * training.batch / batch;
  const busy = load > navigator.hardwareConcurrency;
  const found: StepTime = { milliseconds, backend: backend.name, batch, measured: new Date().toISOString(), busy };
  if (busy) return found;
  await Deno.mkdir(folder, { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify(found)}\n`);
  return found;
}

/**
 * What the time of a step depends on.
 * @param training The training.
 * @param version The backend's version.
 * @returns An identity that trainings of other lengths and seeds share.
 */
export async function trialId(training: TrainingConfig, version: string): Promise<string> {
  const { steps: _steps, seed: _seed, from: _from, intervals: _intervals, ...rest } = training;
  const threads = Deno.env.get("TF_NUM_INTRAOP_THREADS") ?? String(navigator.hardwareConcurrency);
  return await contentId({ training: rest, version, machine: [cpus()[0]?.model ?? "", Deno.build.arch, threads] });
}

/**
 * The median time of a step, in milliseconds. A report reads losses back, which takes longer than a step of a small network:
 * the trial makes them as often as the training does, but for steps so slow that it would last too long.
 */
async function trial(training: TrainingConfig): Promise<number> {
  const first = await reports(training, 1, FIRST);
  const every = first[first.length - 1] * training.every < LONGEST / 4 ? training.every : 1;
  // The first report is of the steps in which kernels are compiled and memory is found.
  const times = (await reports(training, every, every * MOST_REPORTS)).slice(1);
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** The time of a step at each report of a training, which ends when it has lasted long enough and has two. */
async function reports(training: TrainingConfig, every: number, steps: number): Promise<number[]> {
  const { from: _from, ...rest } = training, times: number[] = [];
  const stop = new AbortController(), start = performance.now();
  try {
    await train({
      ...trainingOf({ ...rest, seed: 0, every, steps }, drawnData(training)),
      signal: stop.signal,
      onProgress({ millisecondsPerStep }) {
        times.push(millisecondsPerStep);
        if (times.length > 1 && performance.now() - start > LONGEST) stop.abort();
      },
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return times;
}

/** Samples of the network's shape; what is in them does not change how long a step takes. */
function drawnData({ network, batch }: TrainingConfig): TrainingData {
  const { shape } = network, size = shape.reduce((product, side) => product * side, 1);
  const draw = (count: number) => Float32Array.from(new Random(0, "trial").normals(count));
  const channels = network.kind === "unet" ? network.imageChannels : 0, [height, width = 1] = shape;
  return {
    name: "drawn samples",
    shape,
    count: batch,
    labels: new Uint8Array(batch),
    batch: (indices) => draw(indices.length * size),
    ...(channels > 0 && {
      image: { channels, batch: (indices: Uint32Array) => draw(indices.length * height * width * channels) },
    }),
  };
}

/** How long a run takes, in seconds. */
export interface RunTime {
  /** Its training. */
  readonly training: number;
  /** Its samples. */
  readonly samples: number;
}

/**
 * How long a run takes by the time of its step. A prediction has a third of the operations of a step's share of it, so that
 * samples are estimated by it; measures and metrics are not in it.
 * @param run Its training and sampler.
 * @param run.training The training.
 * @param run.sampler How samples are drawn.
 * @param time The time of a step.
 * @returns Seconds.
 */
export function runTime(
  { training, sampler }: {
    readonly training: Pick<TrainingConfig, "steps" | "batch" | "network">;
    readonly sampler: { readonly count: number; readonly evaluations: number };
  },
  time: Pick<StepTime, "milliseconds">,
): RunTime {
  const share = forwardFlops(training.network) / stepFlops(training.network, training.batch);
  return {
    training: training.steps * time.milliseconds / 1000,
    samples: sampler.count * sampler.evaluations * share * time.milliseconds / 1000,
  };
}

/**
 * Seconds as people say them.
 * @param seconds How many.
 * @returns "under a minute", or minutes, hours or days to two digits, such as "12 min" and "3.5 h".
 */
export function spoken(seconds: number): string {
  if (seconds < 60) return "under a minute";
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  const [value, unit] = seconds < 48 * 3600 ? [seconds / 3600, "h"] : [seconds / 86400, "days"];
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${unit}`;
}
