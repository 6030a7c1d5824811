/**
 * The list of samplers, for tables, comparisons and tests over all of them.
 * @module
 */
import { checkInteger, checkKnown } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { ddim } from "./ddim.ts";
import { ddpm } from "./ddpm.ts";
import { dpmSolver } from "./dpm_solver.ts";
import { dpmSolverMultistep } from "./dpm_solver_multistep.ts";
import { edmHeun } from "./edm_heun.ts";
import { eulerMaruyama } from "./euler_maruyama.ts";
import { type LevelOptions, spacedLevels } from "./levels.ts";
import type { PredictionOptions } from "./estimate.ts";
import type { NearNoiseOptions } from "./exponential.ts";
import type { NoisePath, SamplerLevel } from "./noise_path.ts";
import type { Plan } from "./plan.ts";
import { predictorCorrector } from "./predictor_corrector.ts";
import { probabilityFlow } from "./probability_flow.ts";
import { checkAsked, REMEDY } from "./sample.ts";
import { unipc } from "./unipc.ts";

/** What every sampler of the list takes. */
export interface SamplerOptions extends NearNoiseOptions {
  /** What the levels lie on; samplers that raise the noise between levels need it. */
  readonly path?: NoisePath;
}

/** A sampler with its usual options. */
export interface SamplerEntry {
  /** Its name, by which it is found. */
  readonly name: string;
  /** Its declared order: of its path, or of its law where it is stochastic (weak order). */
  readonly order: number;
  /** Whether it draws noise. */
  readonly stochastic: boolean;
  /** Evaluations of the predictor a step; a step to the data takes one. */
  readonly evaluationsPerStep: number;
  /**
   * Makes its plan.
   * @param levels From noise to data.
   * @param options The cut, what the network says, whether the walk is bounded, and the path.
   * @returns The plan.
   */
  make(levels: readonly SamplerLevel[], options?: SamplerOptions): Plan;
}

/** Half a unit in the last place of float32: a smaller α leaves no trace of the data beside noise of order 1. */
const FAINTEST = 2 ** -24;

/** Langevin's relative error is δ/2: it vanishes with finer steps only if δ does. From 30 steps down r is the paper's. */
const LANGEVIN_RATIO = (steps: number) => 0.16 * Math.sqrt(Math.min(1, 30 / steps));

function entry(
  name: string,
  order: number,
  stochastic: boolean,
  evaluationsPerStep: number,
  make: (
    levels: readonly SamplerLevel[],
    asked: PredictionOptions,
    more: Pick<SamplerOptions, "bounded" | "path">,
  ) => Plan,
): SamplerEntry {
  return {
    name,
    order,
    stochastic,
    evaluationsPerStep,
    make: (levels, { path, bounded, ...asked } = {}) => ({ ...make(levels, asked, { path, bounded }), name }),
  };
}

/** Every sampler with fixed steps, from the oldest to the newest; the adaptive one is {@linkcode sampleAdaptively}. */
export const samplers: readonly SamplerEntry[] = [
  entry("DDPM", 1, true, 1, (levels, asked) => ddpm(levels, asked)),
  entry("DDPM, large variance", 1, true, 1, (levels, asked) => ddpm(levels, { ...asked, variance: "large" })),
  entry("DDIM", 1, false, 1, (levels, asked) => ddim(levels, asked)),
  entry("DDIM, η = 0.5", 1, true, 1, (levels, asked) => ddim(levels, { ...asked, eta: 0.5 })),
  entry("Euler–Maruyama", 1, true, 1, (levels, asked, { bounded }) => eulerMaruyama(levels, { ...asked, bounded })),
  entry(
    "Predictor–corrector",
    1,
    true,
    2,
    (levels, asked) => predictorCorrector(levels, { ...asked, ratio: LANGEVIN_RATIO(levels.length - 1) }),
  ),
  entry("ODE, Euler", 1, false, 1, (levels, asked) => probabilityFlow(levels, { ...asked, method: "euler" })),
  entry("ODE, Heun", 2, false, 2, (levels, asked) => probabilityFlow(levels, asked)),
  entry("EDM Heun", 2, false, 2, (levels, asked, { bounded }) => edmHeun(levels, { ...asked, bounded })),
  entry(
    "EDM Heun, churn",
    2,
    true,
    2,
    (levels, asked, { bounded, path }) =>
      edmHeun(levels, { ...asked, bounded, churn: 5, churnFrom: 0.05, churnTo: 50, path }),
  ),
  entry("DPM-Solver 2S", 2, false, 1, (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded })),
  entry(
    "DPM-Solver 3S",
    3,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded, order: 3 }),
  ),
  entry(
    "DPM-Solver++ 2S",
    2,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded, prediction: "data" }),
  ),
  entry(
    "DPM-Solver++ 2M",
    2,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolverMultistep(levels, { ...asked, bounded }),
  ),
  entry(
    "DPM-Solver++ 3M",
    3,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolverMultistep(levels, { ...asked, bounded, order: 3 }),
  ),
  entry(
    "SDE-DPM-Solver++ 2M",
    2,
    true,
    1,
    (levels, asked, { bounded }) => dpmSolverMultistep(levels, { ...asked, bounded, stochastic: true }),
  ),
  entry(
    "UniPC-2",
    3,
    false,
    1,
    (levels, asked, { bounded }) => unipc(levels, { ...asked, bounded, lowerOrderFinal: !stops(levels) }),
  ),
  entry(
    "UniPC-3",
    3,
    false,
    1,
    (levels, asked, { bounded }) => unipc(levels, { ...asked, bounded, order: 3, lowerOrderFinal: !stops(levels) }),
  ),
];

