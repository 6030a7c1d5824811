/**
 * Fidelity and variety apart: improved precision and recall, density and coverage.
 * @module
 */
import { checkInteger, checkNumber, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { normalQuantile, studentQuantile } from "../numerics/special.ts";
import { type Interval, mean, variance } from "../numerics/stats.ts";
import { centred, neighbourRadii, visitDistances } from "./neighbours.ts";
import { checkFeatures, type Features } from "./kernels/rows.ts";

/** How neighbourhoods are made. */
export interface NeighbourhoodOptions {
  /** The neighbour whose distance is a ball's radius; 3 for precision and recall, 5 for density and coverage. */
  k?: number;
  /** Nominal coverage of the intervals; 0.95 unless told. */
  confidence?: number;
}

/**
 * Improved precision and recall.
 * @category Metrics
 */
export interface PrecisionRecall {
  /** Share of generated samples that lie in a ball around a real one. */
  readonly precision: Interval;
  /** Share of real samples that lie in a ball around a generated one. */
  readonly recall: Interval;
  /** Their harmonic mean. */
  readonly fScore: number;
}

/**
 * Density and coverage.
 * @category Metrics
 */
export interface DensityCoverage {
  /** Mean number of real balls around a generated sample, over k; may exceed 1. */
  readonly density: Interval;
  /** Share of real samples whose ball holds a generated one. */
  readonly coverage: Interval;
}

/**
 * Improved precision and recall (Kynkäänniemi, Karras, Laine, Lehtinen & Aila, NeurIPS 2019), in float64.
 *
 * The intervals (Wilson's) tell how far the share depends on which samples were tested; the balls are held fixed. Both
 * numbers depend on the sizes of the sets: compare only at equal sizes.
 *
 * @example A set covers itself
 * ```ts
 * import assert from "node:assert/strict";
 * import { precisionRecall } from "nearzero/metrics";
 * import { Random } from "nearzero/numerics";
 *
 * const points = new Random(0, "points").normals(2 * 50);
 * const { precision, recall } = precisionRecall(points, points, 2);
 * assert.equal(Number(precision.value ?? precision), 1);
 * assert.equal(Number(recall.value ?? recall), 1);
 * ```
 *
 * @param generated Features of generated samples, n × d.
 * @param real Features of real samples, m × d.
 * @param dimension d.
 * @param options k and confidence.
 * @returns Both shares with intervals, and the F-score.
 * @throws {TypeError} If a length is no multiple of d.
 * @throws {RangeError} If a value is not finite or a set has no k + 1 samples.
 * @category Metrics
 */
export function precisionRecall(
  generated: Features,
  real: Features,
  dimension: number,
  options: NeighbourhoodOptions = {},
): PrecisionRecall {
  checkArguments("precisionRecall", arguments);
  const { k = 3, confidence = 0.95 } = options;
  check("measure precision and recall", generated, real, dimension, k, confidence);
  [generated, real] = centred([generated, real], dimension);
  const precision = share(inside(generated, real, dimension, neighbourRadii(real, dimension, k)), confidence);
  const recall = share(inside(real, generated, dimension, neighbourRadii(generated, dimension, k)), confidence);
  const fScore = 2 * precision.value * recall.value / Math.max(1e-5, precision.value + recall.value);
  return { precision, recall, fScore };
}

/**
 * Density and coverage (Naeem, Oh, Uh, Choi & Yoo, "Reliable fidelity and diversity metrics for generative models",
 * ICML 2020), in float64. As in the authors' code a sample on a ball's surface is outside, unlike in
 * {@linkcode precisionRecall}: it matters where distances tie, on lattices and among duplicates. The interval of the density is Student's, that of the coverage Wilson's; the balls are held
 * fixed.
 * @param generated Features of generated samples, n × d.
 * @param real Features of real samples, m × d.
 * @param dimension d.
 * @param options k and confidence.
 * @returns Both numbers with intervals.
 * @throws {TypeError} If a length is no multiple of d.
 * @throws {RangeError} If a value is not finite or a set has no k + 1 samples.
 * @category Metrics
 */
export function densityCoverage(
  generated: Features,
  real: Features,
  dimension: number,
  options: NeighbourhoodOptions = {},
): DensityCoverage {
  checkArguments("densityCoverage", arguments);
  const { k = 5, confidence = 0.95 } = options;
  check("measure density and coverage", generated, real, dimension, k, confidence);
  [generated, real] = centred([generated, real], dimension);
  const radii = neighbourRadii(real, dimension, k);
  const counts = new Float64Array(generated.length / dimension), covered = new Uint8Array(radii.length);
  visitDistances(real, generated, dimension, (row, squares) => {
    for (let j = 0; j < squares.length; j++) {
      if (squares[j] >= radii[row]) continue;
      counts[j] += 1 / k;
      covered[row] = 1;
    }
  });
  const n = counts.length, value = mean(counts);
  const half = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance(counts) / n);
  const density = { value, low: Math.max(0, value - half), high: value + half, n, confidence };
  return { density, coverage: share(covered, confidence) };
}

/** For each row of x, whether it lies in the ball of some row of y. */
function inside(x: Features, y: Features, dimension: number, radii: Float64Array): Uint8Array {
  const found = new Uint8Array(x.length / dimension);
  visitDistances(x, y, dimension, (row, squares) => {
    for (let j = 0; j < squares.length && !found[row]; j++) if (squares[j] <= radii[j]) found[row] = 1;
  });
  return found;
}

/** A share with Wilson's interval. */
function share(hits: Uint8Array, confidence: number): Interval {
  const n = hits.length, value = mean(hits), z = normalQuantile((1 + confidence) / 2);
  const centre = (value + z * z / (2 * n)) / (1 + z * z / n);
  const half = z * Math.sqrt(value * (1 - value) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n, confidence };
}

function check(action: string, generated: Features, real: Features, d: number, k: number, confidence: number): void {
  checkNumber(action, "confidence", confidence, 0.01, 0.9999);
  const sides = [["generated", generated], ["real", real]] as const;
  for (const [name, side] of sides) {
    checkRows(action, name, side, d);
    checkFeatures(action, name, side, d);
  }
  for (const [name, side] of sides) {
    checkInteger(action, `k for the ${side.length / d} samples of ${name}`, k, 1, side.length / d - 1);
  }
}
