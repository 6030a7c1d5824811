/**
 * The executor of the kit: networks trained on a backend, and what is measured of them.
 * @module
 */
import { join } from "node:path";
import { type Backend, startBackend } from "../../backend/choice/start.ts";
import { pictureSheet } from "../../io/formats/picture_sheet.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { canonicalJson } from "../../io/content_id.ts";
import { readSignedSafetensors, writeSignedSafetensors } from "../../io/formats/signed.ts";
import type { TrainingData } from "../../training/data.ts";
import { planTraining, type TrainingProgress, type TrainOptions } from "../../training/options.ts";
import { trainSeeds } from "../../training/runs/seeds.ts";
import { train } from "../../training/runs/train.ts";
import type { Trained } from "../../predictors/trained.ts";
import { trainingOf } from "../../training/config/training_config.ts";
import { DamagedCheckpointsError } from "../../training/checkpoints/checkpoint.ts";
import { loadWeights, saveWeights } from "../../training/checkpoints/weights.ts";
import type { DataConfig } from "../config/data_config.ts";
import { checkRun } from "./check_run.ts";
import type { ExecutionContext, Executor, TrainingJob } from "./executor.ts";
import { extractorsOf } from "../measures/extractors.ts";
import { measureCurves } from "../measures/curves.ts";
import { scoreSamples } from "../metrics/score.ts";
import type { RunConfig } from "../config/run_config.ts";
import { describeData, loadRunData } from "../config/run_data.ts";
import { WEIGHTS_FILE } from "../store/store.ts";
import { drawRunSamples, planRunSamples } from "./run_samples.ts";
import { SHEET_FILE } from "./sheet_file.ts";

/** Where a run's samples are kept in its folder: the array `samples`, [count, ...shape]. */
export const SAMPLES_FILE = "samples.safetensors";

/** As many samples are on it, where there are so many. */
const SHEET = 64;

/**
 * Makes the executor. It keeps the last data set in memory, since the runs of a task have one.
 * @returns The executor.
 * @category Experiments
 */
export function networkExecutor(): Executor {
  let backend: Backend | undefined;
  const dataOf = lastOf(loadRunData);
  const descriptionOf = lastOf(async (config) => await describeData((await dataOf(config)).training));
  return {
    async check(run, { weights }) {
      // The data of the last check are those that are trained on.
      await checkRun(run, await dataOf(run.config.data), weights);
    },
    async isTrained(folder, { say }) {
      const path = join(folder, WEIGHTS_FILE);
      if (!await Deno.stat(path).then(() => true, () => false)) return false;
      try {
        await readSignedSafetensors(path, "the network is trained again, from its checkpoint where there is one");
        return true;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        say(error.message);
        return false;
      }
    },
    async train(jobs, context) {
      backend = await startBackend();
      context.say(backend.reason);
      const { training } = await dataOf(jobs[0].config.data);
      if (jobs.length > 1) return await trainStack(jobs, training, context);
      for (const job of jobs) await trainOne(job, training, context);
    },
    async evaluate({ config, content }, folders, { signal, say, shared, report }) {
      backend = await startBackend();
      const data = await dataOf(config.data), { seed } = config.training;
      const trained = await readNetwork(config, folders.network, data.training);
      try {
        const samples = await drawRunSamples(config, trained, data.beside, {
          signal,
          onStep: (step, steps) => report?.({ label: "samples", step, steps }),
        });
        await writeSignedSafetensors(join(folders.run, SAMPLES_FILE), {
          samples: { shape: [config.sampler.count, ...trained.network.shape], values: samples },
        });
        await keepSheet(folders.run, samples, trained.network.shape);
        say(`${config.sampler.count} samples by ${config.sampler.name}`);
        if (config.metrics.length > 0) say(`Measuring ${config.metrics.join(", ")}`);
        using extractors = extractorsOf({ data: config.data, content }, data, shared, say);
        const scores = await scoreSamples(config.metrics, samples, data, extractors, seed);
        signal.throwIfAborted();
        if (config.measures.length > 0) say(`Measuring ${config.measures.map(({ kind }) => kind).join(", ")}`);
        const plan = planRunSamples(config.sampler, trained.path, trained.prediction);
        const curves = await measureCurves(config.measures, trained, data, seed, plan);
        return { scores: { scores, curves }, data: await descriptionOf(config.data) };
      } finally {
        trained.dispose();
      }
    },
    backend: () => backend?.reason ?? null,
  };
}

