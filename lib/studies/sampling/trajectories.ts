/**
 * The ways that samples go from noise to data.
 * @module
 */
import type { Oracle } from "../../oracle/oracle.ts";
import { drawExactSamples, oraclePredictor } from "../../samplers/exact_samples.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { Plan } from "../../samplers/plan.ts";

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
): Promise<{ x: number[]; y: number[] }[]> {
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
