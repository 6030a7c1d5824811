/**
 * How far walks end from the data.
 * @module
 */
import { Random } from "../numerics/random.ts";
import { beginnings, exactFlow, rowDistances, walk, type WalkChoice, type WalkSetting } from "./walks.ts";

/** Groups of samples of a stochastic walk, each compared with data of its own. */
const GROUPS = 8;

/** Directions of the sliced distance. */
const DIRECTIONS = 32;

/**
 * Distances of walks from the data. A deterministic walk is compared with the exact flow from the same beginning, point by
 * point: their mean bounds the Wasserstein distance W₁ from above, and is W₁ on one-dimensional Gaussians. (The root mean
 * square would bound W₂, and hang on the few walks that end at another mode.) A stochastic walk has no such partner: groups
 * of samples are compared with data by the sliced W₂.
 * @param setting The walks.
 * @returns The distances of a choice: one for each walk, or for each group of stochastic ones.
 */
export async function distances(setting: WalkSetting): Promise<(choice: WalkChoice) => Promise<Float64Array>> {
  const { subject, sampler, points, seed } = setting, start = beginnings(setting);
  const d = subject.dimension;
  if (!sampler.stochastic) {
    const ends = (await exactFlow(setting, start, [])).at(-1)!;
    return async (choice) => rowDistances(await walk(setting, choice, start), ends, d);
  }
  const data = subject.law.sampleData(points, new Random(seed, "held-out data"));
  const each = Math.floor(points / GROUPS) * d;
  return async (choice) => {
    const samples = await walk(setting, choice, start);
    return Float64Array.from(
      { length: GROUPS },
      (_, g) =>
        slicedDistance(samples.subarray(g * each, (g + 1) * each), data.subarray(g * each, (g + 1) * each), d, seed),
    );
  };
}

/** The root of W₂² of projections, averaged over directions; both samples have one size. */
function slicedDistance(a: Float64Array, b: Float64Array, d: number, seed: number): number {
  const count = d === 1 ? 1 : DIRECTIONS,
    directions = new Random(seed, "directions").normals(count * d),
    n = a.length / d;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const along = directions.subarray(k * d, (k + 1) * d), norm = Math.hypot(...along);
    const project = (rows: Float64Array) =>
      Float64Array.from({ length: n }, (_, row) => {
        let dot = 0;
        for (let i = 0; i < d; i++) dot += rows[row * d + i] * along[i] / norm;
        return dot;
      }).sort();
    const [u, w] = [project(a), project(b)];
    for (let i = 0; i < n; i++) sum += (u[i] - w[i]) ** 2 / n / count;
  }
  return Math.sqrt(sum);
}
