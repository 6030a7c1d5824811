/**
 * What draws the times that training looks at.
 * @module
 */

/** The times of one batch. */
export interface DrawnTimes {
  /** B times: whole steps where time is discrete. */
  readonly times: Float64Array;
  /** What each sample's loss counts, so that the mean is the one over uniform times; absent where each counts 1. */
  readonly shares?: Float64Array;
}

/** Draws the times of each training step. */
export interface TimeSampler {
  /**
   * The times of a training step: a pure function of the seed, the step and the state.
   * @param step The training step, from 0.
   * @returns B times.
   */
  draw(step: number): DrawnTimes;
  /**
   * Learns from the losses of a training step, in the order of the steps; absent where nothing is learned.
   * @param step The training step, from 0.
   * @param times The times of the B samples.
   * @param losses The loss of each.
   */
  observe?(step: number, times: Float64Array, losses: ArrayLike<number>): void;
  /** All that was learned, the array itself: a checkpoint copies it out, and back in. Absent where nothing is learned. */
  readonly state?: Float64Array;
}
