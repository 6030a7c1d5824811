/**
 * The three kinds of data that exact studies ask: a smooth density, a manifold and points.
 * @module
 */
import { Random } from "../../numerics/random.ts";
import { empiricalSet } from "../../oracle/empirical_set.ts";
import { isotropicMixture } from "../../oracle/isotropic_mixture.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { subspaceGaussian } from "../../oracle/subspace_gaussian.ts";

/**
 * What {@linkcode toyLaws} is a function of: the part of a stored result's configuration that names the data.
 * @category Studies
 */
export interface ToyLaws {
  /** Means of the mixture's two components in the plane, one after the other. */
  readonly means: readonly number[];
  /** Variance of each component. */
  readonly variance: number;
  /** Direction of the line in space. */
  readonly basis: readonly number[];
  /** How many points, drawn from a standard normal in the plane. */
  readonly points: number;
}

/**
 * The laws that the notebooks ask.
 * @category Studies
 */
export const TOY_LAWS: ToyLaws = { means: [-1, 0, 1, 0], variance: 0.04, basis: [1, 2, 2], points: 24 };

/**
 * A mixture of two Gaussians in the plane (smooth), a line in space (a manifold) and points in the plane (atoms).
 * @param laws Their parameters.
 * @returns The three, in this order.
 * @category Studies
 */
export function toyLaws(laws: ToyLaws = TOY_LAWS): [mixture: Oracle, line: Oracle, points: Oracle] {
  const means = Float64Array.from(laws.means), points = toyPoints(laws.points);
  return [
    isotropicMixture({ dimension: 2, means, variance: laws.variance, name: "mixture" }),
    subspaceGaussian({ dimension: 3, basis: Float64Array.from(laws.basis), name: "line in space" }),
    empiricalSet({ dimension: 2, points, name: `${laws.points} points` }),
  ];
}

/**
 * The points of the third law.
 * @param count How many.
 * @returns Their places in the plane, one after the other.
 */
export function toyPoints(count: number): Float64Array {
  return new Random(0, "points").normals(2 * count);
}

/**
 * A subspace of the first coordinates: pictures seen as data that fill a part of their dimensions.
 * @param dimension d, the dimension of the space.
 * @param filled k, how many of its coordinates have variance 1; the others have none.
 * @returns The data.
 * @category Studies
 */
export function flatLaw(dimension: number, filled: number): Oracle {
  const basis = new Float64Array(dimension * filled);
  for (let i = 0; i < filled; i++) basis[i * dimension + i] = 1;
  return subspaceGaussian({ dimension, basis, name: `${filled} of ${dimension} dimensions` });
}
