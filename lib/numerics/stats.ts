/**
 * Statistics that a table can stand on: moments, quantiles, bootstrap intervals, slopes and paired comparisons.
 *
 * A mean or a variance of values with a NaN is NaN. Whatever sorts, counts or makes an interval refuses it by its index:
 * compared with anything, NaN is never "as extreme", and so would pass for the strongest evidence there is. Infinities
 * are values to a quantile and to a mean, and refused by everything that makes an interval or a p-value.
 * @module
 */
import { intervalText, shown } from "./shown.ts";
import { checkFinite, checkInteger, checkLength, checkNumber } from "./check.ts";
import { checkArguments } from "./check_arguments.ts";
import { Random } from "./random.ts";
import { meansOf, type Resamples, type Statistics, statisticsOf } from "./resampled.ts";
import { normalCdf, normalQuantile, studentQuantile, studentTail } from "./special.ts";

/**
 * An estimate with its interval, and what the interval rests on.
 * @category Numerics
 */
export interface Interval {
  /** The estimate itself. */
  readonly value: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
  /** Number of independent samples behind it. */
  readonly n: number;
  /** Nominal coverage, such as 0.95. */
  readonly confidence: number;
}

/**
 * How a bootstrap is made.
 * @category Numerics
 */
export interface BootstrapOptions {
  /** Number of resamples; 2,000 unless told. */
  resamples?: number;
  /** Nominal coverage in (0, 1); 0.95 unless told. */
  confidence?: number;
  /** Seed of the resampling; 0 unless told. */
  seed?: number;
}

/**
 * Arithmetic mean.
 *
 * @example The average
 * ```ts
 * import assert from "node:assert/strict";
 * import { mean } from "nearzero/numerics";
 *
 * assert.equal(mean([1, 2, 6]), 3);
 * ```
 *
 * @param values At least one number.
 * @returns The mean; NaN where a value is.
 * @throws {RangeError} If there are no values.
 * @category Numerics
 */
