/**
 * The error of a run that leaves the finite numbers.
 * @module
 */
import type { Trained } from "../../predictors/trained.ts";

/**
 * Training left the finite numbers; `last` is the network before it did.
 * @category Training
 */
export class DivergenceError extends RangeError {
  /** The first training step, from 0, whose loss is not finite. */
  readonly step: number;
  /** The last good state. */
  readonly last: Trained;

  /**
   * Says at which step.
   * @param step The first training step whose loss is not finite.
   * @param last The last good state.
   */
  constructor(step: number, last: Trained) {
    super(
      `Cannot train on: the loss is not finite at step ${step}; a smaller learningRate or clip may help, ` +
        "and the last good state is in the error's property `last`",
    );
    this.name = "DivergenceError";
    this.step = step;
    this.last = last;
  }
}
