/**
 * Which of several is closest, and which are not told from it; and whether E-TSDM changes any of them.
 * @module
 */
import { comparePaired, holm, type Interval, mean, meanInterval } from "../../numerics/stats.ts";
import type { SamplerQuality } from "./sampler_quality.ts";

/**
 * Scores of one sampler, one a group; smaller is better.
 * @category Studies
 */
export interface GroupScores {
  /** Its name. */
  readonly name: string;
  /** Its scores, by group. */
  readonly scores: readonly number[];
}

/**
 * The closest, and who is not told from it.
 * @category Studies
 */
export interface Closest {
  /** Its name. */
  readonly name: string;
  /** Its mean, with Student's interval over groups. */
  readonly score: Interval;
  /** Those that the paired sign-flip test does not tell from it at 0.05 after Holm's correction, best first. */
  readonly alike: readonly string[];
  /** Those that it does. */
  readonly apart: readonly string[];
}

/**
 * Finds the smallest mean, and all that are not told from it. The first is chosen by its score, so its own interval is a
 * little too low.
 * @param all Scores under the same groups.
 * @returns The closest.
 * @category Studies
 */
export function closest(all: readonly GroupScores[]): Closest {
  const [first, ...rest] = all.toSorted((a, b) => mean(a.scores) - mean(b.scores));
  const p = holm(rest.map(({ scores }) => comparePaired(scores, first.scores).pValue));
  const named = (told: boolean) => rest.filter((_, i) => p[i] <= 0.05 === told).map(({ name }) => name);
  return { name: first.name, score: meanInterval(first.scores), alike: named(false), apart: named(true) };
}

/**
 * The names of those that are not told from the closest, or of the others where these are fewer.
 * @param found What was found.
 * @returns Such as "Heun; Euler", "all others", or "all others but Euler".
 * @category Studies
 */
export function alikeNames({ alike, apart }: Closest): string {
  if (apart.length === 0) return "all others";
  return alike.length > 8 ? `all others but ${apart.join("; ")}` : alike.join("; ");
}

/**
 * The mean over kinds of data of each sampler's distances, group by group.
 * @param rows What was measured.
 * @param budget The number of evaluations.
 * @param which Of the perfect DDPM or of the perfect E-TSDM.
 * @returns One list of scores for each sampler.
 * @category Studies
 */
export function meanScores(rows: readonly SamplerQuality[], budget: number, which: "plain" | "shared"): GroupScores[] {
  const here = Map.groupBy(rows.filter((row) => row.budget === budget), ({ sampler }) => sampler);
  return Array.from(here, ([name, some]) => ({
    name,
    scores: some[0][which].map((_, group) => mean(some.map((row) => row[which][group]))),
  }));
}

/**
 * E-TSDM against DDPM under one sampler.
 * @category Studies
 */
export interface SamplerEffect {
  /** The sampler's name. */
  readonly name: string;
  /** DDPM's mean, with Student's interval over groups. */
  readonly plain: Interval;
  /** E-TSDM less DDPM, with Student's interval. */
  readonly difference: Interval;
  /** The p-value of the sign-flip test with Holm's correction over all samplers. */
  readonly pValue: number;
  /** Which is closer, or that nothing tells them apart. */
  readonly verdict: "not distinguishable" | "E-TSDM closer" | "DDPM closer";
}

/**
 * Whether E-TSDM changes any sampler's distance, paired by group.
 * @param plain DDPM's scores.
 * @param shared E-TSDM's, in the same order.
 * @returns One effect a sampler.
 * @category Studies
 */
export function samplerEffects(plain: readonly GroupScores[], shared: readonly GroupScores[]): SamplerEffect[] {
  const compared = plain.map(({ scores }, i) => comparePaired(shared[i].scores, scores));
  const p = holm(compared.map(({ pValue }) => pValue));
  return compared.map(({ difference }, i) => ({
    name: plain[i].name,
    plain: meanInterval(plain[i].scores),
    difference,
    pValue: p[i],
    verdict: p[i] > 0.05 ? "not distinguishable" : difference.value < 0 ? "E-TSDM closer" : "DDPM closer",
  }));
}