export function mean(values: ArrayLike<number>): number {
  checkInteger("take a mean", "number of values", values.length, 1);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * Unbiased variance (divisor n − 1), in two passes.
 *
 * @example Divided by n − 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { variance } from "nearzero/numerics";
 *
 * assert.equal(variance([1, 2, 3]), 1);
 * ```
 *
 * @param values At least two numbers.
 * @returns The variance; NaN where a value is NaN or infinite.
 * @throws {RangeError} If there are fewer than two values.
 * @category Numerics
 */
export function variance(values: ArrayLike<number>): number {
  checkInteger("take a variance", "number of values", values.length, 2);
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return sum / (values.length - 1);
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman & Fan's type 7).
 *
 * @example The median
 * ```ts
 * import assert from "node:assert/strict";
 * import { quantile } from "nearzero/numerics";
 *
 * assert.equal(quantile([3, 1, 2], 0.5), 2);
 * ```
 *
 * @param values At least one number, in any order; infinities are the largest and the smallest there are.
 * @param p A probability in [0, 1].
 * @returns The quantile; infinite where it lies between a number and an infinity.
 * @throws {RangeError} If there are no values, one is NaN (names its index), or p is out of range.
 * @category Numerics
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  checkInteger("take a quantile", "number of values", values.length, 1);
  checkNumber("take a quantile", "p", p, 0, 1);
  for (let i = 0; i < values.length; i++) {
    checkNumber("take a quantile", `values[${i}]`, values[i], -Infinity, Infinity);
  }
  return sortedQuantile(Float64Array.from(values).sort(), p);
}

/**
 * Bootstrap interval of a statistic of one sample (bias-corrected and accelerated, Efron 1987).
 *
 * @example The interval of a mean
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrap } from "nearzero/numerics";
 *
 * const { value, low, high } = bootstrap([1, 2, 3, 4, 5, 6]);
 * assert.equal(value, 3.5);
 * assert.ok(low < value && value < high);
 * ```
 *
 * @param samples Independent samples, at least two.
 * @param statistic The statistic; the mean unless told.
 * @param options Resamples, confidence and seed.
 * @returns The statistic on the samples and its interval.
 * @throws {RangeError} If there are fewer than two samples, one or the statistic is not finite, or an option is out of
 * range.
 * @category Numerics
 */
export function bootstrap(
  samples: ArrayLike<number>,
  statistic: (values: Float64Array) => number = mean,
  options: BootstrapOptions = {},
): Interval {
  checkArguments("bootstrap", arguments);
  checkFinite("bootstrap", "samples", samples);
  if (statistic === mean) return bootstrapInterval(samples.length, meansOf(Float64Array.from(samples)), options);
  const gathered = new Float64Array(samples.length);
  const ofRows = (rows: Int32Array) => {
    const values = rows.length === samples.length ? gathered : gathered.subarray(0, rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = samples[rows[i]];
    return statistic(values);
  };
  return bootstrapInterval(samples.length, statisticsOf(samples.length, ofRows), options);
}

/**
 * Bootstrap interval of any statistic of n independent rows, for what is not a plain list of numbers: slopes of whole
 * curves, paired differences, distances.
 * @param n Number of rows, at least two.
 * @param statistic The statistic of the rows with the given indices (repeats allowed).
 * @param options Resamples, confidence and seed.
 * @returns The statistic on all rows and its bias-corrected accelerated interval.
 * @throws {RangeError} If n < 2, the statistic of all rows or of a resample is not finite, or an option is out of range.
 */
export function bootstrapRows(
  n: number,
  statistic: (rows: Int32Array) => number,
  options: BootstrapOptions = {},
): Interval {
  checkArguments("bootstrapRows", arguments);
  return bootstrapInterval(n, statisticsOf(n, statistic), options);
}

function bootstrapInterval(n: number, statistics: Statistics, options: BootstrapOptions): Interval {
  const { resamples = 2000, confidence = 0.95, seed = 0 } = options;
  checkInteger("bootstrap", "number of samples", n, 2);
  checkInteger("bootstrap", "resamples", resamples, 10);
  checkNumber("bootstrap", "confidence", confidence, 0.01, 0.9999);
  const value = statistics.value();
  checkNumber("bootstrap", "the statistic of the samples", value);
  const replicates = statistics.resampled(resampler(n, resamples, seed));
  checkFinite("bootstrap", "the statistics of resamples", replicates);
  replicates.sort();
  const below = replicates.filter((r) => r < value).length + replicates.filter((r) => r === value).length / 2;
  const bias = normalQuantile(Math.min(Math.max(below / resamples, 0.5 / resamples), 1 - 0.5 / resamples));
  const acceleration = jackknifeAcceleration(n, statistics);
  const end = (p: number) => {
    const z = bias + normalQuantile(p);
    return sortedQuantile(replicates, normalCdf(bias + z / (1 - acceleration * z)));
  };
  return shownInterval({ value, low: end((1 - confidence) / 2), high: end((1 + confidence) / 2), n, confidence });
}

/** The rows of the last small bootstrap: a curve asks for the same ones at each of its points. */
let lastResamples: { readonly key: string; readonly rows: Int32Array } | undefined;

/** Draws the rows of each resample. */
function resampler(n: number, count: number, seed: number): Resamples {
  const random = new Random(seed, "bootstrap");
  if (n * count > 2 ** 22) return { count, rowsOf: (b) => random.integers(n, n, b * n) };
  const key = `${n} ${count} ${seed}`;
  if (lastResamples?.key !== key) lastResamples = { key, rows: random.integers(n * count, n) };
  const { rows } = lastResamples;
  return { count, rows, rowsOf: (b) => rows.subarray(b * n, b * n + n) };
}

/** The skewness of the jackknife, over at most 200 blocks of rows left out in turn. */
function jackknifeAcceleration(n: number, { leftOut }: Statistics): number {
  const blocks = Math.min(n, 200);
  const left = leftOut(Array.from({ length: blocks }, (_, b) => Math.floor((b + 1) * n / blocks)));
  const centre = mean(left);
  let cube = 0, square = 0;
  for (const value of left) {
    cube += (centre - value) ** 3;
    square += (centre - value) ** 2;
  }
  return square === 0 ? 0 : cube / (6 * square ** 1.5);
}

/**
 * The mean of independent runs with Student's interval: for few runs, where a bootstrap is too narrow.
 *
 * @example Student’s interval over seeds
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanInterval } from "nearzero/numerics";
 *
 * const { value, low, high } = meanInterval([0.9, 1, 1.1]);
 * assert.ok(Math.abs(value - 1) < 1e-15);
 * assert.ok(Math.abs(high - value - (value - low)) < 1e-12); // as far up as down
 * ```
 *
 * @param values At least two numbers, one per run.
 * @param confidence Nominal coverage; 0.95 unless told.
 * @returns The mean and its interval.
 * @throws {RangeError} If there are fewer than two values, one is not finite, or the confidence is out of range.
 * @category Numerics
 */
export function meanInterval(values: ArrayLike<number>, confidence: number = 0.95): Interval {
  checkNumber("take an interval", "confidence", confidence, 0.01, 0.9999);
  checkFinite("take an interval", "values", values);
  const value = mean(values), n = values.length;
  const half = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance(values) / n);
  return shownInterval({ value, low: value - half, high: value + half, n, confidence });
}

function shownInterval(interval: Interval): Interval {
  return shown(interval, (it) => ({ heading: intervalText(it), rows: [] }));
}

/**
 * A straight line through points, with Student's interval of its slope.
 * @category Numerics
 */
export interface Line {
  /** The slope; n counts the points. */
  readonly slope: Interval;
  /** The value at x = 0. */
  readonly intercept: number;
  /** Root mean square of the residuals. */
  readonly residual: number;
}

/**
 * Least-squares line y ≈ intercept + slope · x, with Student's interval from the residuals.
 *
 * @example A line through three points
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitSlope } from "nearzero/numerics";
 *
 * const { slope, intercept } = fitSlope([0, 1, 2], [1, 3, 5]);
 * assert.ok(Math.abs(slope.value - 2) < 1e-12 && Math.abs(intercept - 1) < 1e-12);
 * ```
 *
 * @param x Abscissas, at least three, not all equal.
 * @param y Ordinates, as many.
 * @param confidence Nominal coverage; 0.95 unless told.
 * @returns The line.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are fewer than three points, a coordinate is not finite, or all x are equal.
 * @category Numerics
 */
export function fitSlope(x: ArrayLike<number>, y: ArrayLike<number>, confidence: number = 0.95): Line {
  checkInteger("fit a slope", "number of points", x.length, 3);
  checkLength("fit a slope", "y", y, x.length);
  checkFinite("fit a slope", "x", x);
  checkFinite("fit a slope", "y", y);
  const n = x.length, centreX = mean(x), centreY = mean(y);
  let xx = 0, xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i] - centreX) ** 2;
    xy += (x[i] - centreX) * (y[i] - centreY);
  }
  if (!(xx > 0)) throw new RangeError(`Cannot fit a slope: all x are equal to ${x[0]}`);
  const value = xy / xx, intercept = centreY - value * centreX;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += (y[i] - intercept - value * x[i]) ** 2;
  const half = studentQuantile((1 + confidence) / 2, n - 2) * Math.sqrt(rest / (n - 2) / xx);
  return {
    slope: { value, low: value - half, high: value + half, n, confidence },
    intercept,
    residual: Math.sqrt(rest / n),
  };
}