/**
 * Finds a sampler.
 * @param name Its name.
 * @returns The sampler.
 * @throws {RangeError} If there is none of this name; lists those there are.
 */
export function samplerNamed(name: string): SamplerEntry {
  checkKnown("find a sampler", "sampler", name, samplers.map((sampler) => sampler.name));
  return samplers.find((sampler) => sampler.name === name)!;
}

/**
 * A sampler's plan for a budget of evaluations.
 * @param sampler The sampler.
 * @param path The path it walks.
 * @param evaluations The most evaluations; at least what one step takes.
 * @param options How the levels are spread and end, the cut, what the network says and whether the walk is bounded.
 * @returns The plan with the most steps whose evaluations are not more.
 * @throws {RangeError} If the budget does not suffice for a step.
 */
export function planWithin(
  sampler: SamplerEntry,
  path: NoisePath,
  evaluations: number,
  options: LevelOptions & NearNoiseOptions = {},
): Plan {
  checkArguments("planWithin", arguments);
  const { clip, predicts, bounded, ...spread } = options, { end = "data" } = spread;
  const each = sampler.evaluationsPerStep;
  checkInteger(`plan ${sampler.name}`, "evaluations", evaluations, end === "data" ? 1 : each);
  // A step to the data takes one evaluation, whatever the others take.
  const steps = Math.floor(end === "data" ? (evaluations - 1) / each + 1 : evaluations / each);
  return sampler.make(spacedLevels(path, steps, spread), { clip, predicts, bounded, path });
}

/**
 * A sampler's plan for a network, checked: what must fail of a sampler, a schedule and a prediction together fails here,
 * before there is a network. A walk that begins with so little signal is bounded unless told.
 * @param sampler The sampler.
 * @param path The path it walks.
 * @param evaluations The most evaluations; at least what one step takes.
 * @param predicts What the network says.
 * @param options How the levels are spread and end, the cut and whether the walk is bounded.
 * @returns The plan.
 * @throws {RangeError} If the budget does not suffice for a step, the path cannot be walked so, or the walk begins in pure
 * noise, or with an α that float32 does not hold beside it, of which a network that says ε knows nothing; the message says
 * what can be done.
 */
export function planFor(
  sampler: SamplerEntry,
  path: NoisePath,
  evaluations: number,
  predicts: "eps" | "x0" | "v",
  options: LevelOptions & Omit<NearNoiseOptions, "predicts"> = {},
): Plan {
  checkArguments("planFor", arguments);
  const from = options.from ?? path.noisiest, { alpha } = path.at(from), unheard = alpha < FAINTEST;
  if (predicts === "eps" && alpha > 0 && unheard) {
    throw new RangeError(
      `Cannot sample by ${sampler.name}: at time ${from} α = ${alpha} is lost in a network's float32, and a prediction of ` +
        `ε says nothing of the data; ${REMEDY}`,
    );
  }
  const bounded = options.bounded ?? (unheard || undefined);
  const plan = planWithin(sampler, path, evaluations, { ...options, predicts, bounded });
  if (predicts === "eps") checkAsked(plan);
  return plan;
}

function stops(levels: readonly SamplerLevel[]): boolean {
  return levels.at(-1)!.sigma > 0;
}
