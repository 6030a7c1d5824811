/**
 * Every schedule, beside its formula where α has one: what the closed forms are compared with in 80 digits.
 * @module
 */
import { cosine } from "../../lib/schedules/cosine.ts";
import { makeSchedule, scheduleEntries } from "../../lib/schedules/registry.ts";
import type { Schedule } from "../../lib/schedules/types.ts";
import { scheduleConfig } from "../../lib/training/config/schedule_config.ts";

/** Every schedule of the registry, and one more whose offset is small enough to show what cancels. */
export const CASES: readonly { readonly schedule: Schedule; readonly formula?: string }[] = [
  ...scheduleEntries.filter(({ needsOptions }) => !needsOptions).map((entry) => ({
    schedule: makeSchedule(scheduleConfig().parse({ kind: entry.kind })),
    formula: entry.formula,
  })),
  { schedule: cosine(1e-6), formula: "cos((t + 1e-6) / 1.000001 * pi / 2) / cos(1e-6 / 1.000001 * pi / 2)" },
];

/** Every schedule. */
export const SCHEDULES: readonly Schedule[] = CASES.map(({ schedule }) => schedule);
