/**
 * Whether two samples come from one distribution, by any statistic.
 * @module
 */
import { checkInteger, checkRows } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import { checkFeatures, type Features, gather } from "./rows.ts";

/** A distance between two sets of rows; larger means farther apart. */
export type RowStatistic = (first: Features, second: Features, dimension: number) => number;

/** How the test is made. */
export interface PermutationTestOptions {
  /** Number of random relabellings; 199 unless told, which allows p-values down to 0.005. */
  permutations?: number;
  /** Seed of the relabellings; 0 unless told. */
  seed?: number;
}

/** Outcome of a permutation test. */
export interface PermutationTest {
  /** The statistic of the two samples. */
  readonly statistic: number;
  /** (1 + relabellings at least as far apart) / (1 + relabellings). */
  readonly pValue: number;
  /** Number of relabellings. */
  readonly permutations: number;
}

/**
 * The permutation test of equal distributions: under the hypothesis, the labels are exchangeable, so the p-value is
 * exact for any statistic and any sizes (Phipson & Smyth, "Permutation p-values should never be zero", 2010).
 * @param first n × d, row-major.
 * @param second m × d, row-major.
 * @param dimension d.
 * @param statistic A distance such as `energyDistance`.
 * @param options Number of relabellings and seed.
 * @returns The statistic and its p-value.
 * @throws {TypeError} If a length is no multiple of d.
 * @throws {RangeError} If a value is not finite or an option is out of range.
 */
export function permutationTest(
  first: Features,
  second: Features,
  dimension: number,
  statistic: RowStatistic,
  options: PermutationTestOptions = {},
): PermutationTest {
  const { permutations = 199, seed = 0 } = options, action = "test two samples";
  checkInteger(action, "permutations", permutations, 19);
  const n = checkRows(action, "first", first, dimension), m = checkRows(action, "second", second, dimension);
  checkFeatures(action, "first", first, dimension);
  checkFeatures(action, "second", second, dimension);
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  const value = statistic(both.subarray(0, first.length), both.subarray(first.length), dimension);
  const random = new Random(seed, "permutation test");
  let extreme = 0;
  for (let k = 0; k < permutations; k++) {
    const order = random.fork(k).permutation(n + m);
    const [a, b] = [gather(both, dimension, order.subarray(0, n)), gather(both, dimension, order.subarray(n))];
    if (statistic(a, b, dimension) >= value) extreme++;
  }
  return { statistic: value, pValue: (1 + extreme) / (1 + permutations), permutations };
}
