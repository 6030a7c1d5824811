/**
 * What to do about t = 0: all advice on a subject, as a table and its curves.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { LevelSpacing } from "../samplers/levels.ts";
import type { SamplerEntry } from "../samplers/methods/entry.ts";
import { samplerNamed } from "../samplers/methods/registry.ts";
import { type NoisePath, schedulePath } from "../samplers/noise_path.ts";
import { linear } from "../schedules/linear.ts";
import type { Schedule } from "../schedules/types.ts";
import { adviseSchedule } from "./choose_schedule.ts";
import { adviseDraw } from "./draw.ts";
import { adviseShare } from "./share.ts";
import { formatInterval } from "./compare.ts";
import { adviseStop } from "./stop.ts";
import { type AdviceAbout, adviceSubject } from "./subject.ts";
import { adviseTell } from "./tell.ts";
import type { Advice, AdviceTopic } from "./types.ts";
import type { WalkSetting } from "./walks.ts";

/** λ at which walks begin where the path begins in more noise: α = 0.001. */
const NOISIEST = -2 * Math.log(1e3);

/**
 * For which schedule, sampler and budget advice is asked.
 * @category Advice
 */
export interface AdviseOptions {
  /** The schedule; `linear()` unless told. A network has its own path. */
  readonly schedule?: Schedule;
  /** The sampler or its name; DDIM unless told. */
  readonly sampler?: SamplerEntry | string;
  /** The most evaluations of a walk; 10 unless told. */
  readonly evaluations?: number;
  /** How the usual walk spreads its levels; in log-SNR unless told. */
  readonly spacing?: LevelSpacing;
  /** What the loss is of; ε unless told. */
  readonly target?: "eps" | "x0" | "v";
  /** How many points each number rests on; 64 unless told. Choices are made on as many, and judged on as many others. */
  readonly points?: number;
  /** The seed; 0 unless told. */
  readonly seed?: number;
  /** Which advice; all unless told. */
  readonly topics?: readonly AdviceTopic[];
}

/**
 * What to do about t = 0 with a law, a set of points or a network: where to stop and how to take the last step, how often to
 * draw the times near 0, what to tell the network, whether to share timesteps and which schedule to walk; each with what
 * ignoring it costs, and whether that can be told from nothing.
 * @param about An oracle, points, or the subject that `networkAdvice` makes of a network.
 * @param options Schedule, sampler, budget and points.
 * @returns The advice asked for, in the order of the topics.
 * @throws {TypeError} If the subject has neither a law nor data, or the schedule has no inverse.
 * @throws {RangeError} If the budget is below one evaluation, the sampler cannot stop early or is unknown.
 * @category Advice
 */
export async function advise(about: AdviceAbout, options: AdviseOptions = {}): Promise<Advice[]> {
  checkArguments("advise", arguments);
  const { topics = ["stop", "draw", "tell", "share", "schedule"], target = "eps" } = options;
  const subject = adviceSubject(about),
    schedule = subject.path === undefined ? options.schedule ?? linear() : undefined;
  const setting = walkSetting(about, options), { path, sampler, points, seed, from, evaluations, spacing } = setting;
  const walked = `${subject.name}, ${path.name}`,
    by = `${walked}, ${sampler.name}, ${evaluations} evaluations spread by ${spacing}`;
  const found: Advice[] = [];
  for (const topic of topics) {
    switch (topic) {
      case "stop":
        found.push({ ...await adviseStop(setting), holds: by });
        break;
      case "draw":
        found.push({
          ...await adviseDraw({ subject, path, target, points, seed }),
          holds: `${walked}, uniform loss of ${target}, any sampler and budget`,
        });
        break;
      case "tell":
        found.push({
          ...await adviseTell({ subject, path, ends: [path.finest, from], points, seed }),
          holds: `${walked}, any sampler and budget`,
        });
        break;
      case "share":
        found.push({ ...await adviseShare(setting), holds: by });
        break;
      case "schedule":
        found.push({ ...await adviseSchedule(setting, schedule), holds: by });
        break;
    }
  }
  return found;
}

/**
 * The walks that advice is computed from.
 * @param about The subject.
 * @param options Schedule, sampler, budget and points.
 * @returns The setting.
 * @category Advice
 */
export function walkSetting(about: AdviceAbout, options: AdviseOptions = {}): WalkSetting {
  const { evaluations = 10, spacing = "logSnr", points = 64, seed = 0, sampler = "DDIM" } = options;
  const subject = adviceSubject(about), path = subject.path ?? pathOf(options.schedule ?? linear());
  checkInteger("advise", "evaluations", evaluations, 1);
  checkInteger("advise", "points", points, 16);
  const from = path.at(path.noisiest).logSnr >= NOISIEST ? path.noisiest : path.timeAt(NOISIEST);
  const entry = typeof sampler === "string" ? samplerNamed(sampler) : sampler;
  return { subject, path, sampler: entry, evaluations, spacing, from, points, seed };
}

function pathOf(schedule: Schedule): NoisePath {
  if (typeof schedule.timeAt !== "function") {
    throw new TypeError(`Cannot advise: the ${schedule.name} schedule has no inverse (timeAt)`);
  }
  return schedulePath(schedule);
}

/**
 * A row of the table: topic, what to do, for what it holds, what ignoring it costs, a factor on what, and the verdict.
 * @category Advice
 */
export type AdviceRow = [string, string, string, Advice["cost"], string, string];

/**
 * Advice as a table.
 * @param advice The advice.
 * @returns Rows and the names of their columns, as `showTable` takes them.
 * @category Advice
 */
export function adviceTable(advice: readonly Advice[]): { rows: AdviceRow[]; columns: string[] } {
  const names = {
    stop: "t_eps, last step",
    draw: "times near 0",
    tell: "what to tell",
    share: "share or not",
    schedule: "schedule",
  };
  return {
    columns: ["advice", "do", "holds for", "cost of ignoring [95 %]", "a factor on", "verdict"],
    rows: advice.map(({ topic, choice, holds, cost, costs, distinguishable }) => [
      names[topic],
      choice,
      holds,
      cost,
      costs,
      distinguishable ? "heed it" : "not distinguishable",
    ]),
  };
}

/**
 * Advice as lines of text, for a terminal.
 * @param advice The advice.
 * @returns One paragraph for each.
 * @category Advice
 */
export function adviceLines(advice: readonly Advice[]): string {
  return adviceTable(advice).rows.map(([name, choice, holds, cost, costs, verdict], i) =>
    `${name}: ${choice}\n  ${verdict}: ignoring it costs a factor ${
      formatInterval(cost)
    } on the ${costs}\n  holds for ${holds}\n  says nothing of ${advice[i].unsaid}`
  ).join("\n");
}
