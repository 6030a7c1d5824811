/**
 * One prediction said in another's terms.
 * @module
 */
import { checkLength, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Level } from "../schedules/types.ts";
import type { Quantity } from "./parameterisation.ts";

/** The coefficients (a, b) with which `to = a · from + b · x`, from x = α x0 + σ ε and v = α ε − σ x0. */
const COEFFICIENTS: Readonly<Record<Quantity, Record<Quantity, (level: Level) => readonly [a: number, b: number]>>> = {
  eps: {
    eps: () => [1, 0],
    score: ({ sigma }) => [-1 / sigma, 0],
    x0: ({ alpha, sigma }) => [-sigma / alpha, 1 / alpha],
    v: ({ alpha, sigma }) => [1 / alpha, -sigma / alpha],
  },
  score: {
    eps: ({ sigma }) => [-sigma, 0],
    score: () => [1, 0],
    x0: ({ alpha, sigma }) => [sigma * sigma / alpha, 1 / alpha],
    v: ({ alpha, sigma }) => [-sigma / alpha, -sigma / alpha],
  },
  x0: {
    eps: ({ alpha, sigma }) => [-alpha / sigma, 1 / sigma],
    score: ({ alpha, sigma }) => [alpha / sigma / sigma, -1 / sigma / sigma],
    x0: () => [1, 0],
    v: ({ alpha, sigma }) => [-1 / sigma, alpha / sigma],
  },
  v: {
    eps: ({ alpha, sigma }) => [alpha, sigma],
    score: ({ alpha, sigma }) => [-alpha / sigma, -1],
    x0: ({ alpha, sigma }) => [-sigma, alpha],
    v: () => [1, 0],
  },
};

/**
 * The coefficients that turn one prediction into another: `to = a · from + b · x`.
 * @param from What is known.
 * @param to What is wanted.
 * @param level α and σ.
 * @returns (a, b).
 * @throws {RangeError} If the conversion divides by α = 0 or σ = 0.
 */
export function conversion(from: Quantity, to: Quantity, level: Level): readonly [a: number, b: number] {
  checkArguments("conversion", arguments);
  const [a, b] = COEFFICIENTS[from][to](level);
  checkNumber(`convert ${from} to ${to} at alpha = ${level.alpha}, sigma = ${level.sigma}`, "the factor", a);
  checkNumber(`convert ${from} to ${to} at alpha = ${level.alpha}, sigma = ${level.sigma}`, "the factor of x", b);
  return [a, b];
}

/**
 * Says a prediction in another's terms. v converts to ε and x0 at any level without loss; x0 → ε multiplies rounding errors
 * by α/σ and ε → x0 by σ/α.
 *
 * @example From noise to data: x0 = (x − σ ε)/α
 * ```ts
 * import assert from "node:assert/strict";
 * import { convert } from "nearzero/oracle";
 *
 * const level = { alpha: 0.8, sigma: 0.6 };
 * const [x0] = convert("eps", "x0", Float64Array.of(1), Float64Array.of(1), level);
 * assert.ok(Math.abs(x0 - (1 - 0.6) / 0.8) < 1e-15);
 * ```
 *
 * @param from What the prediction is.
 * @param to What is wanted.
 * @param prediction The prediction, n × d.
 * @param x The points it is about, n × d.
 * @param level α and σ.
 * @returns The same prediction as `to`, n × d.
 * @throws {TypeError} If the two batches differ in length.
 * @throws {RangeError} If the conversion divides by α = 0 or σ = 0.
 * @category Oracles
 */
export function convert(
  from: Quantity,
  to: Quantity,
  prediction: Float64Array,
  x: Float64Array,
  level: Level,
): Float64Array {
  checkArguments("convert", arguments);
  checkLength(`convert ${from} to ${to}`, "x", x, prediction.length);
  const [a, b] = conversion(from, to, level);
  return prediction.map((value, i) => a * value + b * x[i]);
}
