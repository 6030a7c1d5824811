/**
 * The executor of the kit: networks trained on a backend, and what is measured of them.
 * @module
 */
import { join } from "node:path";
import { type Backend, startBackend } from "../../backend/choice/start.ts";
import { canonicalJson } from "../../io/content_id.ts";
import { writeSafetensors } from "../../io/formats/safetensors.ts";
import type { TrainingData } from "../../training/data.ts";
import { planTraining, type TrainingProgress } from "../../training/options.ts";
import { trainSeeds } from "../../training/runs/seeds.ts";
import { train } from "../../training/runs/train.ts";
import type { Trained } from "../../predictors/trained.ts";
import { trainingOf } from "../../training/config/training_config.ts";
import { DamagedCheckpointsError } from "../../training/checkpoints/checkpoint.ts";
import { loadWeights, readWeights, saveWeights } from "../../training/checkpoints/weights.ts";
import type { DataConfig } from "../config/data_config.ts";
import { type ExecutionContext, type Executor, type TrainingJob, WEIGHTS_FILE } from "./executor.ts";
import { extractorsOf } from "../measures/extractors.ts";
import { measureCurves } from "../measures/curves.ts";
import { scoreSamples } from "../measures/scores_of_samples.ts";
import type { RunConfig } from "../config/run_config.ts";
import { describeData, loadRunData } from "../config/run_data.ts";
import { drawRunSamples } from "./run_samples.ts";

/** Where a run's samples are kept in its folder: the array `samples`, [count, ...shape]. */
export const SAMPLES_FILE = "samples.safetensors";

/**
 * Makes the executor. It keeps the last data set in memory, since the runs of a task have one.
 * @returns The executor.
 */
export function networkExecutor(): Executor {
  let backend: Backend | undefined;
  const dataOf = lastOf(loadRunData);
  const descriptionOf = lastOf(async (config) => await describeData((await dataOf(config)).training));
  return {
    async train(jobs, context) {
      backend = await startBackend();
      context.say(backend.reason);
      const { training } = await dataOf(jobs[0].config.data);
      if (jobs.length > 1) return await trainStack(jobs, training, context);
      for (const job of jobs) await trainOne(job, training, context);
    },
    async isTrained({ folder }, { say }) {
      const path = join(folder, WEIGHTS_FILE);
      try {
        await readWeights(path);
        return true;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        say(`${error.message}; the network is trained again, from its checkpoint where there is one`);
        await Deno.remove(path);
        return false;
      }
    },
    async evaluate(config, folders, { signal, say, shared }) {
      backend = await startBackend();
      const data = await dataOf(config.data), { seed } = config.training;
      const trained = await readNetwork(config, folders.network, data.training);
      try {
        const samples = await drawRunSamples(config, trained, data.training, { signal });
        await writeSafetensors(join(folders.run, SAMPLES_FILE), {
          samples: { shape: [config.sampler.count, ...trained.network.shape], values: samples },
        });
        say(`${config.sampler.count} samples by ${config.sampler.name}`);
        using extractors = extractorsOf(config.data, data, shared);
        const scores = await scoreSamples(config.metrics, samples, data, extractors, seed);
        signal.throwIfAborted();
        const curves = await measureCurves(config.measures, trained, data, seed);
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
    await Deno.remove(checkpointsOf(job), { recursive: true });
    await trainFromCheckpoint(job, data, context);
  }
}

function checkpointsOf({ folder }: TrainingJob): string {
  return join(folder, "checkpoint");
}

async function trainFromCheckpoint(job: TrainingJob, data: TrainingData, { signal, say }: ExecutionContext) {
  const { config: { training }, folder } = job;
  const trained = await train({
    ...trainingOf(training, data),
    signal,
    checkpoint: {
      folder: checkpointsOf(job),
      every: Math.min(500, Math.ceil(training.steps / 10)),
      onDamaged: ({ message }) => say(`${message}; the checkpoint before it is taken`),
    },
    log: { folder, onDamaged: ({ message }) => say(`${message}; the log is cut there`) },
    onProgress: ({ step, steps, loss }) => {
      say(`seed ${training.seed}: step ${step} of ${steps}, loss ${loss.toFixed(4)}`);
    },
  });
  await keep(trained, folder);
}

/** Trains the seeds of a perceptron as one stack: seconds, which are not worth a checkpoint. */
async function trainStack(jobs: readonly TrainingJob[], data: TrainingData, { signal, say }: ExecutionContext) {
  const { seed: _, workers: __, ...options } = trainingOf(jobs[0].config.training, data);
  const onProgress = ({ step, steps, loss }: TrainingProgress) => {
    say(`${jobs.length} seeds: step ${step} of ${steps}, loss ${loss.toFixed(4)}`);
  };
  const networks = await trainSeeds({ ...options, signal, onProgress }, jobs.map(({ config }) => config.training.seed));
  for (const [i, trained] of networks.entries()) await keep(trained, jobs[i].folder);
}

async function keep(trained: Trained, folder: string): Promise<void> {
  await saveWeights(join(folder, WEIGHTS_FILE), trained);
  trained.dispose();
}

async function readNetwork({ training }: RunConfig, folder: string, data: TrainingData): Promise<Trained> {
  const { network, path, treatment: { condition }, loss: { prediction } } = planTraining(trainingOf(training, data));
  return await loadWeights(join(folder, WEIGHTS_FILE), { network, path, condition, prediction });
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
