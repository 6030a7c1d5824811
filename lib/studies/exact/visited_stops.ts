/**
 * Where a walk stops near t = 0: everywhere, or only where a shared condition is a time's own.
 * @module
 */
import { quantiseNoise } from "../../conditioning/quantise_noise.ts";
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { respacedSteps } from "../../samplers/levels.ts";
import { gridLevel } from "../../schedules/grid.ts";
import { distancesFrom, drawFrom } from "./perfect_sampling.ts";
import { type ConditionSamplesOptions, toldConditions } from "./told_conditions.ts";

/**
 * What is sampled, and by how many steps.
 * @category Studies
 */
export interface VisitedStopsOptions extends ConditionSamplesOptions {
  /** Steps of DDIM's walk where it stops everywhere. */
  readonly count: number;
}

/**
 * Samples of one exact optimum by walks that stop in different places.
 * @category Studies
 */
export interface VisitedStopsRow {
  /** The data's name. */
  readonly data: string;
  /** What the predictor is told. */
  readonly told: string;
  /** Energy distances from the data, by group, of walks that below t̃ stop everywhere. */
  readonly everywhere: readonly number[];
  /** Of walks that stop at the starts of the intervals, which E-TSDM's condition names. */
  readonly starts: readonly number[];
  /** Of walks that stop at their middles, the levels that quantised noise keeps. */
  readonly middles: readonly number[];
}

/**
 * Samples of the exact optima of DDPM, E-TSDM and quantised noise, from the same noise, by DDIM that below t̃ stops
 * everywhere, at the starts of the intervals alone, and at their middles alone. At an interval's start E-TSDM's network is told
 * the very step, but its optimum is still that of the whole interval; quantised noise has an optimum of its own level alone.
 * @param options Data, levels, sharing, the number of steps and of samples.
 * @returns A row for each kind of data and predictor.
 * @category Studies
 */
export async function sampleStops(options: VisitedStopsOptions): Promise<VisitedStopsRow[]> {
  const { data, grid, sharing, count, groups, each, onProgress } = options, rows: VisitedStopsRow[] = [];
  const steps = Array.from({ length: grid.steps }, (_, step) => step), told = toldConditions(grid, sharing).slice(0, 3);
  const everywhere = respacedSteps(grid.steps, count, "leading");
  const moved = (visit: (step: number) => number) => [...new Set(everywhere.map(visit))];
  const walks = [everywhere, moved(shareTimesteps(sharing)), moved(quantiseNoise(sharing))];
  for (const oracle of data) {
    for (const { name, condition, noise = (step: number) => step } of told) {
      const optimum = sharedOptimum({
        oracle,
        levelAt: (step) => gridLevel(grid, noise(step)),
        condition,
        times: steps,
      });
      const predict = (x: Float64Array, step: number) => optimum.predict(x, step), distances: number[][] = [];
      for (const walked of walks) {
        const drawn = await drawFrom(oracle, grid, predict, { steps: walked, groups, each });
        distances.push(Array.from(distancesFrom(oracle, drawn, { groups, each })));
      }
      const [plain, starts, middles] = distances;
      rows.push({ data: oracle.name, told: name, everywhere: plain, starts, middles });
      await onProgress?.(rows.length, data.length * told.length);
    }
  }
  return rows;
}
