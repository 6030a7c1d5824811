/**
 * K curves of runs that an emitted script trained, beside those of the kit's own runs.
 * @module
 */
import { join } from "node:path";
import { emitAccelerate } from "../../../lib/emit/accelerate/emit.ts";
import { takeNetwork } from "../../../lib/emit/take.ts";
import { type PlannedRun, planRun } from "../../../lib/experiments/config/planned_run.ts";
import { type RunConfig, runConfig } from "../../../lib/experiments/config/run_config.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import type { Executor } from "../../../lib/experiments/runs/executor.ts";
import { networkExecutor } from "../../../lib/experiments/runs/network_executor.ts";
import { slopeName } from "../../../lib/experiments/store/scores.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { studentQuantile } from "../../../lib/numerics/special.ts";
import { holm, type Interval, mean, meanInterval, pairedStudentTest, variance } from "../../../lib/numerics/stats.ts";
import type { TreatmentOptions } from "../../../lib/treatments/treatment_config.ts";
import { assertEquals } from "../../assert.ts";
import type { Python } from "./python.ts";

/** Steps of a run whose curve is compared. */
const STEPS = 200;

/** Two times of which K is measured lie so far apart: in E-TSDM, which shares 20 steps, a step alone changes nothing. */
export const APART = 20;

/** The runs: 200 steps on 2,000 test digits of MNIST, 16 × 16. K is measured at 12 of the first 120 steps of noise. */
export function curveRun(treatment: TreatmentOptions, seed: number): RunConfig {
  return runConfig({
    data: { kind: "pictures", name: "mnist-test", size: 16, limit: 2000 },
    training: {
      network: { kind: "unet", shape: [16, 16, 1], base: 16, multipliers: [1, 2], groups: 4 },
      treatment,
      steps: STEPS,
      batch: 16,
      every: 100,
      seed,
    },
    sampler: { count: 2, evaluations: 10 },
    measures: [
      { kind: "lipschitz", pairs: 12, points: 128 },
      { kind: "lipschitz", pairs: 12, points: 128, apart: APART },
    ],
  });
}

/** ln K of a run at each time, by how far apart the two times of a pair are. */
export type Curves = Readonly<Record<number, readonly number[]>>;

/** The times at which K of a run is measured. */
export const TIMES: readonly number[] = Array.from({ length: 12 }, (_, i) => 10 * i);

/** Trains and measures with the kit alone. */
export async function ownCurves(store: Store, config: RunConfig): Promise<Curves> {
  return await measured(store, await planRun(config), networkExecutor());
}

/** Emits, trains with PyTorch, brings back and measures: the way of a reader. */
export async function emittedCurves(folder: string, config: RunConfig, python: Python): Promise<Curves> {
  const run = await planRun(config), to = join(folder, "emitted"), store = await Store.open(join(folder, "store"));
  await emitAccelerate(to, run, "curves");
  await python.run(["train.py", "--workers", "0", "--save-every", `${STEPS}`], { cwd: to });
  const last = join(to, "checkpoints", `step_${String(STEPS).padStart(8, "0")}`);
  return await measured(store, run, await takeNetwork(store, run, last, networkExecutor()));
}

async function measured(store: Store, run: PlannedRun, executor: Executor): Promise<Curves> {
  const { failed } = await executeTask(store, [run], executor, { signal: new AbortController().signal });
  if (failed.length > 0) throw new Error(`Cannot measure ${run.id}: it failed`);
  const { scores: { curves } } = await store.result(run.id);
  return Object.fromEntries([1, APART].map((apart) => {
    const { points } = curves.find(({ curve }) => curve === slopeName(apart === 1 ? undefined : apart))!;
    assertEquals(points.map(({ time }) => time), TIMES);
    return [apart, points.map(({ value }) => Number(Math.log(value!).toFixed(5)))];
  }));
}

/** What both engines made of one seed. */
export interface SeedCurves {
  readonly seed: number;
  /** The run, which both have trained. */
  readonly run: string;
  readonly own: Curves;
  readonly emitted: Curves;
}

/** What `record_curves.ts` writes. */
export interface CurveRecord {
  readonly about: string;
  /** What has made it. */
  readonly versions: Readonly<Record<string, string>>;
  /** By treatment. */
  readonly runs: Readonly<Record<string, readonly SeedCurves[]>>;
}

/** How two engines' curves compare at a time. */
export interface Comparison {
  readonly time: number;
  /** The mean of ln K, emitted less own, with its 95 % interval over seeds. */
  readonly difference: Interval;
  /** Student's p-value of no difference, corrected for all times of the curve (Holm). */
  readonly p: number;
}

/** Compares both engines at each time, in pairs of seeds: a pair is measured at the same points. */
export function compareCurves(seeds: readonly SeedCurves[], apart: number): Comparison[] {
  const differences = TIMES.map((_, i) => seeds.map(({ own, emitted }) => emitted[apart][i] - own[apart][i]));
  const p = holm(differences.map(pairedStudentTest));
  return TIMES.map((time, i) => ({ time, difference: meanInterval(differences[i]), p: p[i] }));
}

/**
 * The times at which a curve lies outside of where one more run of the kit would.
 * @param curve ln K at each time.
 * @param own The kit's runs.
 * @param confidence That one more run lies inside, at each time by itself.
 * @returns The indices of the times.
 */
export function outside(
  curve: readonly number[],
  own: readonly (readonly number[])[],
  confidence: number,
): number[] {
  const n = own.length, quantile = studentQuantile((1 + confidence) / 2, n - 1);
  return curve.flatMap((value, i) => {
    const known = own.map((row) => row[i]);
    const half = quantile * Math.sqrt(variance(known) * (1 + 1 / n));
    return Math.abs(value - mean(known)) > half ? [i] : [];
  });
}
