/**
 * A world in which solvers of the ODE can be compared: smooth data in two dimensions, where ε* is known and the end of
 * every path is known from RK45 to 1e-12.
 */
import { Random } from "../../lib/numerics/random.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { sampleAdaptively } from "../../lib/samplers/sample_adaptively.ts";
import { linear } from "../../lib/schedules/linear.ts";

export const mixture = isotropicMixture({
  dimension: 2,
  means: Float64Array.of(0.6, 0, -0.5, 0.4, 0, -0.7),
  variance: [0.3, 0.5, 0.4],
});
export const path = schedulePath(linear());
export const space = float64Space(0, 2);
export const predict = oraclePredictor(mixture, path);

/**
 * The walk on which orders are fitted. It begins where the prediction already changes, so that a first step of lower
 * order shows, and stops where the last step is as smooth as the others.
 */
export const walk = { from: 0.15, to: 0.005, end: "stop" } as const;
export const start = mixture.sample(6, path.at(walk.from), new Random(1, "start"));

/** Where the ODE leads from the start. */
export async function exactEnd(): Promise<Float64Array> {
  const options = { space, start, path, ...walk, relative: 1e-13, absolute: 1e-13 };
  return (await sampleAdaptively(predict, options)).end;
}

export function rootMeanSquare(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length);
}
