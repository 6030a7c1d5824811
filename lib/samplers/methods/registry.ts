/**
 * The list of samplers, for tables, comparisons and tests over all of them.
 * @module
 */
import { checkKnown } from "../../numerics/check.ts";
import { ddimEntries } from "./ddim.ts";
import { ddpmEntries } from "./ddpm.ts";
import { dpmSolverEntries } from "./dpm_solver.ts";
import { dpmSolverMultistepEntries } from "./dpm_solver_multistep.ts";
import { edmHeunEntries } from "./edm_heun.ts";
import type { SamplerEntry } from "./entry.ts";
import { eulerMaruyamaEntries } from "./euler_maruyama.ts";
import { predictorCorrectorEntries } from "./predictor_corrector.ts";
import { probabilityFlowEntries } from "./probability_flow.ts";
import { unipcEntries } from "./unipc.ts";

/**
 * Every sampler with fixed steps, from the oldest to the newest; the adaptive one is {@linkcode sampleAdaptively}. A sampler
 * is added by its file, which declares its entries, and its line here.
 * @category Samplers
 */
export const samplers: readonly SamplerEntry[] = [
  ...ddpmEntries,
  ...ddimEntries,
  ...eulerMaruyamaEntries,
  ...predictorCorrectorEntries,
  ...probabilityFlowEntries,
  ...edmHeunEntries,
  ...dpmSolverEntries,
  ...dpmSolverMultistepEntries,
  ...unipcEntries,
];

/**
 * Finds a sampler.
 *
 * @example By the name that tables have
 * ```ts
 * import assert from "node:assert/strict";
 * import { samplerNamed, samplers } from "nearzero/samplers";
 *
 * const { name } = samplers[0];
 * assert.equal(samplerNamed(name).name, name);
 * assert.throws(() => samplerNamed("bogus"), RangeError);
 * ```
 *
 * @param name Its name.
 * @returns The sampler.
 * @throws {RangeError} If there is none of this name; lists those there are.
 * @category Samplers
 */
export function samplerNamed(name: string): SamplerEntry {
  checkKnown("find a sampler", "sampler", name, samplers.map((sampler) => sampler.name));
  return samplers.find((sampler) => sampler.name === name)!;
}
