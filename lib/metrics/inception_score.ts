/**
 * The Inception score.
 * @module
 */
import { checkInteger, checkNumber, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { studentQuantile } from "../numerics/special.ts";
import { type Interval, mean, variance } from "../numerics/stats.ts";
import { checkFeatures, type Features } from "./kernels/rows.ts";

/** How the score is computed. */
export interface InceptionScoreOptions {
  /** Parts that are scored separately; 10 unless told. One scores all samples together, and knows no interval. */
  splits?: number;
  /** Seed of the shuffle before the division; without it, the order is kept. */
  seed?: number;
  /** Nominal coverage of the interval; 0.95 unless told. */
  confidence?: number;
}

/**
 * The Inception score exp E KL(p(y | x) ‖ p(y)) (Salimans et al. 2016), averaged over parts of the samples, with
 * Student's interval from their spread. It knows nothing of the real data and rises with the size of a part: report it
 * beside a distance, and compare at equal N and splits.
 * @param logits A classifier's outputs before the softmax, n × classes.
 * @param classes Number of classes, at least 2.
 * @param options Splits, seed, confidence.
 * @returns The mean over the parts and its interval, in [1, classes]; n counts the parts. One part has no spread: the ends
 * of its interval are NaN.
 * @throws {TypeError} If the length is no multiple of the classes.
 * @throws {RangeError} If a value is not finite or there are fewer samples than parts.
 * @category Metrics
 */
export function inceptionScore(logits: Features, classes: number, options: InceptionScoreOptions = {}): Interval {
  checkArguments("inceptionScore", arguments);
  const { splits = 10, seed, confidence = 0.95 } = options, action = "compute an Inception score";
  checkInteger(action, "classes", classes, 2);
  checkInteger(action, "splits", splits, 1);
  checkNumber(action, "confidence", confidence, 0.01, 0.9999);
  const n = checkRows(action, "logits", logits, classes);
  checkFeatures(action, "logits", logits, classes);
  checkInteger(action, "number of samples", n, splits);
  const order = seed === undefined
    ? Uint32Array.from({ length: n }, (_, i) => i)
    : new Random(seed, "inception score").permutation(n);
  const scores = Float64Array.from({ length: splits }, (_, part) => {
    return score(logits, classes, order.subarray(Math.floor(part * n / splits), Math.floor((part + 1) * n / splits)));
  });
  const value = mean(scores);
  if (splits === 1) return { value, low: NaN, high: NaN, n: 1, confidence };
  const half = studentQuantile((1 + confidence) / 2, splits - 1) * Math.sqrt(variance(scores) / splits);
  return { value, low: value - half, high: value + half, n: splits, confidence };
}

/** E KL(p ‖ q) is the entropy of the mean less the mean of the entropies. */
function score(logits: Features, classes: number, rows: Uint32Array): number {
  const average = new Float64Array(classes), p = new Float64Array(classes);
  let negativeEntropy = 0;
  for (const row of rows) {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    let top = -Infinity, sum = 0;
    for (const value of values) top = Math.max(top, value);
    for (let c = 0; c < classes; c++) sum += p[c] = Math.exp(values[c] - top);
    for (let c = 0; c < classes; c++) {
      average[c] += p[c] / sum / rows.length;
      if (p[c] > 0) negativeEntropy += p[c] / sum * (values[c] - top - Math.log(sum)) / rows.length;
    }
  }
  let divergence = negativeEntropy;
  for (const value of average) if (value > 0) divergence -= value * Math.log(value);
  return Math.exp(divergence);
}
