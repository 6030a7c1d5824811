/**
 * One small oracle of each kind, beside its components in the plainest form.
 * @module
 */
import { Random } from "../../lib/numerics/random.ts";
import {
  empiricalSet,
  gaussian,
  gaussianMixture,
  isotropicMixture,
  type Oracle,
  subspaceGaussian,
} from "../../lib/oracle/mod.ts";
import type { PlainComponent } from "./forward_mode.ts";

/** An oracle and what it is made of. */
export interface OracleCase {
  readonly oracle: Oracle;
  readonly components: PlainComponent[];
}

const scalar = (variance: number, d: number) =>
  Float64Array.from({ length: d * d }, (_, i) => i % (d + 1) === 0 ? variance : 0);

function isotropic(): OracleCase {
  const means = Float64Array.of(0, 0, 1, 1, -2, 0.5), variance = [0.1, 0.2, 0.05], weights = [0.5, 0.3, 0.2];
  return {
    oracle: isotropicMixture({ dimension: 2, means, variance, weights }),
    components: weights.map((weight, k) => ({
      weight,
      mean: means.slice(2 * k, 2 * k + 2),
      covariance: scalar(variance[k], 2),
    })),
  };
}

function full(): OracleCase {
  const means = Float64Array.of(0, 0, 0, 1, -1, 0.5), weights = [0.25, 0.75];
  const covariances = [
    Float64Array.of(1, 0.5, 0.1, 0.5, 2, -0.3, 0.1, -0.3, 0.7),
    Float64Array.of(0.3, 0, 0.1, 0, 0.2, 0, 0.1, 0, 0.4),
  ];
  return {
    oracle: gaussianMixture({ dimension: 3, means, covariances, weights }),
    components: weights.map((weight, k) => ({
      weight,
      mean: means.slice(3 * k, 3 * k + 3),
      covariance: covariances[k],
    })),
  };
}

function one(): OracleCase {
  const mean = Float64Array.of(0.3, -0.2), covariance = Float64Array.of(1.5, 0.4, 0.4, 0.5);
  return { oracle: gaussian({ mean, covariance }), components: [{ weight: 1, mean, covariance }] };
}

function subspace(): OracleCase {
  // Along the axes, so that the plain form's Cholesky factor stays exact where σ is tiny.
  const basis = Float64Array.of(0, 1, 0, 0, 0, 0, 0, 1), mean = Float64Array.of(0.5, 0, -1, 0);
  const covariance = new Float64Array(16);
  covariance[5] = 2;
  covariance[15] = 0.5;
  return {
    oracle: subspaceGaussian({ dimension: 4, basis, variance: [2, 0.5], mean }),
    components: [{ weight: 1, mean, covariance }],
  };
}

function empirical(): OracleCase {
  const points = new Random(5, "points").normals(7 * 3);
  return {
    oracle: empiricalSet({ dimension: 3, points }),
    components: Array.from({ length: 7 }, (_, k) => ({
      weight: 1 / 7,
      mean: points.slice(3 * k, 3 * k + 3),
      covariance: scalar(0, 3),
    })),
  };
}

/** Every kind of oracle. */
export const CASES: readonly OracleCase[] = [one(), isotropic(), full(), subspace(), empirical()];
