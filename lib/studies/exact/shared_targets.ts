/**
 * Sharing under what else networks predict, and sharing everything: exact optima, nothing trained.
 * @module
 */
import { identityCondition } from "../../conditioning/identity_condition.ts";
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import type { Target } from "../../objectives/loss_weight.ts";
import { convert } from "../../oracle/convert.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { respacedSteps } from "../../samplers/levels.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import { type ExactPredictor, intervalErrors } from "./interval_error.ts";
import { distancesFrom, drawFrom, type Groups } from "./perfect_sampling.ts";
import type { OnProgress, Sharing } from "./types.ts";

/**
 * What is compared.
 * @category Studies
 */
export interface SharedTargetsOptions extends Groups {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels, such as DDPM's and flow matching's. */
  readonly grids: readonly Grid[];
  /** What the network says. */
  readonly targets: readonly Target[];
  /** t̃ and n of each way to share. One interval up to T tells nothing: the noise-blind network. */
  readonly sharings: readonly Sharing[];
  /** s, the standard deviation of what is added to the input where robustness is measured. */
  readonly scale: number;
  /** The step below which price and robustness are measured. */
  readonly until: number;
  /** Points at each of 20 steps of an interval; 64 unless told. */
  readonly points?: number;
  /** Told after each kind of data and grid. */
  readonly onProgress?: OnProgress;
}

/**
 * One way to share under one prediction.
 * @category Studies
 */
export interface SharedTarget {
  /** The data's name. */
  readonly data: string;
  /** The grid's name. */
  readonly schedule: string;
  /** What the network says. */
  readonly target: Target;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** E ‖ε̄ − ε*‖² below that step, one number a seed: what it says, in terms of ε by the true level, against ε*. */
  readonly price: readonly number[];
  /** Its squared error over the ideal predictor's there with s added to the input, less 1, one number a seed. */
  readonly perturbed: readonly number[];
  /** Energy distance of its samples (DDIM, 50 steps) from the data less the ideal predictor's, one number a group. */
  readonly farther: readonly number[];
}

/** The seeds of the points. */
const SEEDS = [0, 1, 2, 3, 4];

/**
 * Computes the exact optimum E[target | x, f(t)] of each shared loss and what it costs. Said in terms of ε, a shared x0 or v
 * moves within an interval, since the conversion knows the true level.
 * @param options Data, levels, targets and ways to share.
 * @returns A row for each combination.
 * @category Studies
 */
export async function compareSharedTargets(options: SharedTargetsOptions): Promise<SharedTarget[]> {
  const { data, grids, targets, sharings, onProgress } = options, rows: SharedTarget[] = [];
  let done = 0;
  for (const oracle of data) {
    for (const grid of grids) {
      const ways = sharings.flatMap((sharing) => targets.map((target) => ({ sharing, target })));
      const predictors = ways.map(({ sharing, target }) => sharedPredictor(oracle, grid, target, sharing));
      const plain = await distancesOf(oracle, grid, sharedPredictor(oracle, grid, "eps"), options);
      const errors = SEEDS.map((seed) => errorsOf(oracle, grid, predictors, options, seed));
      for (const [i, way] of ways.entries()) {
        const far = await distancesOf(oracle, grid, predictors[i], options);
        rows.push({
          data: oracle.name,
          schedule: grid.name,
          ...way,
          price: errors.map(({ price }) => price[i]),
          perturbed: errors.map(({ perturbed }) => perturbed[i]),
          farther: far.map((distance, group) => distance - plain[group]),
        });
      }
      await onProgress?.(++done, data.length * grids.length);
    }
  }
  return rows;
}

/** What the optimum says, in terms of ε; the ideal predictor where nothing is shared. */
function sharedPredictor(oracle: Oracle, grid: Grid, target: Target, sharing?: Sharing): ExactPredictor {
  const levelAt = (step: number) => gridLevel(grid, step);
  const condition = sharing === undefined ? identityCondition() : shareTimesteps(sharing);
  const times = Array.from({ length: grid.steps }, (_, step) => step);
  const optimum = sharedOptimum({ oracle, levelAt, condition, times });
  return (x, step) => convert(target, "eps", optimum.predict(x, step, target), x, levelAt(step));
}

function errorsOf(
  oracle: Oracle,
  grid: Grid,
  predictors: readonly ExactPredictor[],
  { until, scale, points = 64 }: SharedTargetsOptions,
  seed: number,
): { price: number[]; perturbed: number[] } {
  const ideal: ExactPredictor = (x, step) => oracle.eps(x, gridLevel(grid, step));
  const asked = { oracle, grid, edges: [0, until], points, seed };
  const price = intervalErrors(predictors, ideal, asked).map(([first]) => first);
  const [plain, ...others] = intervalErrors([ideal, ...predictors], "noise", { ...asked, perturbation: scale })
    .map(([first]) => first);
  return { price, perturbed: others.map((error) => error / plain - 1) };
}

async function distancesOf(
  oracle: Oracle,
  grid: Grid,
  predict: ExactPredictor,
  { groups, each }: SharedTargetsOptions,
): Promise<number[]> {
  const steps = respacedSteps(grid.steps, 50, "leading");
  const drawn = await drawFrom(oracle, grid, predict, { steps, groups, each });
  return Array.from(distancesFrom(oracle, drawn, { groups, each }));
}
