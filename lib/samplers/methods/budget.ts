/**
 * Plans for a budget of evaluations.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type LevelOptions, spacedLevels } from "../levels.ts";
import type { NoisePath } from "../noise_path.ts";
import type { Plan } from "../plan.ts";
import { checkAsked, REMEDY } from "../sample.ts";
import type { SamplerEntry } from "./entry.ts";
import type { NearNoiseOptions } from "./exponential.ts";

/** Half a unit in the last place of float32: a smaller α leaves no trace of the data beside noise of order 1. */
const FAINTEST = 2 ** -24;

/**
 * A sampler's plan for a budget of evaluations.
 * @param sampler The sampler.
 * @param path The path it walks.
 * @param evaluations The most evaluations; at least what one step takes.
 * @param options How the levels are spread and end, the cut, what the network says and whether the walk is bounded.
 * @returns The plan with the most steps whose evaluations are not more.
 * @throws {RangeError} If the budget does not suffice for a step.
 * @category Samplers
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
 * @category Samplers
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
