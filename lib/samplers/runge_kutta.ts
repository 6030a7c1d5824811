/**
 * An adaptive Runge–Kutta method over any vector space.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import type { VectorSpace } from "./types.ts";

/** What the integrator does with vectors. */
export type NormedSpace<V> = Pick<VectorSpace<V>, "combine" | "release"> & Required<Pick<VectorSpace<V>, "norm">>;

/** How accurately and how long to integrate. */
export interface IntegrateOptions {
  /** The error allowed in a step relative to the state's norm; 1e-5 unless told. */
  readonly relative?: number;
  /** The error allowed in a step beside it; 1e-5 unless told. */
  readonly absolute?: number;
  /** The most steps tried; 10,000 unless told. */
  readonly mostSteps?: number;
}

/** Where an integration ended, and what it took. */
export interface Integrated<V> {
  /** The state at the end; the caller's to free. */
  readonly end: V;
  /** Steps taken. */
  readonly steps: number;
  /** Steps tried and thrown away. */
  readonly rejected: number;
  /** Evaluations of the derivative. */
  readonly evaluations: number;
}

/** Where the stages of Dormand & Prince's 5(4) lie, and what they are made of; the last row is the step of order 5. */
const STAGES: readonly (readonly [at: number, weights: readonly number[]])[] = [
  [0, []],
  [1 / 5, [1 / 5]],
  [3 / 10, [3 / 40, 9 / 40]],
  [4 / 5, [44 / 45, -56 / 15, 32 / 9]],
  [8 / 9, [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729]],
  [1, [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656]],
  [1, [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]],
];

/** The step of order 5 less that of order 4. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/**
 * Integrates dy/du = f(y, u) by Dormand & Prince's method of order 5(4) (1980), the RK45 of MATLAB and SciPy, with steps
 * that keep the estimated error below absolute + relative · ‖y‖. The norm is the largest of the batch's rows, so that each
 * row is as accurate as asked for, whatever it is batched with.
 * @param derivative f, also told the number of the step; the state is only lent, what is returned is freed here.
 * @param space The arithmetic; its norm is the only thing read back.
 * @param start y at the beginning; it stays the caller's.
 * @param from u at the beginning.
 * @param to u at the end, other than `from`.
 * @param options Tolerances.
 * @param where What the error begins with where the derivative is not finite, by the number of the step and its u.
 * @returns The state at the end.
 * @throws {RangeError} If the ends are not finite or equal, a tolerance is not above 0, the steps do not suffice, or the
 * derivative is not finite.
 */
export async function integrate<V>(
  derivative: (y: V, u: number, step: number) => V | Promise<V>,
  space: NormedSpace<V>,
  start: V,
  from: number,
  to: number,
  options: IntegrateOptions = {},
  where: (step: number, u: number) => string = (step, u) => `integrate at step ${step}, near ${u}`,
): Promise<Integrated<V>> {
  const { relative = 1e-5, absolute = 1e-5, mostSteps = 10_000 } = options;
  checkNumber("integrate", "from", from);
  checkNumber("integrate", "to", to);
  checkPositive("integrate", "relative", relative);
  checkPositive("integrate", "absolute", absolute);
  checkInteger("integrate", "mostSteps", mostSteps, 1);
  if (from === to) throw new RangeError(`Cannot integrate: from and to must differ, both are ${to}`);
  const owned = new Set<V>(), own = (vector: V) => (owned.add(vector), vector);
  const free = (vector: V) => owned.delete(vector) && space.release(vector);
  try {
    let u = from, length = (to - from) / 100, y = start, steps = 0, rejected = 0, evaluations = 1;
    let slope = own(await derivative(y, u, 1)), size = await space.norm(y);
    while (u !== to) {
      if (steps + rejected === mostSteps) {
        throw new RangeError(`Cannot integrate: ${mostSteps} steps did not reach ${to}, only ${u}`);
      }
      const last = Math.abs(length) >= Math.abs(to - u) * (1 - 1e-12);
      if (last) length = to - u;
      const slopes = [slope];
      let next = y;
      for (const [at, weights] of STAGES.slice(1)) {
        if (next !== y) free(next);
        next = own(space.combine([[1, y], ...weights.map((w, i) => [length * w, slopes[i]] as const)]));
        slopes.push(own(await derivative(next, u + at * length, steps + 1)));
        evaluations++;
      }
      const error = space.combine(ERROR.map((w, i) => [length * w, slopes[i]] as const));
      const [errorSize, nextSize] = [await space.norm(error), await space.norm(next)];
      space.release(error);
      const ratio = errorSize / (absolute + relative * Math.max(size, nextSize));
      if (!Number.isFinite(ratio)) throw new RangeError(`Cannot ${where(steps + 1, u)}: the derivative must be finite`);
      const accepted = ratio <= 1;
      slopes.slice(1, accepted ? -1 : undefined).forEach(free);
      if (accepted) {
        u = last ? to : u + length;
        free(y);
        free(slope);
        [y, slope, size] = [next, slopes.at(-1)!, nextSize];
        steps++;
      } else {
        free(next);
        rejected++;
      }
      length *= Math.min(5, Math.max(0.2, 0.9 * ratio ** -0.2));
    }
    if (y === start) y = own(space.combine([[1, y]]));
    owned.delete(y);
    return { end: y, steps, rejected, evaluations };
  } finally {
    for (const vector of owned) space.release(vector);
  }
}
