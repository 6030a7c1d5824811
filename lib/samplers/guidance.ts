/**
 * Classifier-free guidance.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type NoisePredictor, noisePredictor, type VectorSpace } from "./types.ts";

/**
 * A predictor that can be told what the sample is to be, or nothing.
 * @category Samplers
 */
export interface LabelledPredictor<V, L> {
  /** Whether it was made for labels at all. A network without them says so here. */
  readonly labelled: boolean;
  /**
   * Predicts.
   * @param x The batch.
   * @param time Where its noise is.
   * @param label What it is to be; undefined for no label.
   * @returns ε̂, a new vector.
   */
  predict(x: V, time: number, label: L | undefined): V | Promise<V>;
  /**
   * Predicts the data, where the network says x0 or v.
   * @param x The batch.
   * @param time Where its noise is.
   * @param label What it is to be; undefined for no label.
   * @returns x̂0, a new vector.
   */
  readonly x0?: (x: V, time: number, label: L | undefined) => V | Promise<V>;
  /** What the network is told of a time, for messages. */
  readonly condition?: Condition;
}

/**
 * How to guide.
 * @category Samplers
 */
export interface GuidanceOptions<V, L> {
  /** The arithmetic. */
  readonly space: Pick<VectorSpace<V>, "combine" | "release">;
  /** What the samples are to be. */
  readonly label: L;
  /** w: 0 ignores the label, 1 is the conditional predictor, more pushes away from the unconditional one. */
  readonly scale: number;
}

/**
 * Classifier-free guidance (Ho & Salimans 2022, eq. 6, whose w is this less 1):
 * ε̂ = ε̂(x, t) + w (ε̂(x, t | label) − ε̂(x, t)), and x̂0 likewise, which is the same. Two evaluations each time; one where
 * w is 0 or 1.
 * @param predictor The predictor.
 * @param options The label and the scale.
 * @returns The guided predictor.
 * @throws {TypeError} If the predictor takes no labels.
 * @throws {RangeError} If the scale is not a finite number of at least 0.
 * @category Samplers
 */
export function guided<V, L>(
  predictor: LabelledPredictor<V, L>,
  options: GuidanceOptions<V, L>,
): NoisePredictor<V> {
  checkArguments("guided", arguments);
  const { space, label, scale } = options;
  if (predictor.labelled !== true) {
    throw new TypeError("Cannot guide: the predictor is unconditional, it takes no labels");
  }
  checkNumber("guide", "scale", scale, 0);
  const { condition, x0 } = predictor;
  type Ask = (x: V, time: number, label: L | undefined) => V | Promise<V>;
  const guide = (ask: Ask) => async (x: V, time: number) => {
    const free = await ask(x, time, undefined);
    try {
      const told = await ask(x, time, label);
      try {
        return space.combine([[1 - scale, free], [scale, told]]);
      } finally {
        space.release(told);
      }
    } finally {
      space.release(free);
    }
  };
  const only = scale === 0 ? undefined : label;
  const said = (ask: Ask) => scale === 0 || scale === 1 ? (x: V, time: number) => ask(x, time, only) : guide(ask);
  return noisePredictor(said((x, time, told) => predictor.predict(x, time, told)), { x0: x0 && said(x0), condition });
}
