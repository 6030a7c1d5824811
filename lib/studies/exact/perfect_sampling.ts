/**
 * Samples of a perfect DDPM and of a perfect E-TSDM, from the same noise: nothing is trained in it.
 * @module
 */
import { identityCondition } from "../../conditioning/identity_condition.ts";
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { energyDistances } from "../../metrics/energy_distance.ts";
import { Random } from "../../numerics/random.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { ddim } from "../../samplers/methods/ddim.ts";
import { float64Space } from "../../samplers/float64_space.ts";
import { gridLevels, respacedSteps } from "../../samplers/levels.ts";
import { sample } from "../../samplers/sample.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import type { ExactPredictor } from "./interval_error.ts";
import type { OnProgress, Sharing } from "./types.ts";

/**
 * How many samples, in groups that are the units of every interval and test.
 * @category Studies
 */
export interface Groups {
  /** Number of groups, at least three. */
  readonly groups: number;
  /** Samples of each, at least three. */
  readonly each: number;
}

/**
 * Samples of a perfect predictor by DDIM over evenly spaced steps ("leading"), all under the same noise.
 * @param oracle The data.
 * @param grid The noise levels.
 * @param count Number of steps.
 * @param size How many samples.
 * @param sharing Where E-TSDM shares conditions; a perfect DDPM where absent.
 * @returns groups × each samples, n × d.
 * @category Studies
 */
export function perfectSamples(
  oracle: Oracle,
  grid: Grid,
  count: number,
  size: Groups,
  sharing?: Sharing,
): Promise<Float64Array> {
  const optimum = sharedOptimum({
    oracle,
    levelAt: (step) => gridLevel(grid, step),
    condition: sharing ? shareTimesteps(sharing) : identityCondition(),
    times: Array.from({ length: grid.steps }, (_, step) => step),
  });
  const steps = respacedSteps(grid.steps, count, "leading");
  return drawFrom(oracle, grid, (x, step) => optimum.predict(x, step), { steps, ...size });
}

/**
 * Samples of an exact predictor by DDIM, from the noise that all studies of samples share.
 * @param oracle The data.
 * @param grid The noise levels.
 * @param predict The predictor of the noise.
 * @param options The steps that are walked, falling, and how many samples.
 * @returns groups × each samples, n × d.
 * @category Studies
 */
export function drawFrom(
  oracle: Oracle,
  grid: Grid,
  predict: ExactPredictor,
  { steps, groups, each }: Groups & { readonly steps: readonly number[] },
): Promise<Float64Array> {
  const start = new Random(1, "start").normals(groups * each * oracle.dimension);
  return sample(ddim(gridLevels(grid, steps)), predict, { space: float64Space(), start });
}

/**
 * The energy distance of samples from fresh data, group by group.
 * @param oracle The data.
 * @param drawn groups × each samples, n × d.
 * @param size How many samples.
 * @returns One distance a group.
 * @category Studies
 */
export function distancesFrom(oracle: Oracle, drawn: Float64Array, { groups, each }: Groups): Float64Array {
  const fresh = oracle.sampleData(groups * each, new Random(9, "fresh"));
  return Float64Array.from(energyDistances(drawn, fresh, oracle.dimension, groups));
}

/**
 * Both optima with one number of steps: the energy distance from the data of each group.
 * @category Studies
 */
export interface PerfectRow {
  /** The data's name. */
  readonly data: string;
  /** Number of steps. */
  readonly time: number;
  /** Of the perfect DDPM. */
  readonly plain: readonly number[];
  /** Of the perfect E-TSDM, for each of the sharings. */
  readonly shared: readonly (readonly number[])[];
}

/**
 * What is sampled.
 * @category Studies
 */
export interface PerfectSamplingOptions extends Groups {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** Numbers of steps. */
  readonly counts: readonly number[];
  /** Where conditions are shared. */
  readonly sharings: readonly Sharing[];
  /** Told after each kind of data and number of steps. */
  readonly onProgress?: OnProgress;
}

/**
 * How far samples of both optima are from the data, by number of steps.
 * @param options Data, steps and sharings.
 * @returns A row for each kind of data and number of steps.
 * @category Studies
 */
