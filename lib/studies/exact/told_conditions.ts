/**
 * What else a network may be told of the time, and what that makes of its exact optimum.
 * @module
 */
import { identityCondition } from "../../conditioning/identity_condition.ts";
import { logSnrCondition, sigmaCondition } from "../../conditioning/noise_condition.ts";
import { quantiseNoise } from "../../conditioning/quantise_noise.ts";
import { remap } from "../../conditioning/remap.ts";
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import type { Condition } from "../../conditioning/types.ts";
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { optimumSubject } from "../../lipschitz/optimum_subject.ts";
import { totalVariation } from "../../lipschitz/total_variation.ts";
import { bootstrap, type Interval } from "../../numerics/stats.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { predictionError } from "../../oracle/prediction_error.ts";
import { type SharedOptimum, sharedOptimum } from "../../oracle/shared_optimum.ts";
import { respacedSteps } from "../../samplers/levels.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import type { Level } from "../../schedules/types.ts";
import { distancesFrom, drawFrom, type Groups } from "./perfect_sampling.ts";
import type { OnProgress, Sharing } from "./types.ts";

/**
 * What a network is told, and where its noise is.
 * @category Studies
 */
export interface ToldCondition {
  /** Its name in tables. */
  readonly name: string;
  /** What is told of a step. */
  readonly condition: Condition;
  /** The step at which the noise is; the step itself unless told. */
  readonly noise?: (step: number) => number;
}

/**
 * The conditions that are compared: t, f(t), quantised noise, √t, log-SNR and σ.
 * @param grid The noise levels.
 * @param sharing t̃ and n of those that share.
 * @returns Six conditions; the first is DDPM's.
 * @category Studies
 */
export function toldConditions(grid: Grid, sharing: Sharing): ToldCondition[] {
  const levelAt = (step: number) => gridLevel(grid, step);
  return [
    { name: "DDPM: t", condition: identityCondition() },
    { name: "E-TSDM: f(t)", condition: shareTimesteps(sharing) },
    { name: "quantised noise", condition: quantiseNoise(sharing), noise: quantiseNoise(sharing) },
    { name: "Remap: √t", condition: remap({ scale: grid.steps - 1 }) },
    { name: "log-SNR", condition: logSnrCondition(levelAt) },
    { name: "σ", condition: sigmaCondition(levelAt) },
  ];
}

/**
 * The exact optimum of a network that is told a condition.
 * @param oracle The data.
 * @param grid The noise levels.
 * @param told What it is told, and where its noise is.
 * @returns The optimum, and the level that it has learned for each step.
 */
export function toldOptimum(
  oracle: Oracle,
  grid: Grid,
  { condition, noise = (step) => step }: ToldCondition,
): { readonly optimum: SharedOptimum; readonly levelAt: (step: number) => Level } {
  const levelAt = (step: number) => gridLevel(grid, noise(step));
  const times = Array.from({ length: grid.steps }, (_, step) => step);
  return { optimum: sharedOptimum({ oracle, levelAt, condition, times }), levelAt };
}

/**
 * The energy distance from the data of an exact optimum's samples by DDIM, from the noise that all studies of samples share.
 * @param oracle The data.
 * @param grid The noise levels.
 * @param optimum The optimum.
 * @param options The steps that are walked, falling, and how many samples.
 * @returns One distance a group.
 */
export async function walkedDistances(
  oracle: Oracle,
  grid: Grid,
  optimum: SharedOptimum,
  options: Groups & { readonly steps: readonly number[] },
): Promise<number[]> {
  const drawn = await drawFrom(oracle, grid, (x, step) => optimum.predict(x, step), options);
  return Array.from(distancesFrom(oracle, drawn, options));
}

/**
 * The exact optimum under one condition.
 * @category Studies
 */
export interface ConditionRow {
  /** The data's name. */
  readonly data: string;
  /** The condition's name. */
  readonly told: string;
  /** The largest slope against what is told, each condition scaled so that it spans 1 over all steps. */
  readonly slope: Interval;
  /** The total variation over t < t̃. */
  readonly travelled: Interval;
  /** E ‖ε̄ − ε*‖² over t < t̃. */
  readonly error: Interval;
}

/**
 * What is compared.
 * @category Studies
 */
export interface ToldConditionsOptions {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** N, the points of each estimate. */
  readonly samples: number;
  /** Told after each kind of data and condition. */
  readonly onProgress?: OnProgress;
}

/**
 * Measures the exact optimum under each condition.
 * @param options Data, levels and sharing.
 * @returns A row for each kind of data and condition.
 * @category Studies
 */
export async function compareConditions(options: ToldConditionsOptions): Promise<ConditionRow[]> {
  const { data, grid, sharing, samples, onProgress } = options, rows: ConditionRow[] = [];
  const conditions = toldConditions(grid, sharing), steps = Array.from({ length: grid.steps }, (_, step) => step);
  for (const oracle of data) {
    for (const told of conditions) {
      const { name, condition } = told, { optimum, levelAt } = toldOptimum(oracle, grid, told);
      const subject = optimumSubject(optimum, oracle, levelAt), scale = condition(steps.length - 1) - condition(0);
      const coordinate = (step: number) => condition(step) / Math.abs(scale);
      const changes = steps.slice(0, sharing.until + 30).map((step) => [step, step + 1] as const)
        .filter(([one, two]) => condition(one) !== condition(two));
      const curve = await lipschitzCurve(subject, changes, { coordinate, samples });
      const early = await lipschitzCurve(subject, changes.filter(([one]) => one < sharing.until), { samples });
      const squares = new Float64Array(samples),
        looked = steps.slice(0, sharing.until).filter((step) => step % 5 === 2);
      for (const step of looked) {
        const predict = (x: Float64Array) => optimum.predict(x, step);
        const found = predictionError({ oracle, level: levelAt(step), predict, samples });
        found.squares.forEach((square, i) => squares[i] += square / looked.length);
      }
      const slope = curve.map(({ estimate }) => estimate).reduce((most, one) => one.value > most.value ? one : most);
      const [travelled, error] = [totalVariation(early), bootstrap(squares)];
      rows.push({ data: oracle.name, told: name, slope, travelled, error });
      await onProgress?.(rows.length, data.length * conditions.length);
    }
  }
  return rows;
}

/**
 * What is sampled under each condition.
 * @category Studies
 */
export interface ConditionSamplesOptions extends Omit<ToldConditionsOptions, "samples">, Groups {}

/**
 * The energy distance from the data of samples of each exact optimum (DDIM, 50 steps), from the same noise. Quantised noise
 * is walked on the levels that remain.
 * @param options Data, levels, sharing and the number of samples.
 * @returns For each kind of data the distances by condition and group.
 * @category Studies
 */
export async function sampleConditions(
  options: ConditionSamplesOptions,
): Promise<{ data: string; distances: number[][] }[]> {
  const { data, grid, sharing, groups, each, onProgress } = options,
    all: { data: string; distances: number[][] }[] = [];
  const everywhere = respacedSteps(grid.steps, 50, "leading");
  for (const oracle of data) {
    const distances: number[][] = [];
    for (const told of toldConditions(grid, sharing)) {
      const { optimum } = toldOptimum(oracle, grid, told), { noise = (step) => step } = told;
      const steps = [...new Set(everywhere.map(noise))];
      distances.push(await walkedDistances(oracle, grid, optimum, { steps, groups, each }));
    }
    all.push({ data: oracle.name, distances });
    await onProgress?.(all.length, data.length);
  }
  return all;
}