/** Trains one network, from its checkpoint if there is one; anew where all of them are damaged. */
async function trainOne(job: TrainingJob, data: TrainingData, context: ExecutionContext): Promise<void> {
  try {
    await trainFromCheckpoint(job, data, context);
  } catch (error) {
    if (!(error instanceof DamagedCheckpointsError)) throw error;
    context.say(`${error.message}, and no other checkpoint is good: training begins anew`);
    await Deno.remove(join(job.folder, CHECKPOINTS), { recursive: true });
    await trainFromCheckpoint(job, data, context);
  }
}

async function trainFromCheckpoint(job: TrainingJob, data: TrainingData, context: ExecutionContext): Promise<void> {
  const { config: { training }, folder, siblings = [] } = job, { signal, say, report } = context;
  const trained = await train({
    ...await optionsOf(training, data, context),
    signal,
    checkpoint: {
      folder: join(folder, CHECKPOINTS),
      every: Math.min(500, Math.ceil(training.steps / 10)),
      siblings: siblings.map((other) => join(other, CHECKPOINTS)),
      onDamaged: ({ message }) => say(`${message}; the checkpoint before it is taken`),
      onResume: (step, from) => say(`seed ${training.seed}: goes on from step ${step} of ${from}`),
    },
    log: { folder, onDamaged: ({ message }) => say(`${message}; the log is cut there`) },
    onProgress: (progress) => report?.({ label: `seed ${training.seed}`, ...progress }),
  });
  await keep(trained, folder);
}

/** Where a network's checkpoints are in its folder. */
const CHECKPOINTS = "checkpoint";

async function optionsOf(
  training: RunConfig["training"],
  data: TrainingData,
  { weights }: ExecutionContext,
): Promise<TrainOptions> {
  const options = trainingOf(training, data), { from } = training;
  return from === undefined ? options : { ...options, from: await weights(from) };
}

/** Trains the seeds of a perceptron as one stack: seconds, which are not worth a checkpoint. */
async function trainStack(jobs: readonly TrainingJob[], data: TrainingData, context: ExecutionContext) {
  const { signal, report } = context;
  const { seed: _, workers: __, ...options } = await optionsOf(jobs[0].config.training, data, context);
  const onProgress = (progress: TrainingProgress) => report?.({ label: `${jobs.length} seeds`, ...progress });
  const networks = await trainSeeds({ ...options, signal, onProgress }, jobs.map(({ config }) => config.training.seed));
  for (const [i, trained] of networks.entries()) await keep(trained, jobs[i].folder);
}

async function keep(trained: Trained, folder: string): Promise<void> {
  await saveWeights(join(folder, WEIGHTS_FILE), trained);
  trained.dispose();
}

/**
 * Reads a run's network from its folder.
 * @param config The run.
 * @param folder The network's folder in the store.
 * @param data What it was trained on.
 * @returns The network with its parameters.
 * @throws {SyntaxError} If the file is damaged.
 * @throws {Error} "Cannot read PATH: …" where it is not there.
 */
export async function readNetwork({ training }: RunConfig, folder: string, data: TrainingData): Promise<Trained> {
  const { network, path, treatment: { condition }, loss: { prediction } } = planTraining(trainingOf(training, data));
  return await loadWeights(join(folder, WEIGHTS_FILE), { network, path, condition, prediction });
}

/** The first samples to look at, where they are pictures. */
async function keepSheet(folder: string, samples: Float32Array, shape: readonly number[]): Promise<void> {
  const [height, width, channels] = shape;
  if (channels !== 1 && channels !== 3) return;
  const first = samples.subarray(0, SHEET * height * width * channels);
  await writeFileAtomic(join(folder, SHEET_FILE), await pictureSheet(first, [height, width, channels]));
}

/** A function that remembers its last answer. */
function lastOf<T>(make: (data: DataConfig) => Promise<T>): (data: DataConfig) => Promise<T> {
  let last: { key: string; value: Promise<T> } | undefined;
  return (data) => {
    const key = canonicalJson(data);
    if (last?.key !== key) last = { key, value: make(data) };
    return last.value;
  };
}