export async function comparePerfectSampling(options: PerfectSamplingOptions): Promise<PerfectRow[]> {
  const { data, grid, counts, sharings, onProgress } = options, rows: PerfectRow[] = [];
  const drawn = async (oracle: Oracle, time: number, sharing?: Sharing) =>
    Array.from(distancesFrom(oracle, await perfectSamples(oracle, grid, time, options, sharing), options));
  for (const oracle of data) {
    for (const time of counts) {
      const plain = await drawn(oracle, time), shared: number[][] = [];
      for (const sharing of sharings) shared.push(await drawn(oracle, time, sharing));
      rows.push({ data: oracle.name, time, plain, shared });
      await onProgress?.(rows.length, data.length * counts.length);
    }
  }
  return rows;
}

/**
 * Where displacements are measured.
 * @category Studies
 */
export interface DisplacementOptions extends Groups {
  /** The data. */
  readonly oracle: Oracle;
  /** The noise levels. */
  readonly grid: Grid;
  /** Values of t̃. */
  readonly untils: readonly number[];
  /** Values of n. */
  readonly intervals: readonly number[];
  /** Told after each pair. */
  readonly onProgress?: OnProgress;
}

/**
 * The root mean square distance between samples of both optima from the same noise (DDIM, 50 steps), over t̃ and n.
 * @param options Data, t̃ and n.
 * @returns One row for each n, with one entry for each t̃.
 * @category Studies
 */
export async function mapDisplacement(options: DisplacementOptions): Promise<number[][]> {
  const { oracle, grid, untils, intervals, onProgress } = options, map: number[][] = [];
  const ideal = await perfectSamples(oracle, grid, 50, options);
  for (const n of intervals) {
    const row: number[] = [];
    for (const until of untils) {
      row.push(displacement(ideal, await perfectSamples(oracle, grid, 50, options, { until, intervals: n }), options));
      await onProgress?.(map.length * untils.length + row.length, intervals.length * untils.length);
    }
    map.push(row);
  }
  return map;
}

/**
 * Both optima on one schedule.
 * @category Studies
 */
export interface ScheduleRow {
  /** The schedule's name. */
  readonly schedule: string;
  /** The data's name. */
  readonly data: string;
  /** Energy distances of the perfect DDPM's samples, by group. */
  readonly plain: readonly number[];
  /** Those of the perfect E-TSDM's. */
  readonly shared: readonly number[];
  /** The root mean square distance between the two from the same noise. */
  readonly displacement: number;
}

/**
 * What is compared over schedules.
 * @category Studies
 */
export interface PerfectSchedulesOptions extends Groups {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The schedules' noise levels. */
  readonly grids: readonly Grid[];
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** Told after each schedule and kind of data. */
  readonly onProgress?: OnProgress;
}

/**
 * Both optima under several schedules (DDIM, 50 steps).
 * @param options Data, schedules and sharing.
 * @returns A row for each schedule and kind of data.
 * @category Studies
 */
export async function comparePerfectSchedules(options: PerfectSchedulesOptions): Promise<ScheduleRow[]> {
  const { data, grids, sharing, onProgress } = options, rows: ScheduleRow[] = [];
  for (const grid of grids) {
    for (const oracle of data) {
      const plain = await perfectSamples(oracle, grid, 50, options);
      const shared = await perfectSamples(oracle, grid, 50, options, sharing);
      rows.push({
        schedule: grid.name,
        data: oracle.name,
        plain: Array.from(distancesFrom(oracle, plain, options)),
        shared: Array.from(distancesFrom(oracle, shared, options)),
        displacement: displacement(plain, shared, options),
      });
      await onProgress?.(rows.length, grids.length * data.length);
    }
  }
  return rows;
}

/** Per sample, all coordinates together. */
function displacement(ideal: Float64Array, shared: Float64Array, { groups, each }: Groups): number {
  return Math.sqrt(shared.reduce((sum, value, i) => sum + (value - ideal[i]) ** 2, 0) / (groups * each));
}
