/**
 * The schedules of the explorer: those that are made of a word, and formulas, whose reader is loaded when it is asked for.
 * @module
 */
import { checkKnown } from "../../numerics/check.ts";
import { cosine } from "../../schedules/cosine.ts";
import { edm } from "../../schedules/edm.ts";
import { flowMatching } from "../../schedules/flow_matching.ts";
import { linear } from "../../schedules/linear.ts";
import { quadratic } from "../../schedules/quadratic.ts";
import { scaledLinear } from "../../schedules/scaled_linear.ts";
import { shiftedCosine } from "../../schedules/shifted_cosine.ts";
import { sigmoidSchedule } from "../../schedules/sigmoid_schedule.ts";
import { trigonometric } from "../../schedules/trigonometric.ts";
import type { NoiseLevel, Schedule } from "../../schedules/types.ts";
import { zeroTerminalSnr } from "../../schedules/zero_terminal_snr.ts";

/** A schedule that a word names. */
export interface ScheduleChoice {
  /** How a notebook writes it. */
  readonly code: string;
  /** What that needs to be imported. */
  readonly imports: readonly string[];
  /** Makes it. */
  make(): Schedule;
}

/** Every schedule by the word that configurations have for it. */
export const SCHEDULES: Readonly<Record<string, ScheduleChoice>> = {
  "linear": choice("linear", linear),
  "quadratic": choice("quadratic", quadratic),
  "scaled-linear": choice("scaledLinear", scaledLinear),
  "cosine": choice("cosine", cosine),
  "shifted-cosine": choice("shiftedCosine", shiftedCosine),
  "sigmoid": choice("sigmoidSchedule", sigmoidSchedule),
  "edm": choice("edm", edm),
  "flow-matching": choice("flowMatching", flowMatching),
  "trigonometric": choice("trigonometric", trigonometric),
  "zero-terminal-snr": {
    code: "zeroTerminalSnr(linear())",
    imports: ["linear", "zeroTerminalSnr"],
    make: () => zeroTerminalSnr(linear()),
  },
};

/** Schedules that were made: a slider that moves something else asks for the same levels again. */
const made = new Map<string, Schedule>();

/**
 * The schedule that a word or a formula names; its levels are kept.
 * @param word One of {@link SCHEDULES}, or "formula".
 * @param formula α(t), where the word is "formula".
 * @returns The schedule.
 * @throws {RangeError} If the word is unknown, or the formula does not fall from 1.
 * @throws {SyntaxError} If the formula cannot be parsed.
 * @throws {Error} If what reads formulas cannot be loaded.
 */
export async function chooseSchedule(word: string, formula: string): Promise<Schedule> {
  const key = word === "formula" ? `=${formula}` : word;
  const known = made.get(key);
  if (known !== undefined) return known;
  checkKnown("choose a schedule", "schedule", word, [...Object.keys(SCHEDULES), "formula"]);
  const schedule = word === "formula" ? await readFormula(formula) : SCHEDULES[word].make();
  const levels = new Map<number, NoiseLevel>();
  const at = (t: number) => {
    const found = levels.get(t) ?? schedule.at(t);
    if (levels.size < 10_000) levels.set(t, found);
    return found;
  };
  if (made.size > 20) made.clear();
  made.set(key, { ...schedule, at });
  return made.get(key)!;
}

/** In Deno mathjs is there when it is asked for; a browser must fetch it first. */
async function readFormula(formula: string): Promise<Schedule> {
  let fromFormula: (text: string) => Schedule;
  try {
    const { loadMathjs } = await import("../../schedules/mathjs.ts");
    ({ fromFormula } = await import("../../schedules/from_formula.ts"));
    await loadMathjs();
  } catch (error) {
    throw new Error(
      "Cannot read a formula: what reads formulas could not be loaded; the other schedules need none of it",
      {
        cause: error,
      },
    );
  }
  return fromFormula(formula);
}

function choice(name: string, make: () => Schedule): ScheduleChoice {
  return { code: `${name}()`, imports: [name], make: () => make() };
}
