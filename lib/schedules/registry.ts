/**
 * Every schedule that configurations name.
 * @module
 */
import { checkKnown } from "../numerics/check.ts";
import { type CosineConfig, cosineEntry } from "./cosine.ts";
import { type EdmConfig, edmEntry } from "./edm.ts";
import type { ScheduleEntry, ScheduleMaker } from "./entry.ts";
import { type FlowMatchingConfig, flowMatchingEntry } from "./flow_matching.ts";
import { type FormulaConfig, formulaEntry } from "./from_formula.ts";
import { discretise, type Grid } from "./grid.ts";
import { type LinearConfig, linearEntry } from "./linear.ts";
import { type QuadraticConfig, quadraticEntry } from "./quadratic.ts";
import { type ScaledLinearConfig, scaledLinearEntry } from "./scaled_linear.ts";
import { type ShiftedCosineConfig, shiftedCosineEntry } from "./shifted_cosine.ts";
import { type SigmoidConfig, sigmoidEntry } from "./sigmoid_schedule.ts";
import { type TrigonometricConfig, trigonometricEntry } from "./trigonometric.ts";
import type { Schedule } from "./types.ts";
import { type ZeroTerminalSnrConfig, zeroTerminalSnrEntry } from "./zero_terminal_snr.ts";

/** A schedule that is not made of another, as plain JSON; each kind has the options of the function called after it. */
export type PlainScheduleConfig =
  | LinearConfig
  | QuadraticConfig
  | ScaledLinearConfig
  | CosineConfig
  | ShiftedCosineConfig
  | SigmoidConfig
  | EdmConfig
  | FlowMatchingConfig
  | TrigonometricConfig
  | FormulaConfig;

/**
 * A schedule as plain JSON, with every default explicit.
 * @category Schedules
 */
export type ScheduleConfig = PlainScheduleConfig | (ZeroTerminalSnrConfig & { readonly of: PlainScheduleConfig });

/** Every schedule, in the order of tables. A schedule is added by its file, its line here and its type above. */
export const scheduleEntries: readonly ScheduleEntry<PlainScheduleConfig | ZeroTerminalSnrConfig>[] = [
  linearEntry,
  quadraticEntry,
  scaledLinearEntry,
  cosineEntry,
  shiftedCosineEntry,
  sigmoidEntry,
  edmEntry,
  flowMatchingEntry,
  trigonometricEntry,
  formulaEntry,
  zeroTerminalSnrEntry,
];

/**
 * Makes the schedule that a configuration describes.
 *
 * @example By its word, as configurations have it
 * ```ts
 * import assert from "node:assert/strict";
 * import { linear, makeSchedule } from "nearzero/schedules";
 *
 * const made = makeSchedule({ kind: "linear", betaMin: 0.1, betaMax: 20 });
 * assert.deepEqual(made.at(0.3), linear().at(0.3));
 * ```
 *
 * @param config The schedule.
 * @returns The schedule.
 * @throws {RangeError} If a parameter is out of range, or a formula does not fall from 1.
 * @throws {SyntaxError} If a formula cannot be parsed.
 * @category Schedules
 */
export function makeSchedule(config: ScheduleConfig): Schedule {
  return maker.schedule(config);
}

/**
 * Makes the grid that a configuration describes. The linear and the cosine schedule are the grids of their papers (Ho et al.
 * 2020: β from betaMin/T to betaMax/T; Nichol & Dhariwal 2021: β at most 0.999), the zero-terminal SNR is algorithm 1 of
 * Lin et al. (2023) on its grid, and the others are taken at t = (k + 1)/T.
 *
 * @example DDPM’s own
 * ```ts
 * import assert from "node:assert/strict";
 * import { ddpmLinearGrid, makeGrid } from "nearzero/schedules";
 *
 * const grid = makeGrid({ kind: "linear", betaMin: 0.1, betaMax: 20 }, 1000);
 * assert.ok(Math.abs(grid.alpha[999] - ddpmLinearGrid().alpha[999]) < 1e-12);
 * ```
 *
 * @param config The schedule.
 * @param steps T.
 * @returns The grid.
 * @throws {RangeError} If a parameter is out of range, or a formula does not fall from 1.
 * @throws {SyntaxError} If a formula cannot be parsed.
 * @category Schedules
 */
export function makeGrid(config: ScheduleConfig, steps: number): Grid {
  return maker.grid(config, steps);
}

const maker: ScheduleMaker = {
  schedule: (config) => entryOf(config.kind).make(config as ScheduleConfig, maker),
  grid(config, steps) {
    const entry = entryOf(config.kind);
    return entry.grid?.(config as ScheduleConfig, steps, maker) ?? discretise(maker.schedule(config), steps);
  },
};

function entryOf(kind: string): ScheduleEntry<PlainScheduleConfig | ZeroTerminalSnrConfig> {
  const found = scheduleEntries.find((entry) => entry.kind === kind);
  if (found === undefined) checkKnown("make a schedule", "kind", kind, scheduleEntries.map((entry) => entry.kind));
  return found!;
}
