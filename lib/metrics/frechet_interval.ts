/**
 * The Fréchet distance between the distributions, not between the samples: corrected for bias, with an interval.
 * @module
 */
import { checkInteger, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { studentQuantile } from "../numerics/special.ts";
import type { Interval } from "../numerics/stats.ts";
import { type FrechetDistance, frechetDistance } from "./frechet.ts";
import { type Moments, momentsOf } from "./moments.ts";
import { checkFeatures, type Features, shareOut } from "./kernels/rows.ts";

/** How an interval is made. */
export interface FrechetIntervalOptions {
  /** Number of groups left out in turn, on each side; 20 unless told. */
  groups?: number;
  /** Nominal coverage in (0, 1); 0.95 unless told. */
  confidence?: number;
  /** Seed of the division into groups; 0 unless told. */
  seed?: number;
}

/**
 * A Fréchet distance with what sampling does to it.
 * @category Metrics
 */
export interface FrechetEstimate {
  /** The distance between the samples as they are: what other tools print. */
  readonly plain: FrechetDistance;
  /** The distance between the distributions: the plain one less its bias of order 1/N, with Student's interval. */
  readonly interval: Interval;
  /** Where the interval is too narrow, and how much; absent where it holds what it says. */
  readonly caution?: string;
}

/** From this kurtosis on (3 for normal features) the interval has been found too narrow. */
const HEAVY = 3.6;

/**
 * The delete-a-group jackknife of the Fréchet distance (Shao & Tu, "The jackknife and bootstrap", 1995, section 2.3):
 * leaving out each of the groups in turn tells both the bias, which is removed, and the variance, which makes the
 * interval. At 95 % it holds the truth in 92–98 % of repetitions where N is some tens of times the dimension
 * and the features have tails like a normal law's. Where they are heavier it holds it in about 90 % (Student's t with 5 and
 * with 9 degrees of freedom, 16 dimensions, N = 500 and 2,000), and the result says so.
 * @param first Features of one side, or moments that count as exact, such as a reference's saved statistics.
 * @param second Features of the other side, or moments.
 * @param dimension d.
 * @param options Groups, confidence and seed.
 * @returns The plain distance, and the corrected one with its interval; its n is the smaller side's. A caution where the
 * features' tails are heavy.
 * @throws {TypeError} If a length is no multiple of d, or both sides are moments.
 * @throws {RangeError} If a value is not finite, an option is out of range, or what is left without a group has no more
 * samples than dimensions.
 * @category Metrics
 */
export async function frechetInterval(
  first: Features | Moments,
  second: Features | Moments,
  dimension: number,
  options: FrechetIntervalOptions = {},
): Promise<FrechetEstimate> {
  checkArguments("frechetInterval", arguments);
  const { groups = 20, confidence = 0.95, seed = 0 } = options;
  const action = "estimate a Fréchet distance";
  checkInteger(action, "groups", groups, 2);
  checkNumber(action, "confidence", confidence, 0.01, 0.9999);
  if (isMoments(first) && isMoments(second)) {
    throw new TypeError(`Cannot ${action}: both sides are moments, not features`);
  }
  const totals: Moments[] = [];
  for (const [side, name] of [[first, "first"], [second, "second"]] as const) {
    if (!isMoments(side)) checkFeatures(action, name, side, dimension);
    totals.push(isMoments(side) ? side : await momentsOf(side, dimension));
  }
  const plain = frechetDistance(totals[0], totals[1]);
  let value = plain.distance, variance = 0, spread = 0;
  for (const [k, side] of [first, second].entries()) {
    if (isMoments(side)) continue;
    const left: number[] = [];
    for (const group of shareOut(side, dimension, groups, new Random(seed, `groups/${k}`))) {
      const rest = without(totals[k], await momentsOf(group, dimension));
      left.push(frechetDistance(k === 0 ? rest : totals[0], k === 0 ? totals[1] : rest).distance);
    }
    const centre = left.reduce((sum, entry) => sum + entry, 0) / groups;
    const part = (groups - 1) / groups * left.reduce((sum, entry) => sum + (entry - centre) ** 2, 0);
    value -= (groups - 1) * (centre - plain.distance);
    variance += part;
    spread += part ** 2 / (groups - 1);
  }
  // Satterthwaite's degrees of freedom for the sum of the sides' variances.
  const degrees = spread > 0 ? Math.floor(variance ** 2 / spread * (1 + 1e-9)) : groups - 1;
  const half = studentQuantile((1 + confidence) / 2, degrees) * Math.sqrt(variance);
  const n = Math.min(...totals.flatMap((side) => side.n ?? []));
  const interval = { value, low: value - half, high: value + half, n, confidence };
  const tails = Math.max(...[first, second].map((side) => isMoments(side) ? 0 : kurtosis(side, dimension)));
  if (tails < HEAVY) return { plain, interval };
  const caution = `the features have heavy tails (a kurtosis of ${tails.toPrecision(2)}, a normal law has 3): ` +
    `an interval of 95 % was found to hold the truth in about 90 % of repetitions`;
  return { plain, interval, caution };
}

/** Σ E(x_j − μ_j)⁴ / Σ (E(x_j − μ_j)²)² over the coordinates: those of much spread, which the distance is made of, count most. */
function kurtosis(rows: Features, d: number): number {
  const n = rows.length / d, mean = new Float64Array(d), second = new Float64Array(d), fourth = new Float64Array(d);
  rows.forEach((value, i) => mean[i % d] += value / n);
  rows.forEach((value, i) => {
    const square = (value - mean[i % d]) ** 2;
    second[i % d] += square / n;
    fourth[i % d] += square * square / n;
  });
  const sum = fourth.reduce((total, value) => total + value, 0);
  return sum / Math.max(Number.MIN_VALUE, second.reduce((total, value) => total + value * value, 0));
}

/**
 * How many samples an interval takes: what is left without a group must be more than the dimensions.
 * @param dimension d.
 * @param groups Number of groups left out in turn; 20 unless told.
 * @returns The fewest samples of a side that is not given by its moments.
 */
export function fewestForInterval(dimension: number, groups: number = 20): number {
  let n = Math.max(2 * groups, dimension + 1);
  // The largest group has ⌈n / groups⌉ rows.
  while (n - Math.ceil(n / groups) <= dimension) n++;
  return n;
}

function isMoments(side: Features | Moments): side is Moments {
  return "covariance" in side;
}

/** The moments of what is left when a group is taken out. */
function without(total: Moments, group: Moments): Moments {
  const d = total.dimension, [n, m] = [total.n!, group.n!], left = n - m;
  const mean = total.mean.map((value, j) => value + (value - group.mean[j]) * (m / left));
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    const factor = (group.mean[i] - mean[i]) * (m * left / n);
    for (let j = 0, at = i * d; j < d; j++, at++) {
      const rest = (n - 1) * total.covariance[at] - (m - 1) * group.covariance[at];
      covariance[at] = (rest - factor * (group.mean[j] - mean[j])) / (left - 1);
    }
  }
  return { ...total, n: left, mean, covariance };
}
