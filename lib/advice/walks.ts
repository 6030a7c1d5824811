/**
 * Walks of a subject and how far they end from where they should: the errors of stopping and of stepping.
 * @module
 */
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import { checkInteger } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import { drawExactSamples } from "../samplers/exact_samples.ts";
import { float64Space } from "../samplers/float64_space.ts";
import type { SamplerLevel } from "../samplers/noise_path.ts";
import { dataLevel, levelsAt, type NoisePath, type WalkEnd } from "../samplers/noise_path.ts";
import { type LevelSpacing, spacedLevels } from "../samplers/levels.ts";
import { ddim } from "../samplers/methods/ddim.ts";
import type { SamplerEntry } from "../samplers/methods/entry.ts";
import { samplerNamed } from "../samplers/methods/registry.ts";
import { sampleAdaptively } from "../samplers/sample_adaptively.ts";
import { type NoisePredictor, noisePredictor } from "../samplers/types.ts";
import type { AdviceSubject } from "./types.ts";

/** λ of σ = 10⁻⁴, below which a step to the data misses it by less than anything that is compared. */
export const DEEPEST = 2 * Math.log(1e4);

/** Steps of the reference walk of a network, whose float32 an adaptive solver takes for a rough flow. */
const REFERENCE_STEPS = 100;

/**
 * What a walk is made of.
 * @category Advice
 */
export interface WalkSetting {
  /** What predicts. */
  readonly subject: AdviceSubject;
  /** Where the noise is at a time. */
  readonly path: NoisePath;
  /** The sampler. */
  readonly sampler: SamplerEntry;
  /** The most evaluations. */
  readonly evaluations: number;
  /** How levels are spread. */
  readonly spacing: LevelSpacing;
  /** Where walks begin. */
  readonly from: number;
  /** How many walks. */
  readonly points: number;
  /** Their seed. */
  readonly seed: number;
}

/**
 * How a walk ends.
 * @category Advice
 */
export interface WalkChoice {
  /** t_eps, the last time before the data. */
  readonly to: number;
  /** Whether it goes on to the data. */
  readonly end: WalkEnd;
  /** Whether its last step between two noise levels is of order 1: DDIM's, or a multistep sampler's own first. */
  readonly lower?: boolean;
  /** Times of its own, falling to `to`, in place of the setting's spacing. */
  readonly times?: readonly number[];
}

/** The predictor as samplers ask for it. */
export function walkPredictor({ subject, path }: Pick<WalkSetting, "subject" | "path">): NoisePredictor<Float64Array> {
  if (subject.kind === "network") return noisePredictor((x, time) => subject.eps(x, path.at(time)), {});
  return noisePredictor((x, time) => subject.eps(x, path.at(time)), {
    x0: (x, time) => subject.law.x0(x, path.at(time)),
  });
}

/** Points of q at the beginning of the walks: the exact flow takes them to the data. */
export function beginnings({ subject, path, from, points, seed }: WalkSetting): Float64Array {
  return subject.law.sample(points, path.levelAt(from), new Random(seed, "walks"));
}

/** The steps of a walk within a budget; a step to the data takes one evaluation. */
export function stepsWithin({ sampler, evaluations }: WalkSetting, end: WalkEnd): number {
  const each = sampler.evaluationsPerStep;
  checkInteger("advise", "evaluations", evaluations, 1);
  return Math.floor(end === "data" ? (evaluations - 1) / each + 1 : evaluations / each);
}

/**
 * The levels of a walk within a budget.
 * @throws {RangeError} If the budget is below one step, or the sampler cannot stop early.
 */
export function walkLevels(setting: WalkSetting, { to, end, times }: WalkChoice): SamplerLevel[] {
  if (times !== undefined) return levelsAt(setting.path, times, end);
  const { path, spacing, from } = setting;
  return spacedLevels(path, stepsWithin(setting, end), { spacing, from, to, end });
}

/** Runs walks from given points. */
export async function walk(setting: WalkSetting, choice: WalkChoice, start: Float64Array): Promise<Float64Array> {
  const { subject, path, sampler, points, seed } = setting, predict = walkPredictor(setting);
  const options = { count: points, dimension: subject.dimension };
  const levels = walkLevels(setting, choice), cut = lastStepOf(levels);
  const parts = choice.lower ? [levels.slice(0, cut + 1), levels.slice(cut)] : [levels];
  let state = start;
  for (const [i, part] of parts.entries()) {
    if (part.length < 2) continue;
    const plan = i === 1 && !sampler.stochastic ? ddim(part) : planOf(sampler, part, path);
    // A second part draws noise of its own.
    state = await drawExactSamples(plan, predict, { ...options, seed: seed + i * PARTS, start: state });
  }
  return state;
}

