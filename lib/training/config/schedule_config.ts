/**
 * Schedules and time as plain JSON.
 * @module
 */
import { z } from "zod";
import { gridPath, type NoisePath, schedulePath } from "../../samplers/noise_path.ts";
import { cosine } from "../../schedules/cosine.ts";
import { edm } from "../../schedules/edm.ts";
import { flowMatching } from "../../schedules/flow_matching.ts";
import { fromFormula } from "../../schedules/from_formula.ts";
import { cosineGrid, ddpmLinearGrid, discretise, type Grid, MOST_STEPS } from "../../schedules/grid.ts";
import { linear } from "../../schedules/linear.ts";
import { quadratic } from "../../schedules/quadratic.ts";
import { scaledLinear } from "../../schedules/scaled_linear.ts";
import { shiftedCosine } from "../../schedules/shifted_cosine.ts";
import { sigmoidSchedule } from "../../schedules/sigmoid_schedule.ts";
import { trigonometric } from "../../schedules/trigonometric.ts";
import type { Schedule } from "../../schedules/types.ts";
import { zeroTerminalSnr, zeroTerminalSnrGrid } from "../../schedules/zero_terminal_snr.ts";
import type { Written } from "../../io/written.ts";

/** A schedule that is not made of another; each kind is the function of `lib/schedules` that it is called after. */
export type PlainScheduleConfig =
  | { readonly kind: "linear" | "quadratic" | "scaled-linear"; readonly betaMin: number; readonly betaMax: number }
  | { readonly kind: "cosine"; readonly offset: number }
  | { readonly kind: "shifted-cosine"; readonly resolution: number; readonly reference: number }
  | { readonly kind: "sigmoid"; readonly start: number; readonly end: number; readonly tau: number }
  | { readonly kind: "edm"; readonly mean: number; readonly std: number }
  | { readonly kind: "flow-matching" }
  | { readonly kind: "trigonometric" }
  /** α as a function of t, such as `"cos(pi*t/2)"`. */
  | { readonly kind: "formula"; readonly formula: string };

/** A schedule as plain JSON. */
export type ScheduleConfig =
  | PlainScheduleConfig
  /** Another schedule rescaled to end in pure noise. */
  | { readonly kind: "zero-terminal-snr"; readonly of: PlainScheduleConfig };

/** A schedule as it may be written: what is left out has the defaults of the function that makes it. */
export type ScheduleOptions =
  | Exclude<Written<PlainScheduleConfig>, { readonly kind: "formula" }>
  | Extract<PlainScheduleConfig, { readonly kind: "formula" }>
  | { readonly kind: "zero-terminal-snr"; readonly of?: ScheduleOptions };

const positive = (value: number) => z.number().positive().default(value);
const betas = <K extends string>(kind: K, betaMin: number, betaMax: number) =>
  z.strictObject({ kind: z.literal(kind), betaMin: positive(betaMin), betaMax: positive(betaMax) });

const PLAIN = [
  betas("linear", 0.1, 20),
  betas("quadratic", 0.1, 20),
  betas("scaled-linear", 0.85, 12),
  z.strictObject({ kind: z.literal("cosine"), offset: positive(0.008) }),
  z.strictObject({ kind: z.literal("shifted-cosine"), resolution: positive(256), reference: positive(64) }),
  z.strictObject({
    kind: z.literal("sigmoid"),
    start: z.number().default(-3),
    end: z.number().default(3),
    tau: positive(1),
  }),
  z.strictObject({ kind: z.literal("edm"), mean: z.number().default(-1.2), std: positive(1.2) }),
  z.strictObject({ kind: z.literal("flow-matching") }),
  z.strictObject({ kind: z.literal("trigonometric") }),
  z.strictObject({ kind: z.literal("formula"), formula: z.string() }),
] as const;

/** The schema of a schedule. */
export const scheduleConfig: z.ZodType<ScheduleConfig, ScheduleOptions> = z.discriminatedUnion("kind", [
  ...PLAIN,
  z.strictObject({
    kind: z.literal("zero-terminal-snr"),
    of: z.discriminatedUnion("kind", PLAIN).prefault({ kind: "linear" }),
  }),
]) as z.ZodType<ScheduleConfig, ScheduleOptions>;

/** Time as plain JSON. */
export type TimeConfig =
  /** T steps. */
  | { readonly kind: "discrete"; readonly steps: number }
  /** t in [finest, 1]. */
  | { readonly kind: "continuous"; readonly finest: number };

/** The schema of time. */
export const timeConfig: z.ZodType<TimeConfig, Written<TimeConfig>> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("discrete"), steps: z.int().min(1).max(MOST_STEPS).default(1000) }),
  z.strictObject({ kind: z.literal("continuous"), finest: z.number().positive().lt(1).default(1e-3) }),
]);

/**
 * Makes the schedule that a configuration describes.
 * @param config The schedule.
 * @returns The schedule.
 * @throws {RangeError} If a parameter is out of range, or a formula does not fall from 1.
 * @throws {SyntaxError} If a formula cannot be parsed.
 */
export function makeSchedule(config: ScheduleConfig): Schedule {
  switch (config.kind) {
    case "linear":
      return linear(config);
    case "quadratic":
      return quadratic(config);
    case "scaled-linear":
      return scaledLinear(config);
    case "cosine":
      return cosine(config.offset);
    case "shifted-cosine":
      return shiftedCosine(config);
    case "sigmoid":
      return sigmoidSchedule(config);
    case "edm":
      return edm(config);
    case "flow-matching":
      return flowMatching();
    case "trigonometric":
      return trigonometric();
    case "formula":
      return fromFormula(config.formula);
    case "zero-terminal-snr":
      return zeroTerminalSnr(makeSchedule(config.of));
  }
}

/**
 * Makes the noise path that configurations describe. In discrete time the linear and the cosine schedule are the grids of
 * their papers (Ho et al. 2020: β from betaMin/T to betaMax/T; Nichol & Dhariwal 2021: β at most 0.999), the zero-terminal
 * SNR is algorithm 1 of Lin et al. (2023) on its grid, and the others are taken at t = (k + 1)/T.
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

function makeGrid(config: ScheduleConfig, steps: number): Grid {
  switch (config.kind) {
    case "linear":
      return ddpmLinearGrid({ steps, first: config.betaMin / steps, last: config.betaMax / steps });
    case "cosine":
      return cosineGrid({ steps, offset: config.offset });
    case "zero-terminal-snr":
      return zeroTerminalSnrGrid(makeGrid(config.of, steps));
    default:
      return discretise(makeSchedule(config), steps);
  }
}
