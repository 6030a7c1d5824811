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
import type { CutOptions } from "./estimate.ts";
import { eulerMaruyama } from "./euler_maruyama.ts";
import { type LevelOptions, spacedLevels } from "./levels.ts";
import type { NoisePath, SamplerLevel } from "./noise_path.ts";
import type { Plan } from "./plan.ts";
import { predictorCorrector } from "./predictor_corrector.ts";
import { probabilityFlow } from "./probability_flow.ts";
import { unipc } from "./unipc.ts";

/** What every sampler of the list takes. */
export interface SamplerOptions extends CutOptions {
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
   * @param options The cut and the path.
   * @returns The plan.
   */
  make(levels: readonly SamplerLevel[], options?: SamplerOptions): Plan;
}

/** Langevin's relative error is δ/2: it vanishes with finer steps only if δ does. From 30 steps down r is the paper's. */
const LANGEVIN_RATIO = (steps: number) => 0.16 * Math.sqrt(Math.min(1, 30 / steps));

function entry(
  name: string,
  order: number,
  stochastic: boolean,
  evaluationsPerStep: number,
  make: SamplerEntry["make"],
): SamplerEntry {
  return {
    name,
    order,
    stochastic,
    evaluationsPerStep,
    make: (levels, options) => ({ ...make(levels, options), name }),
  };
}

/** Every sampler with fixed steps, from the oldest to the newest; the adaptive one is {@linkcode sampleAdaptively}. */
export const samplers: readonly SamplerEntry[] = [
  entry("DDPM", 1, true, 1, (levels, { clip } = {}) => ddpm(levels, { clip })),
  entry("DDPM, large variance", 1, true, 1, (levels, { clip } = {}) => ddpm(levels, { variance: "large", clip })),
  entry("DDIM", 1, false, 1, (levels, { clip } = {}) => ddim(levels, { clip })),
  entry("DDIM, η = 0.5", 1, true, 1, (levels, { clip } = {}) => ddim(levels, { eta: 0.5, clip })),
  entry("Euler–Maruyama", 1, true, 1, (levels, { clip } = {}) => eulerMaruyama(levels, { clip })),
  entry(
    "Predictor–corrector",
    1,
    true,
    2,
    (levels, { clip } = {}) => predictorCorrector(levels, { ratio: LANGEVIN_RATIO(levels.length - 1), clip }),
  ),
  entry("ODE, Euler", 1, false, 1, (levels, { clip } = {}) => probabilityFlow(levels, { method: "euler", clip })),
  entry("ODE, Heun", 2, false, 2, (levels, { clip } = {}) => probabilityFlow(levels, { clip })),
  entry("EDM Heun", 2, false, 2, (levels, { clip } = {}) => edmHeun(levels, { clip })),
  entry(
    "EDM Heun, churn",
    2,
    true,
    2,
    (levels, { clip, path } = {}) => edmHeun(levels, { churn: 5, churnFrom: 0.05, churnTo: 50, path, clip }),
  ),
  entry("DPM-Solver 2S", 2, false, 1, (levels, { clip } = {}) => dpmSolver(levels, { clip })),
  entry("DPM-Solver 3S", 3, false, 1, (levels, { clip } = {}) => dpmSolver(levels, { order: 3, clip })),
  entry("DPM-Solver++ 2S", 2, false, 1, (levels, { clip } = {}) => dpmSolver(levels, { prediction: "data", clip })),
  entry("DPM-Solver++ 2M", 2, false, 1, (levels, { clip } = {}) => dpmSolverMultistep(levels, { clip })),
  entry("DPM-Solver++ 3M", 3, false, 1, (levels, { clip } = {}) => dpmSolverMultistep(levels, { order: 3, clip })),
  entry(
    "SDE-DPM-Solver++ 2M",
    2,
    true,
    1,
    (levels, { clip } = {}) => dpmSolverMultistep(levels, { stochastic: true, clip }),
  ),
  entry("UniPC-2", 3, false, 1, (levels, { clip } = {}) => unipc(levels, { lowerOrderFinal: !stops(levels), clip })),
  entry(
    "UniPC-3",
    3,
    false,
    1,
    (levels, { clip } = {}) => unipc(levels, { order: 3, lowerOrderFinal: !stops(levels), clip }),
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
 * @param options How the levels are spread and end, and the cut.
 * @returns The plan with the most steps whose evaluations are not more.
 * @throws {RangeError} If the budget does not suffice for a step.
 */
export function planWithin(
  sampler: SamplerEntry,
  path: NoisePath,
  evaluations: number,
  options: LevelOptions & CutOptions = {},
): Plan {
  checkArguments("planWithin", arguments);
  const { clip, ...spread } = options, { end = "data" } = spread, each = sampler.evaluationsPerStep;
  checkInteger(`plan ${sampler.name}`, "evaluations", evaluations, end === "data" ? 1 : each);
  // A step to the data takes one evaluation, whatever the others take.
  const steps = Math.floor(end === "data" ? (evaluations - 1) / each + 1 : evaluations / each);
  return sampler.make(spacedLevels(path, steps, spread), { clip, path });
}

function stops(levels: readonly SamplerLevel[]): boolean {
  return levels.at(-1)!.sigma > 0;
}
