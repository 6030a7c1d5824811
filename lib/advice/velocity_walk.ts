/**
 * Walks along a velocity by Euler's steps, as most code for flow matching takes them, in either direction.
 * @module
 */
import { checkInteger, checkLength, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";

/**
 * Where a walk begins and where it stops.
 * @category Advice
 */
export interface VelocityWalkOptions {
  /** Where to begin, n × d. */
  readonly start: Float64Array;
  /** The times to stop at, in order, falling or rising; at least two. */
  readonly times: ArrayLike<number>;
}

/**
 * x ← x + (t_{i+1} − t_i) b(x, t_i).
 * @param velocity b, n × d to n × d.
 * @param options Where to begin, and the times.
 * @returns n × d.
 * @throws {RangeError} If there are fewer than two times or one is not finite.
 * @category Advice
 */
export function eulerWalk(
  velocity: (x: Float64Array, time: number) => Float64Array,
  options: VelocityWalkOptions,
): Float64Array {
  checkArguments("eulerWalk", arguments);
  const { start, times } = options;
  checkInteger("walk along a velocity", "times.length", times.length, 2);
  let x = start;
  for (let i = 1; i < times.length; i++) {
    checkNumber("walk along a velocity", `times[${i}]`, times[i]);
    const step = times[i] - times[i - 1], b = velocity(x, times[i - 1]);
    checkLength("walk along a velocity", "the velocity", b, x.length);
    x = x.map((value, j) => value + step * b[j]);
  }
  return x;
}
