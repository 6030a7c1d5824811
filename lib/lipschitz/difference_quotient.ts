/**
 * Difference quotients of a predictor in time, with a choice of their step.
 * @module
 */
import { checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { estimateQuotients } from "./lipschitz_constant.ts";
import type { EstimateOptions, LipschitzEstimate, Subject } from "./types.ts";

/** How a derivative is taken from differences. */
export type Scheme = "forward" | "central" | "richardson";

/**
 * The stencils: ∂f ≈ (1/h) Σ c_i f(t + o_i h). Richardson's combines central differences at h, h/2 and h/4 as
 * (64 c(h/4) − 20 c(h/2) + c(h))/45, so that the errors in h² and h⁴ cancel.
 */
const STENCILS: Readonly<Record<Scheme, readonly (readonly [coefficient: number, offset: number])[]>> = {
  forward: [[-1, 0], [1, 1]],
  central: [[-1 / 2, -1], [1 / 2, 1]],
  richardson: [[-1 / 90, -1], [4 / 9, -1 / 2], [-128 / 45, -1 / 4], [128 / 45, 1 / 4], [-4 / 9, 1 / 2], [1 / 90, 1]],
};

/**
 * Where and how a quotient is taken.
 * @category Lipschitz estimators
 */
export interface QuotientOptions extends EstimateOptions {
  /** t. */
  readonly time: number;
  /** The scheme; "central" unless told. */
  readonly scheme?: Scheme;
  /** h; chosen by {@linkcode chooseStep} where absent. */
  readonly step?: number;
  /** The times within which the predictor may be asked, both included; [0, 1] unless told. */
  readonly range?: readonly [first: number, last: number];
}

/**
 * E ‖D f(x_t, t)‖ over x_t ~ q_t, D a difference quotient in the time told at the same x_t.
 *
 * @example Against the closed form
 * ```ts
 * import assert from "node:assert/strict";
 * import { differenceQuotient, exactDerivative, oracleSubject } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const { estimate } = await differenceQuotient(oracleSubject(data, linear().at), { time: 0.2, scheme: "richardson" });
 * const slope = exactDerivative(data, linear(), { time: 0.2 }).estimate.value;
 * assert.ok(Math.abs(estimate.value / slope - 1) < 1e-6);
 * ```
 *
 * @param subject The predictor, drawn points and their norms.
 * @param options t, scheme, step, N and seed.
 * @returns The mean with its bootstrap interval; its span is h.
 * @throws {RangeError} If the step is not greater than 0 or leads outside the range.
 * @typeParam V A batch of points.
 * @category Lipschitz estimators
 */
export async function differenceQuotient<V>(subject: Subject<V>, options: QuotientOptions): Promise<LipschitzEstimate> {
  checkArguments("differenceQuotient", arguments);
  const { step: given, ...others } = options, { time, scheme = "central" } = others;
  const step = given ?? await chooseStep(subject, others);
  checkPositive("take a difference quotient", "step", step);
  const [first, last] = options.range ?? [0, 1];
  const stencil = STENCILS[scheme].map(([c, offset]) => [c, time + offset * step] as const);
  for (const [, told] of stencil) {
    if (!(told >= first && told <= last)) {
      throw new RangeError(
        `Cannot take a difference quotient: step ${step} at time ${time} leads to ${told}, outside [${first}, ${last}]`,
      );
    }
  }
  return estimateQuotients(subject, time, step, stencil, options);
}

/**
 * Chooses the step of a difference quotient: of steps falling by factors of 2 from the widest that the range allows, the
 * one whose quotients differ least, relatively and point by point, from those before. Large steps differ by truncation, small ones by
 * rounding, in whatever precision the predictor has.
 * @param subject The predictor, drawn points and their norms.
 * @param options t, scheme, N and seed.
 * @returns The step.
 * @typeParam V A batch of points.
 * @category Lipschitz estimators
 */
export async function chooseStep<V>(subject: Subject<V>, options: Omit<QuotientOptions, "step">): Promise<number> {
  checkArguments("chooseStep", arguments);
  const { time, scheme = "central", range: [first, last] = [0, 1] } = options;
  const widest = (scheme === "forward" ? last - time : Math.min(time - first, last - time)) / 2;
  checkPositive("choose a step", "the room around time", widest);
  const few = { ...options, samples: Math.min(options.samples ?? 16, 16) };
  const at = (step: number) => differenceQuotient(subject, { ...few, step }).then(({ quotients }) => quotients);
  let best = widest, least = Infinity, previous = await at(widest);
  for (let step = widest / 2, i = 0; i < 60; step /= 2, i++) {
    const next = await at(step);
    let change = 0, size = Number.MIN_VALUE;
    next.forEach((value, row) => [change, size] = [change + Math.abs(value - previous[row]), size + value]);
    change /= size;
    if (change < least) [best, least] = [step, change];
    previous = next;
    // Rounding grows like 1/h: once it shows, nothing smaller is better.
    if (change > 100 * least) break;
  }
  return best;
}
