/**
 * FID∞: the Fréchet distance extrapolated to infinitely many samples.
 * @module
 */
import { checkInteger, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { studentQuantile } from "../numerics/special.ts";
import { fitSlope, type Interval } from "../numerics/stats.ts";
import { frechetDistance } from "./frechet.ts";
import { type Moments, momentsOf } from "./moments.ts";
import { checkFeatures, type Features, gather } from "./kernels/rows.ts";

/** How the extrapolation is made. */
export interface FrechetInfinityOptions {
  /** Number of sample sizes between the smallest and all; 15 unless told. */
  points?: number;
  /** Smallest number of samples; the larger of N/10 and 2 d unless told. */
  smallest?: number;
  /** Groups of the jackknife that makes the interval, each a whole extrapolation; 10 unless told. */
  groups?: number;
  /** Nominal coverage of the interval; 0.95 unless told. */
  confidence?: number;
  /** Seed of the subsets; 0 unless told. */
  seed?: number;
}

/**
 * An extrapolated distance and the line behind it.
 * @category Metrics
 */
export interface FrechetInfinity {
  /** The value at 1/N = 0, with the jackknife's interval; n counts the samples. */
  readonly interval: Interval;
  /** Slope of the distance against 1/N: the bias that N samples leave is slope / N. */
  readonly slope: number;
  /** The distances that the line was fitted to, each of a random subset of n samples. */
  readonly points: readonly { readonly n: number; readonly distance: number }[];
}

/**
 * Extrapolates the Fréchet distance to a reference linearly in 1/N (Chong & Forsyth, "Effectively unbiased FID and
 * Inception score and where to find them", CVPR 2020). Every subset is drawn by the seed, so the same features give the
 * same value.
 * @param features Features of the samples, N × d, row-major.
 * @param reference Moments of the reference; they count as exact.
 * @param options Points, smallest size, groups, confidence and seed.
 * @returns The extrapolated value, its interval and the line.
 * @throws {TypeError} If the length is no multiple of the reference's dimension.
 * @throws {RangeError} If a value is not finite, an option is out of range, or a subset has no more samples than
 * dimensions.
 * @category Metrics
 */
export async function frechetInfinity(
  features: Features,
  reference: Moments,
  options: FrechetInfinityOptions = {},
): Promise<FrechetInfinity> {
  checkArguments("frechetInfinity", arguments);
  const { points = 15, groups = 10, confidence = 0.95, seed = 0 } = options;
  const action = "extrapolate a Fréchet distance", d = reference.dimension;
  const n = checkRows(action, "features", features, d);
  checkFeatures(action, "features", features, d);
  const smallest = options.smallest ?? Math.max(Math.ceil(n / 10), 2 * d);
  checkInteger(action, "points", points, 3);
  checkInteger(action, "groups", groups, 2);
  checkInteger(action, "smallest", smallest, d + 1, n - 1);
  const random = new Random(seed, "infinity"), order = random.fork("groups").permutation(n);
  const group = new Int32Array(n);
  order.forEach((row, place) => group[row] = Math.floor(place * groups / n));
  const without = async (g: number) => {
    const found: { n: number; distance: number }[] = [], kept = group.filter((other) => other !== g).length;
    const from = Math.max(d + 1, Math.round(smallest * kept / n));
    for (let k = 0; k < points; k++) {
      const size = Math.round(from + (kept - from) * k / (points - 1));
      // The same order with and without a group: what differs is the group, not the luck of the draw.
      const rows = random.fork(k).permutation(n).filter((row) => group[row] !== g).subarray(0, size);
      const moments = await momentsOf(gather(features, d, rows.sort()), d);
      found.push({ n: size, distance: frechetDistance(moments, reference).distance });
    }
    const { slope, intercept } = fitSlope(found.map((point) => 1 / point.n), found.map((point) => point.distance));
    return { slope: slope.value, intercept, points: found };
  };
  const whole = await without(-1), left: number[] = [];
  for (let g = 0; g < groups; g++) left.push((await without(g)).intercept);
  const centre = left.reduce((sum, value) => sum + value, 0) / groups;
  const variance = (groups - 1) / groups * left.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const half = studentQuantile((1 + confidence) / 2, groups - 1) * Math.sqrt(variance);
  const value = whole.intercept;
  return {
    interval: { value, low: value - half, high: value + half, n, confidence },
    slope: whole.slope,
    points: whole.points,
  };
}
