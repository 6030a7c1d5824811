/**
 * The noise levels that diffusers' schedulers train on.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { validate } from "../../io/validate.ts";
import { cosineGrid } from "../../schedules/cosine.ts";
import { ddpmLinearGrid, type Grid, gridFromBetas } from "../../schedules/grid.ts";
import { zeroTerminalSnrGrid } from "../../schedules/zero_terminal_snr.ts";
import type { PlainScheduleConfig, ScheduleConfig } from "../../schedules/registry.ts";

const schema = once(() =>
  z.looseObject({
    num_train_timesteps: z.int().min(1).max(100_000).default(1000),
    beta_start: z.number().positive().lt(1).default(1e-4),
    beta_end: z.number().positive().lt(1).default(0.02),
    beta_schedule: z.enum(["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"]).default("linear"),
    trained_betas: z.array(z.number().positive().lt(1)).min(1).max(100_000).nullable().default(null),
    prediction_type: z.enum(["epsilon", "sample", "v_prediction"]).default("epsilon"),
    rescale_betas_zero_snr: z.boolean().default(false),
  })
);

/** What a scheduler says of a network. */
export interface DiffusersSchedule {
  /** The noise levels of its steps. */
  readonly grid: Grid;
  /** What it predicts. */
  readonly prediction: "eps" | "x0" | "v";
  /** The same levels as a run's configuration says them, where it can. */
  readonly schedule?: ScheduleConfig;
}

/**
 * Reads a scheduler's configuration; which scheduler it is does not matter to the levels of training.
 * @param value The content of `scheduler_config.json`; {} has the defaults of DDPMScheduler.
 * @param path Its file, for errors.
 * @returns The levels and what is predicted.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a value is out of range, or of a kind that is not known.
 */
export function diffusersSchedule(value: unknown, path: string): DiffusersSchedule {
  const c = validate(`read ${path}`, schema(), value), steps = c.num_train_timesteps;
  const prediction = ({ epsilon: "eps", sample: "x0", v_prediction: "v" } as const)[c.prediction_type];
  const { grid, schedule } = levels(c, steps);
  if (!c.rescale_betas_zero_snr) return { grid, prediction, schedule };
  const rescaled = schedule && { kind: "zero-terminal-snr", of: schedule } as const;
  return { grid: zeroTerminalSnrGrid(grid), prediction, schedule: rescaled };
}

function levels(
  c: z.output<ReturnType<typeof schema>>,
  steps: number,
): { readonly grid: Grid; readonly schedule?: PlainScheduleConfig } {
  const { beta_start: first, beta_end: last } = c, share = (k: number) => steps === 1 ? 0 : k / (steps - 1);
  const from = (name: string, beta: (k: number) => number): { grid: Grid } => ({
    grid: gridFromBetas(name, Float64Array.from({ length: steps }, (_, k) => beta(k))),
  });
  if (c.trained_betas !== null) return { grid: gridFromBetas("trained", c.trained_betas) };
  switch (c.beta_schedule) {
    case "linear":
      return {
        grid: ddpmLinearGrid({ steps, first, last }),
        schedule: { kind: "linear", betaMin: first * steps, betaMax: last * steps },
      };
    case "scaled_linear":
      return from("scaled linear", (k) => (Math.sqrt(first) + share(k) * (Math.sqrt(last) - Math.sqrt(first))) ** 2);
    case "squaredcos_cap_v2":
      return { grid: cosineGrid({ steps }), schedule: { kind: "cosine", offset: 0.008 } };
    case "sigmoid":
      return from("sigmoid", (k) => first + (last - first) / (1 + Math.exp(6 - 12 * share(k))));
  }
}
