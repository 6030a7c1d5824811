/**
 * What a comparison could have told: the other side of "not distinguishable".
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "./check.ts";
import { checkArguments } from "./check_arguments.ts";
import { studentQuantile } from "./special.ts";
import { variance } from "./stats.ts";

/**
 * How a paired comparison is judged.
 * @category Numerics
 */
export interface PowerOptions {
  /** How many comparisons its family holds, of which each must pass at `level` over that number at worst; 1 unless told. */
  readonly comparisons?: number;
  /** The family-wise level; 0.05 unless told. */
  readonly level?: number;
  /** How often an effect of the returned size is told; 0.8 unless told. */
  readonly power?: number;
}

/**
 * The smallest mean difference that Student's paired test would have told from 0 with the stated power, at the spread that
 * the differences have: (t_{1−a/2} + t_{power}) s / √n with a the level over the number of comparisons, the usual
 * approximation to the noncentral t. An effect below it can be there unseen.
 * @param differences One difference for each pair, at least two.
 * @param options The family, the level and the power.
 * @returns The effect, in the differences' unit.
 * @throws {RangeError} If there are fewer than two differences or an option is out of range.
 * @category Numerics
 */
export function smallestTold(differences: ArrayLike<number>, options: PowerOptions = {}): number {
  checkArguments("smallestTold", arguments);
  const { comparisons = 1, level = 0.05, power = 0.8 } = options, n = differences.length;
  checkInteger("tell what could be told", "the number of differences", n, 2);
  checkInteger("tell what could be told", "comparisons", comparisons, 1);
  checkPositive("tell what could be told", "level", level);
  checkNumber("tell what could be told", "power", power, 0.5, 0.999);
  const needed = studentQuantile(1 - level / comparisons / 2, n - 1) + studentQuantile(power, n - 1);
  return needed * Math.sqrt(variance(differences) / n);
}
