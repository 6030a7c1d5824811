/**
 * Schedules and time as plain JSON.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import type { Written } from "../../numerics/written.ts";
import { gridPath, type NoisePath, schedulePath } from "../../samplers/noise_path.ts";
import { MOST_STEPS } from "../../schedules/grid.ts";
import {
  makeGrid,
  makeSchedule,
  type PlainScheduleConfig,
  type ScheduleConfig,
  scheduleEntries,
} from "../../schedules/registry.ts";

/**
 * A schedule as it may be written: what is left out has the defaults of the function that makes it.
 * @category Training
 */
export type ScheduleOptions =
  | Exclude<Written<PlainScheduleConfig>, { readonly kind: "formula" }>
  | Extract<PlainScheduleConfig, { readonly kind: "formula" }>
  | { readonly kind: "zero-terminal-snr"; readonly of?: ScheduleOptions };

type Option = z.core.$ZodTypeDiscriminable;
const schemas = (plain: () => z.ZodType) => scheduleEntries.map((entry) => entry.schema(z, plain));
const madeOfOthers = (schema: z.ZodObject) => "of" in schema.shape;
const plainSchema = () =>
  z.discriminatedUnion("kind", schemas(() => z.never()).filter((each) => !madeOfOthers(each)) as unknown as [Option]);

/** The schema of a schedule. */
export const scheduleConfig: () => z.ZodType<ScheduleConfig, ScheduleOptions> = once(() =>
  z.discriminatedUnion(
    "kind",
    schemas(plainSchema) as unknown as [Option],
  ) as unknown as z.ZodType<ScheduleConfig, ScheduleOptions>
);

/** Time as plain JSON. */
export type TimeConfig =
  /** T steps. */
  | { readonly kind: "discrete"; readonly steps: number }
  /** t in [finest, 1]. */
  | { readonly kind: "continuous"; readonly finest: number };

/** The schema of time. */
export const timeConfig: () => z.ZodType<TimeConfig, Written<TimeConfig>> = once(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("discrete"), steps: z.int().min(1).max(MOST_STEPS).default(1000) }),
    z.strictObject({ kind: z.literal("continuous"), finest: z.number().positive().lt(1).default(1e-3) }),
  ])
);

/**
 * Makes the noise path that configurations describe: the grid of {@linkcode makeGrid} where time is discrete.
 * @param schedule The schedule.
 * @param time Discrete or continuous time.
 * @returns The path.
 * @throws {RangeError} If a parameter is out of range, or a formula does not fall from 1.
 * @throws {SyntaxError} If a formula cannot be parsed.
 */
export function makePath(schedule: ScheduleConfig, time: TimeConfig): NoisePath {
  return time.kind === "discrete"
    ? gridPath(makeGrid(schedule, time.steps))
    : { ...schedulePath(makeSchedule(schedule)), finest: time.finest };
}
