/**
 * Every schedule, beside its formula where α has one: what the closed forms are compared with in 80 digits.
 * @module
 */
import { cosine } from "../../lib/schedules/cosine.ts";
import { edm } from "../../lib/schedules/edm.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { quadratic } from "../../lib/schedules/quadratic.ts";
import { scaledLinear } from "../../lib/schedules/scaled_linear.ts";
import { shiftedCosine } from "../../lib/schedules/shifted_cosine.ts";
import { sigmoidSchedule } from "../../lib/schedules/sigmoid_schedule.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import type { Schedule } from "../../lib/schedules/types.ts";
import { zeroTerminalSnr } from "../../lib/schedules/zero_terminal_snr.ts";

const b0 = "sqrt(0.1)", b1 = "(sqrt(20) - sqrt(0.1))";
const root = (a: string, b: string) => `exp(-(${a}^2 t + ${a} ${b} t^2 + ${b}^2 t^3 / 3) / 2)`;
const S = (u: string) => `1 / (1 + exp(-(${u})))`;

/** Every schedule and α as a formula. */
export const CASES: readonly { readonly schedule: Schedule; readonly formula?: string }[] = [
  { schedule: linear(), formula: "exp(-0.05t - 4.975t^2)" },
  { schedule: quadratic(), formula: root(b0, b1) },
  { schedule: scaledLinear(), formula: root("sqrt(0.85)", "(sqrt(12) - sqrt(0.85))") },
  { schedule: cosine(), formula: "cos((t + 0.008) / 1.008 * pi / 2) / cos(0.008 / 1.008 * pi / 2)" },
  { schedule: cosine(1e-6), formula: "cos((t + 1e-6) / 1.000001 * pi / 2) / cos(1e-6 / 1.000001 * pi / 2)" },
  { schedule: trigonometric(), formula: "cos(pi t / 2)" },
  { schedule: shiftedCosine(), formula: "cos(pi t / 2) / sqrt(cos(pi t / 2)^2 + 16 sin(pi t / 2)^2)" },
  { schedule: sigmoidSchedule(), formula: `sqrt((${S("3")} - ${S("6t - 3")}) / (${S("3")} - ${S("-3")}))` },
  { schedule: flowMatching(), formula: "(1 - t) / sqrt((1 - t)^2 + t^2)" },
  { schedule: zeroTerminalSnr(linear()), formula: "(exp(-0.05t - 4.975t^2) - exp(-5.025)) / (1 - exp(-5.025))" },
  { schedule: edm() },
];

/** Every schedule. */
export const SCHEDULES: readonly Schedule[] = CASES.map(({ schedule }) => schedule);