/** What the seeds of a walk's two parts differ by. */
const PARTS = 2 ** 20;

/** Where the last step between two noise levels begins; −1 where a walk has none. */
function lastStepOf(levels: readonly SamplerLevel[]): number {
  return levels.length - (levels.at(-1)!.sigma === 0 ? 3 : 2);
}

/**
 * Whether a lower order of the last step between two noise levels can be looked at.
 * @param setting The walks.
 * @param choice How they end.
 * @returns Whether, or why not.
 */
export function hasLowerStep(setting: WalkSetting, choice: WalkChoice): true | string {
  const { sampler } = setting;
  if (sampler.order === 1) return "every step is of order 1 already";
  if (lastStepOf(walkLevels(setting, choice)) < 0) return "there is no step between noise levels to lower the order of";
  if (sampler.stochastic && sampler.evaluationsPerStep > 1) {
    return "of a lower final order nothing is told: a stochastic step of several evaluations has none of order 1";
  }
  return true;
}

function planOf(sampler: SamplerEntry, levels: readonly SamplerLevel[], path: NoisePath) {
  try {
    return sampler.make(levels, { path });
  } catch (error) {
    if (levels.at(-1)!.sigma === 0) throw error;
    throw new RangeError(`Cannot advise on t_eps: ${sampler.name} cannot stop early: ${(error as Error).message}`);
  }
}

/**
 * The exact flow from given points, at times and at the data.
 * @param setting What flows.
 * @param start Points at `from`.
 * @param times Falling times.
 * @returns The states at the times, then at the data.
 */
export async function exactFlow(
  setting: WalkSetting,
  start: Float64Array,
  times: readonly number[],
): Promise<Float64Array[]> {
  const { subject, path, from, points, seed } = setting, predict = walkPredictor(setting), d = subject.dimension;
  const drawn = { count: points, dimension: d, seed }, deepest = Math.min(times.at(-1) ?? from, finestTime(path));
  const states: Float64Array[] = [], whole = path.at(deepest).logSnr - path.at(from).logSnr;
  let state = start, at = from;
  for (const time of [...times, deepest]) {
    if (time < at && subject.kind === "network") {
      const share = (path.at(time).logSnr - path.at(at).logSnr) / whole, count = Math.ceil(2 + share * REFERENCE_STEPS);
      const levels = spacedLevels(path, count, { spacing: "logSnr", from: at, to: time, end: "stop" });
      const plan = samplerNamed("DPM-Solver++ 2M").make(levels, { path });
      state = await drawExactSamples(plan, predict, { ...drawn, start: state });
    } else if (time < at) {
      const space = float64Space(0, d), tolerance = { relative: 1e-6, absolute: 1e-7 };
      state =
        (await sampleAdaptively(predict, { space, start: state, path, from: at, to: time, end: "stop", ...tolerance }))
          .end;
    }
    at = Math.min(at, time);
    states.push(state);
  }
  const last = ddim([path.at(at), dataLevel(path.data)]);
  const data = await drawExactSamples(last, predict, { ...drawn, start: state });
  return [...states.slice(0, times.length), data];
}

/** The time of σ = 10⁻⁴, or the finest that the path has. */
export function finestTime(path: NoisePath): number {
  return path.steps === undefined ? path.timeAt(DEEPEST) : path.finest;
}

/**
 * How far the points of two batches are apart, row by row.
 * @param a n points, n × d.
 * @param b As many.
 * @param dimension d.
 * @returns n distances.
 * @category Advice
 */
export function rowDistances(a: Float64Array, b: Float64Array, dimension: number): Float64Array {
  return rowNorms([[1, a], [-1, b]], dimension);
}

/** The states of a walk at each of its levels, the first one included. */
export async function walkStates(
  setting: WalkSetting,
  choice: WalkChoice,
  start: Float64Array,
): Promise<{ levels: SamplerLevel[]; states: Float64Array[] }> {
  const levels = walkLevels(setting, choice), { subject, path, sampler, points, seed } = setting, states = [start];
  const plan = planOf(sampler, levels, path);
  await drawExactSamples(plan, walkPredictor(setting), {
    count: points,
    dimension: subject.dimension,
    seed,
    start,
    onStep: (_done, _total, state) => {
      states.push(state.slice());
    },
  });
  // A plan may take several levels in one step.
  const times = [levels[0].time, ...plan.steps.map(({ to }) => to)];
  return { levels: times.map((time) => levels.find((level) => level.time === time)!), states };
}
