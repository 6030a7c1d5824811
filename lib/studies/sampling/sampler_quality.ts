/**
 * Every sampler with perfect predictors: how far its samples are from the data after so many evaluations.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { energyDistances } from "../../metrics/energy_distance.ts";
import { Random } from "../../numerics/random.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { drawExactSamples, oraclePredictor } from "../../samplers/exact_samples.ts";
import type { LevelSpacing } from "../../samplers/levels.ts";
import { gridPath } from "../../samplers/noise_path.ts";
import { planWithin } from "../../samplers/methods/budget.ts";
import type { SamplerEntry } from "../../samplers/methods/entry.ts";
import type { Grid } from "../../schedules/grid.ts";
import type { Groups } from "../exact/perfect_sampling.ts";
import type { OnProgress, Sharing } from "../exact/types.ts";

/**
 * What is sampled.
 * @category Studies
 */
export interface SamplerQualityOptions extends Groups {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n of the perfect E-TSDM. */
  readonly sharing: Sharing;
  /** The samplers. */
  readonly samplers: readonly SamplerEntry[];
  /** Numbers of evaluations. */
  readonly budgets: readonly number[];
  /** Told after each kind of data, sampler and number of evaluations. */
  readonly onProgress?: OnProgress;
}

/**
 * One sampler on one kind of data with one number of evaluations.
 * @category Studies
 */
export interface SamplerQuality {
  /** The sampler's name. */
  readonly sampler: string;
  /** The data's name. */
  readonly data: string;
  /** Evaluations allowed. */
  readonly budget: number;
  /** Evaluations made. */
  readonly evaluations: number;
  /** Energy distances of the perfect DDPM's samples from the data, by group. */
  readonly plain: readonly number[];
  /** Those of the perfect E-TSDM's. */
  readonly shared: readonly number[];
}

/**
 * The levels that a sampler's authors propose: even in log-SNR for DPM-Solver and UniPC, Karras et al.'s for EDM, even in t
 * for the others.
 * @param sampler The sampler, or its name.
 * @returns The spacing.
 * @category Studies
 */
export function proposedSpacing({ name }: { readonly name: string }): LevelSpacing {
  return /DPM-|UniPC/.test(name) ? "logSnr" : /EDM/.test(name) ? "karras" : "time";
}

/**
 * Draws with every sampler and both optima, from the same noise.
 * @param options Data, samplers and numbers of evaluations.
 * @returns A row for each kind of data, sampler and number of evaluations.
 * @category Studies
 */
export async function compareSamplers(options: SamplerQualityOptions): Promise<SamplerQuality[]> {
  const { data, grid, sharing, samplers, budgets, groups, each, onProgress } = options, path = gridPath(grid);
  const times = Array.from({ length: grid.steps }, (_, step) => step), rows: SamplerQuality[] = [];
  for (const oracle of data) {
    const { dimension, name } = oracle, condition = shareTimesteps(sharing);
    const optimum = sharedOptimum({ oracle, levelAt: path.at, condition, times });
    const fresh = oracle.sampleData(groups * each, new Random(9, "fresh"));
    for (const sampler of samplers) {
      for (const budget of budgets) {
        const plan = planWithin(sampler, path, budget, { spacing: proposedSpacing(sampler) });
        const options = { count: groups * each, dimension, seed: 1 };
        const plain = await drawExactSamples(plan, oraclePredictor(oracle, path), options);
        const shared = await drawExactSamples(plan, (x, step) => optimum.predict(x, step), options);
        const [one, other] = [plain, shared].map((drawn) => energyDistances(drawn, fresh, dimension, groups));
        rows.push({
          sampler: sampler.name,
          data: name,
          budget,
          evaluations: plan.evaluations,
          plain: Array.from(one),
          shared: Array.from(other),
        });
        await onProgress?.(rows.length, data.length * samplers.length * budgets.length);
      }
    }
  }
  return rows;
}

/**
 * What is asked of the levels.
 * @category Studies
 */
export interface SpacingOptions extends Groups {
  /** The data. */
  readonly oracle: Oracle;
  /** The noise levels. */
  readonly grid: Grid;
  /** The samplers. */
  readonly samplers: readonly SamplerEntry[];
  /** Evaluations. */
  readonly budget: number;
  /** The spacings. */
  readonly spacings: readonly LevelSpacing[];
}

/**
 * How much the levels matter: the perfect DDPM's samples under several spacings.
 * @param options Data, samplers and spacings.
 * @returns For each sampler the mean energy distance over groups, one for each spacing.
 * @category Studies
 */
export async function compareSpacings(options: SpacingOptions): Promise<{ sampler: string; distances: Interval[] }[]> {
  const { oracle, grid, samplers, budget, spacings, groups, each } = options, path = gridPath(grid);
  const fresh = oracle.sampleData(groups * each, new Random(9, "fresh")), rows = [];
  for (const sampler of samplers) {
    const distances: Interval[] = [];
    for (const spacing of spacings) {
      const plan = planWithin(sampler, path, budget, { spacing });
      const drawn = await drawExactSamples(plan, oraclePredictor(oracle, path), {
        count: groups * each,
        dimension: oracle.dimension,
        seed: 1,
      });
      distances.push(meanInterval(energyDistances(drawn, fresh, oracle.dimension, groups)));
    }
    rows.push({ sampler: sampler.name, distances });
  }
  return rows;
}
