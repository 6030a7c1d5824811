/**
 * The ways that samples go from noise to data.
 * @module
 */
import type { Oracle } from "../../oracle/oracle.ts";
import { drawExactSamples, oraclePredictor } from "../../samplers/exact_samples.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { Plan } from "../../samplers/plan.ts";
import { TOY_LAWS, type ToyLaws, toyPoints } from "../exact/laws.ts";

/**
 * Places in the plane, along both axes.
 * @category Studies
 */
export interface Way {
  /** Along the first axis. */
  readonly x: readonly number[];
  /** Along the second. */
  readonly y: readonly number[];
}

/**
 * Where the two laws in the plane have their data: circles of two standard deviations about the mixture's means, which hold
 * 86 % of each component, and the points.
 * @param laws Their parameters.
 * @returns What each law's panels of ways draw beside them.
 * @category Studies
 */
export function planarMarks(
  { means, variance, points }: ToyLaws = TOY_LAWS,
): { mixture: { outlines: Way[] }; points: { atoms: Way } } {
  const turns = Array.from({ length: 37 }, (_, i) => Math.PI * i / 18), radius = 2 * Math.sqrt(variance);
  const circle = (x: number, y: number) => ({
    x: turns.map((turn) => x + radius * Math.cos(turn)),
    y: turns.map((turn) => y + radius * Math.sin(turn)),
  });
  const outlines = Array.from({ length: means.length / 2 }, (_, i) => circle(means[2 * i], means[2 * i + 1]));
  const places = toyPoints(points), along = (axis: number) => Array.from(places.filter((_, i) => i % 2 === axis));
  return { mixture: { outlines }, points: { atoms: { x: along(0), y: along(1) } } };
}

/**
 * Follows samples of the ideal predictor in the plane.
 * @param oracle The data, of dimension 2.
 * @param path The noise levels of the plan.
 * @param plan The sampler's plan.
 * @param options Where the samples begin, n × 2, and of how many steps one is kept, beside the first and the last; 1 unless
 * told.
 * @returns For each sample its places along both axes, from the start to the end.
 * @category Studies
 */
export async function followSamples(
  oracle: Oracle,
  path: NoisePath,
  plan: Plan,
  { starts, every = 1 }: { readonly starts: Float64Array; readonly every?: number },
): Promise<Way[]> {
  const states = [starts], count = starts.length / 2;
  await drawExactSamples(plan, oraclePredictor(oracle, path), {
    count,
    dimension: 2,
    start: starts,
    onStep: (done, total, state) => void (done % every === 0 || done === total ? states.push(state.slice()) : 0),
  });
  return Array.from({ length: count }, (_, i) => ({
    x: states.map((state) => state[2 * i]),
    y: states.map((state) => state[2 * i + 1]),
  }));
}
