/**
 * A finite data set as the data distribution.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import type { AtomStorage } from "./atoms.ts";
import { isotropicMixture } from "./isotropic_mixture.ts";
import type { Oracle } from "./oracle.ts";

/**
 * A finite set of points.
 * @category Oracles
 */
export interface EmpiricalSetOptions {
  /** d. */
  readonly dimension: number;
  /** The points, N × d row-major; read in place, so 50,000 pictures can stay bytes or float32. */
  readonly points: AtomStorage;
  /** Factor on every entry, such as 1/127.5 for bytes; 1 where absent. */
  readonly scale?: number;
  /** Added to every entry after scaling, such as −1 for bytes; 0 where absent. */
  readonly shift?: number;
  /** What the data is, for tables and figures. */
  readonly name?: string;
}

/**
 * The oracle of a finite set: N equal point masses, the ideal denoiser of a data set (Karras et al. 2022, "Elucidating
 * the design space", eq. 57). Beside the data it holds a table of about four million distances and a block of points.
 *
 * @example Near the data x0 is the nearest point
 * ```ts
 * import assert from "node:assert/strict";
 * import { empiricalSet } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = empiricalSet({ dimension: 2, points: Float64Array.of(0, 0, 3, 4) });
 * assert.deepEqual(Array.from(data.x0(Float64Array.of(2.9, 4.1), linear().at(1e-4))), [3, 4]);
 * ```
 *
 * @param options The points.
 * @returns The oracle.
 * @throws {TypeError} If the points are not whole rows.
 * @throws {RangeError} If the set is empty or an entry is not finite.
 * @category Oracles
 */
export function empiricalSet(options: EmpiricalSetOptions): Oracle {
  checkArguments("empiricalSet", arguments);
  const { dimension, points, scale, shift, name = "empirical set" } = options;
  return isotropicMixture({ dimension, means: points, variance: 0, scale, shift, name });
}
