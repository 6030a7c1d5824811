/**
 * Small runs that the training tests share.
 * @module
 */
import { join } from "node:path";
import { readJsonLines } from "../../lib/io/formats/json_lines.ts";
import { sha256 } from "../../lib/io/sha256.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { Random } from "../../lib/numerics/random.ts";
import { ddpmLinearGrid, type Grid } from "../../lib/schedules/grid.ts";
import { pointData, type TrainingData } from "../../lib/training/data.ts";
import type { TrainOptions } from "../../lib/training/options.ts";
import { train } from "../../lib/training/runs/train.ts";
import { Trained } from "../../lib/predictors/trained.ts";
import { assert } from "../assert.ts";

/** DDPM's grid with 100 steps that reach as far as its 1000. */
export const grid: Grid = ddpmLinearGrid({ steps: 100, first: 1e-3, last: 0.2 });

/** Steps below 40 share four conditions, ten steps each. */
export const shared = (step: number): number => step < 40 ? 10 * Math.floor(step / 10) : step;

/** Points near the corners (±1, ±1): variance 1 + 0.1² in each coordinate. */
export function corners(count: number): TrainingData {
  const random = new Random(5, "corners");
  const sides = random.fork("sides").integers(2 * count, 2), jitter = random.fork("jitter").normals(2 * count);
  return pointData("corners", jitter.map((z, i) => 2 * sides[i] - 1 + 0.1 * z), 2);
}

/** A short run of a small perceptron. */
export function pointRun(changes: Partial<TrainOptions> = {}): TrainOptions {
  const network = makeMlp({ shape: [2], hidden: [32, 32], embedding: 16 });
  return { network, data: corners(500), grid, steps: 12, batch: 16, every: 5, warmup: 5, seed: 3, ...changes };
}

/** A short run of a small U-Net on random pictures. */
export function pictureRun(changes: Partial<TrainOptions> = {}): TrainOptions {
  const network = makeUNet({ shape: [4, 4, 1], base: 4, groups: 2, multipliers: [1, 2], embedding: 8 });
  const pixels = new Random(6, "pixels").uniforms(20 * 16).map((u) => 2 * u - 1);
  const data = { ...pointData("noise", pixels, 16), shape: [4, 4, 1] };
  return { network, data, grid, steps: 6, batch: 4, every: 3, seed: 3, ...changes };
}

/** A trained network with random numbers added to its weights: after a short run it hardly looks at its condition. */
export async function trainRoughly(run: TrainOptions): Promise<Trained> {
  const trained = await train(run);
  const extra = new Random(8, "roughly").normals(trained.weights.length);
  return new Trained({ ...trained, weights: trained.weights.map((weight, i) => weight + 0.2 * extra[i]) });
}

/** The SHA-256 of all that a run learned: weights, last weights and losses. */
export function learned({ weights, lastWeights, history }: Trained): string {
  return sha256(JSON.stringify([[...weights], [...lastWeights], history]));
}

/** The lines of a run's log without what differs from run to run: when, and how fast. */
export async function reportsIn(folder: string): Promise<unknown[]> {
  return (await readJsonLines(join(folder, "metrics.jsonl"))).map(({ value }) => {
    const { time, millisecondsPerStep, ...report } = value as Record<string, unknown>;
    assert(typeof time === "string" && typeof millisecondsPerStep === "number");
    return report;
  });
}