/**
 * A comparison of two treatments, paired by seed.
 * @category Numerics
 */
export interface PairedComparison {
  /** Mean of a − b with Student's interval; n counts the pairs. */
  readonly difference: Interval;
  /** Two-sided p-value of the sign-flip test: P(|mean| at least as large | signs exchangeable). */
  readonly pValue: number;
  /** Whether the interval leaves out 0. */
  readonly distinguishable: boolean;
}

/**
 * Compares two treatments pair by pair: the interval of the mean difference and an exact sign-flip test (all 2ⁿ sign
 * patterns up to n = 16, else 65,536 seeded ones).
 *
 * @example Two methods on the same five seeds
 * ```ts
 * import assert from "node:assert/strict";
 * import { comparePaired } from "nearzero/numerics";
 *
 * const { difference } = comparePaired([1.1, 2.1, 3.1, 4.1, 5.1], [1, 2, 3, 4, 5]);
 * assert.ok(Math.abs(difference.value - 0.1) < 1e-12);
 * ```
 *
 * @param a Scores of the first, one per seed, at least three.
 * @param b Scores of the second under the same seeds.
 * @param options Confidence and seed.
 * @returns The mean of a − b, its interval and the p-value.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are fewer than three pairs or a score is not finite.
 * @category Numerics
 */
