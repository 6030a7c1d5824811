/**
 * Time as training sees it: the steps of a grid or the continuous times of a schedule, both as a noise path.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { linearSpace } from "../numerics/ranges.ts";
import { gridPath, type NoisePath } from "../samplers/noise_path.ts";
import type { Grid } from "../schedules/grid.ts";

/**
 * Where the noise of a run is: one of the two.
 * @category Objectives
 */
export interface PathOptions {
  /** The way from noise to data: `gridPath(grid)` for whole steps, `schedulePath(schedule)` for continuous time. */
  readonly path?: NoisePath;
  /** A grid, for short: the path is `gridPath(grid)`. */
  readonly grid?: Grid;
}

/** How many times stand for continuous time where a function of it is checked or kept as a table. */
const PROBES = 1000;

/**
 * The path that options name.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param options The path or the grid.
 * @returns The path.
 * @throws {TypeError} If neither or both are given.
 * @throws {RangeError} If the grid has no steps.
 */
export function pathOf(action: string, { path, grid }: PathOptions): NoisePath {
  if ((path === undefined) === (grid === undefined)) {
    const given = path === undefined ? "neither" : "both";
    throw new TypeError(`Cannot ${action}: give the noise levels as a path or as a grid, got ${given}`);
  }
  if (grid !== undefined) checkInteger(action, "grid.steps", grid.steps, 1);
  return path ?? gridPath(grid!);
}

/**
 * Times that stand for all of a path.
 * @param path The path.
 * @returns Every step of a grid; 1000 evenly spaced times from the finest to the noisiest of continuous time.
 */
export function probeTimes(path: NoisePath): Float64Array {
  const { steps, finest, noisiest } = path;
  return steps === undefined
    ? linearSpace(finest, noisiest, PROBES)
    : Float64Array.from({ length: steps }, (_, step) => step);
}

/**
 * The unit in which shares of a path are counted: E-TSDM's t̃ is a tenth of it.
 * @param path The path.
 * @returns T where time is discrete, the noisiest time where continuous.
 */
export function spanOf(path: NoisePath): number {
  return path.steps ?? path.noisiest;
}
