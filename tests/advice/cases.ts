/**
 * Random cases that advice on t_eps is judged by, and those it was made with; the others are of `held_out.ts`.
 * @module
 */
import { walkSetting } from "../../lib/advice/advise.ts";
import { RESOLUTION } from "../../lib/advice/compare.ts";
import { distances } from "../../lib/advice/distance.ts";
import { findStop } from "../../lib/advice/find_stop.ts";
import type { WalkSetting } from "../../lib/advice/walks.ts";
import { Random } from "../../lib/numerics/random.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import type { Oracle } from "../../lib/oracle/oracle.ts";
import { samplers } from "../../lib/samplers/methods/registry.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { edm } from "../../lib/schedules/edm.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { linear } from "../../lib/schedules/linear.ts";

/** How one case ended. */
export interface CaseOutcome {
  /** Law, schedule, sampler and budget. */
  readonly name: string;
  /** The advised t_eps and end. */
  readonly advised: string;
  /** The best on the grid, by the held-out walks. */
  readonly best: string;
  /** The advised choice's distance from the data over the best's, both on held-out walks. */
  readonly ratio: number;
}

/** Levels of the grid of choices, for each of the two ends. */
const GRID = 25;

/** Walks that judge, in a case. */
const HELD = 256;

/** What a case is about: walks, and their name. */
export interface AdviceCase {
  /** Law, schedule, sampler and budget. */
  readonly name: string;
  /** The walks that the choice is made on. */
  readonly setting: WalkSetting;
}

/**
 * Judges the advice in a case. The choice is made on the walks of the setting; it and a grid of 50 choices (25 levels even
 * in the log-SNR, between the ends of the search, for either end) are judged on 256 other walks by the metric that the
 * search makes least: the mean distance from the end of the exact flow, plus the resolution of that flow.
 * @param adviceCase The case.
 * @returns How it ended.
 */
export async function judgeCase({ name, setting }: AdviceCase): Promise<CaseOutcome> {
  const { best: advised, stops, denoised } = await findStop(setting);
  const held = await distances({ ...setting, points: HELD, seed: setting.seed + 1_000_000 });
  const error = async (choice: { to: number; end: "stop" | "data" }) =>
    mean(await held({ to: choice.to, end: choice.end })) + RESOLUTION;
  const [from, to] = [stops[0], denoised.at(-1)!].map(({ to }) => setting.path.at(to).logSnr);
  let best = { error: Infinity, name: "" };
  const say = (choice: { to: number; end: string }) => `${choice.to.toPrecision(3)} ${choice.end}`;
  for (const end of ["stop", "data"] as const) {
    for (let i = 0; i < GRID; i++) {
      const choice = { to: setting.path.timeAt(from + i * (to - from) / (GRID - 1)), end }, found = await error(choice);
      if (found < best.error) best = { error: found, name: say(choice) };
    }
  }
  return { name, advised: say(advised), best: best.name, ratio: await error(advised) / best.error };
}

/**
 * A case that the search was made with: Gaussians, isotropic mixtures and points in up to four dimensions, four schedules and
 * every deterministic sampler of the list.
 * @param number Its number.
 * @returns The case.
 */
export function developmentCase(number: number): AdviceCase {
  const random = new Random(number, "advice cases"), [a, b, c, e] = random.uniforms(4);
  const law = randomLaw(random.fork("law")), schedule = pick([linear(), cosine(), flowMatching(), edm()], a);
  const sampler = pick(samplers.filter(({ stochastic }) => !stochastic), b),
    spacing = pick(["logSnr", "karras", "time"] as const, c);
  const evaluations = sampler.evaluationsPerStep * pick([3, 4, 6, 8, 12, 20], e);
  return {
    name: `${law.name}, ${schedule.name}, ${sampler.name}, ${evaluations} by ${spacing}`,
    setting: walkSetting(law, { schedule, sampler, evaluations, spacing, points: 128, seed: number }),
  };
}

/** One of several, by a number in [0, 1). */
export function pick<T>(of: readonly T[], u: number): T {
  return of[Math.min(of.length - 1, Math.floor(u * of.length))];
}

function randomLaw(random: Random): Oracle {
  const [kind, size, count, spread] = random.uniforms(4),
    dimension = 1 + Math.floor(4 * size),
    k = 2 + Math.floor(6 * count);
  const places = random.fork("places").normals(k * dimension).map((value) => 0.8 * value),
    variance = 10 ** (-3 + 3 * spread);
  if (kind < 0.3) {
    const covariance = new Float64Array(dimension * dimension);
    random.fork("variances").uniforms(dimension).forEach((u, i) =>
      covariance[i * (dimension + 1)] = 10 ** (-3 + 3.5 * u)
    );
    return gaussian({ mean: places.slice(0, dimension), covariance, name: `Gaussian in ${dimension}` });
  }
  if (kind < 0.7) {
    const name = `mixture of ${k} in ${dimension}, variance ${variance.toPrecision(2)}`;
    return isotropicMixture({ dimension, means: places, variance, name });
  }
  return empiricalSet({ dimension, points: places, name: `${k} points in ${dimension}` });
}