export function comparePaired(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { confidence?: number; seed?: number } = {},
): PairedComparison {
  checkArguments("comparePaired", arguments);
  const { confidence = 0.95, seed = 0 } = options;
  checkInteger("compare pairs", "number of pairs", a.length, 3);
  checkLength("compare pairs", "b", b, a.length);
  checkFinite("compare pairs", "a", a);
  checkFinite("compare pairs", "b", b);
  const n = a.length, differences = Float64Array.from(a, (value, i) => value - b[i]);
  const difference = meanInterval(differences, confidence);
  const exact = n <= 16, patterns = 2 ** Math.min(n, 16);
  const random = new Random(seed, "sign-flips");
  let extreme = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    const signs = exact ? undefined : random.uniforms(n, pattern * n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const flip = signs === undefined ? (pattern >> i) & 1 : signs[i] < 0.5;
      sum += flip ? -differences[i] : differences[i];
    }
    if (Math.abs(sum / n) >= Math.abs(difference.value) * (1 - 1e-12)) extreme++;
  }
  return {
    difference,
    pValue: exact ? extreme / patterns : (extreme + 1) / (patterns + 1),
    distinguishable: difference.low > 0 || difference.high < 0,
  };
}

/**
 * Student's paired test, for fewer pairs than a sign-flip test can tell anything from: with n pairs its p-value is never
 * below 2^(1 − n). This one takes the differences for normal.
 * @param differences One difference for each pair, at least two.
 * @returns The two-sided p-value of a mean of 0; 1 where all differences are 0.
 * @throws {RangeError} If there are fewer than two differences or one is not finite.
 */
export function pairedStudentTest(differences: ArrayLike<number>): number {
  checkFinite("test differences", "differences", differences);
  const centre = mean(differences), spread = Math.sqrt(variance(differences) / differences.length);
  return centre === 0 ? 1 : 2 * studentTail(Math.abs(centre) / spread, differences.length - 1);
}

/**
 * Holm's step-down correction of several p-values.
 *
 * @example Two questions: the smaller p-value counts twice
 * ```ts
 * import assert from "node:assert/strict";
 * import { holm } from "nearzero/numerics";
 *
 * assert.deepEqual(Array.from(holm([0.01, 0.04])), [0.02, 0.04]);
 * ```
 *
 * @param pValues Raw p-values in [0, 1].
 * @returns Adjusted p-values in the same order, which control the family-wise error.
 * @throws {RangeError} If a p-value is out of range.
 * @category Numerics
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  for (let i = 0; i < pValues.length; i++) checkNumber("correct p-values", `pValues[${i}]`, pValues[i], 0, 1);
  const order = Array.from({ length: pValues.length }, (_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Float64Array(pValues.length);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = running;
  });
  return adjusted;
}

function sortedQuantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1), below = Math.floor(position);
  if (position === below) return sorted[below];
  // Between equal infinities the difference is NaN, between −∞ and ∞ so is any weighted mean: the lower end decides.
  if (sorted[below] === sorted[below + 1] || sorted[below] === -Infinity) return sorted[below];
  return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
}
