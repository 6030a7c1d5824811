/**
 * The kit's side of the training benchmark: one problem, in a process of its own so that its peak memory is its own.
 * `deno run -A tests/bench/training_run.ts PROBLEM [WORKERS]`; the backend is `NEARZERO_BACKEND`'s. Prints a {@linkcode Measured}.
 * @module
 */
import type { BackendName } from "../../lib/backend/choice/probe.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import type { NetworkConfig } from "../../lib/nn/config.ts";
import { makeNetwork } from "../../lib/nn/network.ts";
import type { Network } from "../../lib/nn/types.ts";
import { Random } from "../../lib/numerics/random.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { pointData } from "../../lib/training/data.ts";
import type { TrainOptions } from "../../lib/training/options.ts";
import { trainSeeds } from "../../lib/training/runs/seeds.ts";
import { train } from "../../lib/training/runs/train.ts";
import { ForwardWorkers } from "../../lib/training/workers/forward_workers.ts";
import { peakMegabytes } from "./memory.ts";

/** What is to be timed. */
export interface Problem {
  /** The network. */
  readonly network: NetworkConfig;
  /** Samples in a batch. */
  readonly batch: number;
  /** Training steps in a block: its mean is one measurement. */
  readonly steps: number;
  /** Blocks that are measured; one more comes before, to warm up. */
  readonly blocks: number;
  /** How many seeds the kit trains together; one alone where not given. */
  readonly seeds?: number;
  /** On how many cores both compute; on all where not given. */
  readonly cores?: number;
  /** Whether the peer compiles its network first. */
  readonly compiled?: boolean;
}

/** On what the kit is timed. */
export interface Side {
  /** The backend. */
  readonly backend: BackendName;
  /** Workers that share a batch. */
  readonly workers: number;
}

/** What was measured. */
export interface Measured {
  /** Mean milliseconds of a training step in each block, everything that the loop does included. */
  readonly step: number[];
  /** Mean milliseconds of a prediction in each block. */
  readonly forward: number[];
  /** The losses of the first steps. */
  readonly losses: number[];
  /** Peak resident memory of the process at the end of training, its libraries included. */
  readonly megabytes: number;
  /** The same before the first step. */
  readonly loaded: number;
  /** 10⁹ multiplications and additions in a second in the product of two large matrices: the device's peak. */
  readonly peak: number;
}

/** Of how many steps the peer is given the kit's own examples, so that the losses must agree. */
export const compared = 5;

/**
 * The training run that a problem stands for; both sides' data and first parameters are its own.
 * @param problem The problem.
 * @returns The options of `train`, without reports.
 */
export function trainingRun({ network, batch, steps, blocks }: Problem): TrainOptions {
  const { shape } = network, size = shape.reduce((product, length) => product * length, 1);
  const values = new Random(1, "bench").uniforms(2 * batch * size).map((u) => 2 * u - 1);
  return {
    network: makeNetwork(network),
    data: { ...pointData("noise", values, size), shape },
    grid: ddpmLinearGrid(),
    batch,
    steps: steps * (1 + blocks),
    every: steps,
  };
}

async function measure(problem: Problem, workers: number): Promise<Measured> {
  const loaded = await peakMegabytes(), step: number[] = [];
  const run: TrainOptions = {
    ...trainingRun(problem),
    workers,
    accumulate: workers,
    onProgress: ({ millisecondsPerStep }) => void step.push(millisecondsPerStep),
  };
  const { seed: _, workers: __, ...seedless } = run;
  const [{ history, weights }] = problem.seeds === undefined
    ? [await train(run)]
    : await trainSeeds(seedless, Array.from({ length: problem.seeds }, (_, i) => 1 + i));
  const megabytes = await peakMegabytes(), losses = [...history.losses.subarray(0, compared)];
  const forward = await forwardTimes(run.network, weights, problem, workers);
  return { step: step.slice(1), forward: forward.slice(1), losses, megabytes, loaded, peak: await peakRate() };
}

async function forwardTimes(
  network: Network,
  weights: Float32Array,
  { batch, steps, blocks }: Problem,
  workers: number,
): Promise<number[]> {
  const conditions = new Float64Array(batch).fill(500);
  const views = network.parameters.views(tf.tensor1d(weights)), x = tf.randomNormal([batch, ...network.shape]);
  using shared = workers === 1 ? undefined : await ForwardWorkers.start(network, weights, workers);
  const times: number[] = [];
  for (let block = 0; block <= blocks; block++) {
    const began = performance.now();
    for (let i = 0; i < steps; i++) {
      const prediction = shared
        ? await shared.forward(x, conditions)
        : tf.tidy(() => network.forward(views, x, conditions));
      // Backends may compute when asked: a prediction is there once it has been read.
      await prediction.data();
      prediction.dispose();
    }
    times.push((performance.now() - began) / steps);
  }
  return times;
}

/** The best rate of matrix products, of 1024 rows and columns or as many as keep the device busy for milliseconds. */
async function peakRate(size = 1024): Promise<number> {
  const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
  let least = Infinity;
  for (let turn = 0; turn < 5; turn++) {
    const began = performance.now(), products = 4;
    const last = tf.tidy(() => {
      let product: tf.Tensor = b;
      for (let i = 0; i < products; i++) product = tf.matMul(a, product);
      return tf.slice(product, [0, 0], [1, 1]);
    });
    await last.data();
    last.dispose();
    least = Math.min(least, (performance.now() - began) / products);
  }
  tf.dispose([a, b]);
  return least < 2 && size < 8192 ? await peakRate(2 * size) : 2e-6 * size ** 3 / least;
}

if (import.meta.main) {
  await startBackend();
  console.log(JSON.stringify(await measure(JSON.parse(Deno.args[0]), Number(Deno.args[1] ?? 1))));
}
