/**
 * Random cases of laws, schedules, samplers and budgets that the advice on t_eps was not made with.
 * @module
 */
import { walkSetting } from "../../lib/advice/advise.ts";
import { pointSet } from "../../lib/datasets/point_sets.ts";
import { procedural } from "../../lib/datasets/procedural.ts";
import { Random } from "../../lib/numerics/random.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { gaussianMixture } from "../../lib/oracle/gaussian_mixture.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import type { Oracle } from "../../lib/oracle/oracle.ts";
import { subspaceGaussian } from "../../lib/oracle/subspace_gaussian.ts";
import { quadratic } from "../../lib/schedules/quadratic.ts";
import { scaledLinear } from "../../lib/schedules/scaled_linear.ts";
import { shiftedCosine } from "../../lib/schedules/shifted_cosine.ts";
import { sigmoidSchedule } from "../../lib/schedules/sigmoid_schedule.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import { type AdviceCase, pick } from "./cases.ts";
import { heldOutSamplers } from "./held_out_samplers.ts";

/** The seeds of the first case of each set are this far apart. */
const APART = 10_000;

/**
 * A held-out case.
 * @param set Which set of cases; none was looked at before the advice was judged by it.
 * @param number Its number in the set.
 * @returns The case.
 */
export function heldOutCase(set: number, number: number): AdviceCase {
  const seed = 5_000_000 + APART * set + number, random = new Random(seed, "held-out advice cases");
  const [a, b, c, e] = random.uniforms(4), law = heldOutLaw(random.fork("law"), seed);
  const schedule = pick([quadratic(), scaledLinear(), shiftedCosine(), sigmoidSchedule(), trigonometric()], a);
  const sampler = pick(heldOutSamplers, b), spacing = pick(["logSnr", "karras", "time", "quadratic"] as const, c);
  const evaluations = sampler.evaluationsPerStep * pick([3, 5, 7, 10, 15, 25], e);
  return {
    name: `${law.name}, ${schedule.name}, ${sampler.name}, ${evaluations} by ${spacing}`,
    setting: walkSetting(law, { schedule, sampler, evaluations, spacing, points: 128, seed }),
  };
}

/** A law of a family of which the search had seen none. */
function heldOutLaw(random: Random, seed: number): Oracle {
  const [kind, size, count, spread] = random.uniforms(4), k = 2 + Math.floor(5 * count);
  if (kind < 0.25) {
    const dimension = 2 + Math.floor(4 * size), means = random.fork("means").normals(k * dimension);
    const covariances = Array.from({ length: k }, (_, i) => {
      // A Aᵀ of a random A with columns of very different lengths, and a little of the identity.
      const a = random.fork(`covariance ${i}`).normals(dimension ** 2), lengths = random.fork(`lengths ${i}`);
      const scale = lengths.uniforms(dimension).map((u) => 10 ** (-2 + 1.5 * u));
      return Float64Array.from({ length: dimension ** 2 }, (_, j) => {
        const [p, q] = [Math.floor(j / dimension), j % dimension];
        let sum = p === q ? 1e-5 : 0;
        for (let m = 0; m < dimension; m++) sum += a[p * dimension + m] * a[q * dimension + m] * scale[m] ** 2;
        return sum;
      });
    });
    return gaussianMixture({ dimension, means, covariances, name: `mixture of ${k} any Gaussians in ${dimension}` });
  }
  if (kind < 0.45) {
    const dimension = 3 + Math.floor(10 * size), rank = 1 + Math.floor(Math.min(3, dimension - 1) * count);
    const basis = random.fork("basis").normals(rank * dimension);
    const variance = random.fork("variances").uniforms(rank).map((u) => 10 ** (-2 + 2 * u));
    return subspaceGaussian({ dimension, basis, variance, name: `Gaussian on ${rank} of ${dimension} dimensions` });
  }
  if (kind < 0.65) {
    const dimension = 1 + Math.floor(6 * size), variance = random.fork("variances").uniforms(k);
    const weights = random.fork("weights").uniforms(k).map((u) => 0.05 + u), whole = weights.reduce((a, b) => a + b, 0);
    return isotropicMixture({
      dimension,
      means: random.fork("means").normals(k * dimension).map((value) => value * (spread < 0.3 ? 0 : 1)),
      variance: variance.map((u) => 10 ** (-4 + 4 * u)),
      weights: weights.map((weight) => weight / whole),
      name: `mixture of ${k} unlike Gaussians in ${dimension}`,
    });
  }
  if (kind < 0.85) {
    const name = pick(["swiss-roll", "moons"], size), number = 50 + Math.floor(350 * count);
    const { points, dimension } = pointSet(name, number, seed);
    return empiricalSet({ dimension, points, name: `${number} points of ${name}` });
  }
  const number = 16 + Math.floor(112 * count), pictures = procedural(number, seed, 4);
  const all = Uint32Array.from({ length: number }, (_, i) => i);
  return empiricalSet({ dimension: 16, points: pictures.batch(all), name: `${number} pictures of 4 × 4` });
}
