/**
 * Two-dimensional sets drawn from formulas: where a distribution and its learned copy can be seen whole.
 * @module
 */
import { checkInteger, checkKnown } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";

/**
 * Points of one dimension, as `pointData()` and the exact predictors take them.
 * @category Data sets
 */
export interface PointSet {
  /** Its name, for messages and figures. */
  readonly name: string;
  /** The number of coordinates of a point. */
  readonly dimension: number;
  /** n × dimension, row-major. */
  readonly points: Float64Array;
  /** The part of the set that each point belongs to, where it has parts. */
  readonly labels?: Uint8Array;
}

/** A shape before it is standardised: a point from uniform numbers, plus normal noise of one standard deviation. */
interface Shape {
  /** From two uniform numbers in (0, 1) to x, y and the part. */
  draw(u: number, v: number): [x: number, y: number, part: number];
  /** Standard deviation of the noise added to each coordinate. */
  readonly noise: number;
  /** The mean of each coordinate. */
  readonly mean: readonly [number, number];
  /** E|x|² of the drawn point before the noise. */
  readonly square: number;
  /** How many parts it has; without parts, no labels. */
  readonly parts?: number;
}

const { PI } = Math;

const SHAPES: Readonly<Record<string, Shape>> = {
  // r = θ, θ uniform over one and a half turns; the moments are ∫ θ cos θ, ∫ θ sin θ and ∫ θ² over [3π/2, 9π/2] / 3π.
  "swiss-roll": {
    draw(u) {
      const angle = 1.5 * PI * (1 + 2 * u);
      return [angle * Math.cos(angle), angle * Math.sin(angle), 0];
    },
    noise: 0.3,
    mean: [2, 2 / (3 * PI)],
    square: 9.75 * PI ** 2,
  },
  // Two half circles of radius 1, the second upside down and moved by (1, 1/2).
  moons: {
    draw(u, v) {
      const angle = PI * u, upper = v < 0.5;
      return upper ? [Math.cos(angle), Math.sin(angle), 0] : [1 - Math.cos(angle), 0.5 - Math.sin(angle), 1];
    },
    noise: 0.08,
    mean: [0.5, 0.25],
    square: (1 + 2.25 - 2 / PI) / 2,
    parts: 2,
  },
  // The dark squares of a board of 4 × 4, of side 1, centred at 0: u chooses the place along x, v that along y.
  checkerboard: {
    draw(u, v) {
      const x = 4 * u - 2, column = Math.floor(4 * u);
      const row = Math.floor(2 * v), within = 2 * v - row;
      return [x, 2 * row + column % 2 + within - 2, 0];
    },
    noise: 0,
    mean: [0, 0],
    square: 8 / 3,
  },
  // Four circles of radius 1, 2, 3 and 4, each with a quarter of the points.
  rings: {
    draw(u, v) {
      const ring = Math.floor(4 * v), angle = 2 * PI * u;
      return [(1 + ring) * Math.cos(angle), (1 + ring) * Math.sin(angle), ring];
    },
    noise: 0.1,
    mean: [0, 0],
    square: 7.5,
    parts: 4,
  },
};

/**
 * The names that {@link pointSet} knows: swiss-roll, moons, checkerboard, rings.
 * @category Data sets
 */
export const POINT_SETS: readonly string[] = Object.keys(SHAPES);

/**
 * Draws a two-dimensional set: `swiss-roll`, `moons`, `checkerboard` or `rings`.
 *
 * The set is moved to mean 0 and scaled, the same in both directions, to a variance of 1 a coordinate on average: exactly
 * in distribution, so in a sample up to its error. Point i depends on the seed and i alone, so a larger set begins with
 * the smaller one.
 *
 * @example The same moons whenever they are asked for
 * ```ts
 * import assert from "node:assert/strict";
 * import { pointSet } from "nearzero/datasets";
 *
 * assert.deepEqual(pointSet("moons", 10), pointSet("moons", 10));
 * ```
 *
 * @param name One of {@link POINT_SETS}.
 * @param count How many points, 1 … 10⁷.
 * @param seed An integer in [0, 2^53).
 * @returns The points; the moons and the rings are labelled by their parts.
 * @throws {RangeError} If there is no such set, or an argument is out of range.
 * @category Data sets
 */
export function pointSet(name: string, count: number, seed: number = 0): PointSet {
  checkKnown("draw points", "set", name, POINT_SETS);
  checkInteger("draw points", "count", count, 1, 10_000_000);
  const { draw, noise, mean, square, parts } = SHAPES[name];
  const scale = Math.sqrt(2 / (square + 2 * noise ** 2 - mean[0] ** 2 - mean[1] ** 2));
  const places = new Random(seed, `points/${name}`).uniforms(2 * count);
  const jitter = new Random(seed, `points/${name}/noise`).normals(2 * count);
  const points = new Float64Array(2 * count), labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const [x, y, part] = draw(places[2 * i], places[2 * i + 1]);
    points[2 * i] = scale * (x + noise * jitter[2 * i] - mean[0]);
    points[2 * i + 1] = scale * (y + noise * jitter[2 * i + 1] - mean[1]);
    labels[i] = part;
  }
  return { name, dimension: 2, points, ...(parts === undefined ? {} : { labels }) };
}
