/**
 * The exact derivative of a trained network in what it is told, as an estimate like the others.
 * @module
 */
import { estimateQuotients } from "../lipschitz/lipschitz_constant.ts";
import type { EstimateOptions, LipschitzEstimate } from "../lipschitz/types.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { TrainingData } from "../training/data.ts";
import { networkSubject } from "./network_subject.ts";
import type { Trained } from "./trained.ts";

/** Where the derivative is taken. */
export interface NetworkDerivativeOptions extends EstimateOptions {
  /** The time, where the points lie and whose condition the network is told. */
  readonly time: number;
}

/**
 * E ‖∂ε̂(x_t, c)/∂c‖ over x_t ~ q_t at c = f(t) and fixed x, by forward mode: the limit of K(t, t′) as t′ → t where the
 * network is told the time itself. The points are {@linkcode networkSubject}'s under the same seed and batch.
 *
 * Under shared steps K within an interval is 0, and this is not: the network keeps its slope, and is not asked for it.
 * @param trained The network.
 * @param data Where x0 is drawn from, with replacement.
 * @param options The time, N, batch and seed.
 * @returns The mean with its bootstrap interval, per unit of the condition; its span is 0.
 * @throws {RangeError} If the time is not on the path, N < 2, or batch or seed is out of range.
 * @category Predictors
 */
export async function networkDerivative(
  trained: Trained,
  data: TrainingData,
  options: NetworkDerivativeOptions,
): Promise<LipschitzEstimate> {
  checkArguments("networkDerivative", arguments);
  const { time } = options;
  const predict: typeof trained.predict = (x, at) => trained.conditionDerivative(x, at);
  const subject = { ...networkSubject(trained, data), predict };
  return { ...await estimateQuotients(subject, time, 1, [[1, time]], options), span: 0 };
}
