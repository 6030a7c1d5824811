/**
 * Emitted runs without their data, and what the kit makes of the same steps.
 * @module
 */
import { join } from "node:path";
import { tf } from "../../../lib/backend/tf.ts";
import { emitPlan } from "../../../lib/emit/accelerate/plan.ts";
import { writeRun } from "../../../lib/emit/accelerate/emit.ts";
import { trainingScript } from "../../../lib/emit/accelerate/script.ts";
import { toDiffusers } from "../../../lib/emit/accelerate/weights.ts";
import { planRun } from "../../../lib/experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../../../lib/experiments/config/run_config.ts";
import { type StoredTensor, writeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import type { UNetConfig } from "../../../lib/nn/config.ts";
import { makeNetwork } from "../../../lib/nn/network.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { trainingOf } from "../../../lib/training/config/training_config.ts";
import type { TrainingData } from "../../../lib/training/data.ts";
import { exampleSource, shuffledOrder } from "../../../lib/training/examples.ts";
import { initialState, Optimiser } from "../../../lib/training/optimiser.ts";
import { planTraining } from "../../../lib/training/options.ts";
import { lossGradient } from "../../../lib/training/step.ts";
import { superResolution } from "../../../lib/training/super_resolution.ts";
import { numbers } from "../../pretrained/numbers.ts";
import type { Case } from "./cases.ts";

const SIZE = 8, COUNT = 24, BATCH = 8, STEPS = 5;

/** The full configuration of a case. */
export function configOf({ network, training, superResolution, channels = 1 }: Case): RunConfig {
  const imageChannels = superResolution === undefined ? 0 : channels;
  return runConfig({
    data: { kind: "pictures", name: "procedural", size: SIZE, channels, superResolution },
    training: {
      steps: STEPS,
      batch: BATCH,
      ...training,
      // As small as eps is by default, Adam's first steps are the signs of the gradient, rounding errors' too.
      optimiser: { warmup: 3, eps: 1e-4, ...training?.optimiser },
      network: {
        kind: "unet",
        shape: [SIZE, SIZE, channels],
        base: 8,
        multipliers: [1, 2],
        groups: 4,
        imageChannels,
        ...network,
      },
    },
    sampler: { from: 0.98, count: 8 },
  });
}

/** Pictures of bytes with labels. */
function someData(one: Case): TrainingData {
  const { channels = 1 } = one, size = SIZE * SIZE * channels, all = numbers("pictures", COUNT * size);
  const bytes = Uint8Array.from(all, (value) => Math.floor((value + 1) * 128));
  const data: TrainingData = {
    name: "bytes",
    shape: [SIZE, SIZE, channels],
    count: COUNT,
    labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 3),
    batch: (indices) => {
      const rows = Array.from(indices, (i) => [...bytes.subarray(i * size, (i + 1) * size)]);
      return Float32Array.from(rows.flat(), (byte) => byte / 127.5 - 1);
    },
  };
  return one.superResolution === undefined ? data : superResolution(data, one.superResolution);
}

/** What the kit makes of five steps. */
export interface Made {
  readonly network: UNetConfig;
  readonly losses: Float32Array;
  readonly gradient: Float32Array;
  readonly last: Float32Array;
  readonly average: Float32Array;
}

/**
 * Emits a case, writes down its steps, and makes them with the kit, on the running backend.
 * @param folder Where to.
 * @param one The case.
 * @returns What the kit makes of them.
 */
export async function emitCase(folder: string, one: Case): Promise<Made> {
  const run = await planRun(configOf(one)), plan = emitPlan(run), { network } = plan;
  await writeRun(folder, plan, trainingScript(plan, one.name), one.name, "data");
  const data = someData(one), training = planTraining(trainingOf(run.config.training, data));
  const source = exampleSource(training), size = SIZE * SIZE * data.shape[2], { parameters } = makeNetwork(network);
  const flat = parameters.initialise(1), extra = numbers(one.name, flat.length);
  // No weight is 0, which would hide what stands before it.
  flat.forEach((value, i) => flat[i] = value + 0.1 * extra[i]);
  await writeSafetensors(join(folder, "start.safetensors"), toDiffusers(network, flat));

  const given: Record<string, StoredTensor> = {}, order = shuffledOrder(training.seed, COUNT);
  const noises = new Random(training.seed, "training/noise");
  using optimiser = new Optimiser(initialState(flat), training.optimiser);
  let losses = new Float32Array(), gradient = new Float32Array();
  for (let step = 0; step < STEPS; step++) {
    const examples = await source.at(step), shape = [BATCH, SIZE, SIZE, data.shape[2]];
    const noise = Float32Array.from(noises.normals(BATCH * size, step * BATCH * size));
    Object.assign(given, {
      [`x0${step}`]: { shape, values: await data.batch(order(step * BATCH, BATCH)) },
      [`eps${step}`]: { shape, values: noise },
      [`t${step}`]: { shape: [BATCH], values: examples.times },
    });
    if (examples.shares) given[`shares${step}`] = { shape: [BATCH], values: examples.shares };
    if (examples.labels) {
      const labels = examples.labels.map((label) => label < 0 ? network.classes : label);
      given[`labels${step}`] = { shape: [BATCH], values: labels };
    }
    const options = { accumulate: training.accumulate, dropout: [new Random(1, "none")] };
    const made = lossGradient(training.network, optimiser.parameters, examples, options);
    const values = await made.losses.data<"float32">();
    if (step === 0) {
      losses = Float32Array.from(values);
      gradient = Float32Array.from(await made.gradient.data<"float32">());
    }
    source.observe(step, examples.times, values);
    optimiser.update(made.gradient);
    tf.dispose(made);
  }
  await writeSafetensors(join(folder, "steps.safetensors"), given);
  using end = optimiser.snapshot();
  const { parameters: last, average } = await end.read();
  return { network, losses, gradient, last, average };
}
