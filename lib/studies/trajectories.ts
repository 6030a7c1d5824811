/**
 * The ways that samples go from noise to data.
 * @module
 */
import type { Oracle } from "../oracle/oracle.ts";
import { drawExactSamples, oraclePredictor } from "../samplers/exact_samples.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { Plan } from "../samplers/plan.ts";

/**
 * Follows samples of the ideal predictor in the plane.
 * @param oracle The data, of dimension 2.
 * @param path The noise levels of the plan.
 * @param plan The sampler's plan.
 * @param starts Where the samples begin, n × 2.
 * @returns For each sample its places along both axes, from the start to the end.
 */
export async function followSamples(
  oracle: Oracle,
  path: NoisePath,
  plan: Plan,
  starts: Float64Array,
): Promise<{ x: number[]; y: number[] }[]> {
  const states = [starts], count = starts.length / 2;
  await drawExactSamples(plan, oraclePredictor(oracle, path), {
    count,
    dimension: 2,
    start: starts,
    onStep: (_done, _total, state) => void states.push(state.slice()),
  });
  return Array.from({ length: count }, (_, i) => ({
    x: states.map((state) => state[2 * i]),
    y: states.map((state) => state[2 * i + 1]),
  }));
}
