/**
 * The losses of a training run, by step and by interval of the noise's time.
 * @module
 */
import { checkInteger, checkPositive } from "../numerics/check.ts";

/** The most training steps, of which each loss is kept: 800 MB of them. */
export const MOST_TRAINING_STEPS = 100_000_000;

/**
 * The losses of one run. Windows are the stretches of training steps after which losses were read.
 * @category Training
 */
export class LossHistory {
  /** Mean loss of each training step's batch; NaN for steps not made. */
  readonly losses: Float64Array;
  /** How far time reaches: T where it is discrete, 1 where continuous. */
  readonly span: number;
  /** Into how many equal intervals [0, span] is split. */
  readonly intervals: number;
  /** Training steps in a window. */
  readonly window: number;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  /**
   * Makes an empty history.
   * @param trainingSteps How many training steps there will be.
   * @param span How far time reaches, above 0: T where it is discrete, 1 where continuous.
   * @param intervals Into how many equal intervals time is split.
   * @param window Training steps in a window.
   * @throws {RangeError} If the span is not above 0 or another number is not a positive integer or beyond 10^8.
   */
  constructor(trainingSteps: number, span: number, intervals: number, window: number) {
    checkInteger("record losses", "trainingSteps", trainingSteps, 1, MOST_TRAINING_STEPS);
    checkPositive("record losses", "span", span);
    checkInteger("record losses", "intervals", intervals, 1);
    checkInteger("record losses", "window", window, 1);
    const cells = Math.ceil(trainingSteps / window) * intervals;
    checkInteger("record losses", "intervals × windows", cells, 1, MOST_TRAINING_STEPS);
    this.losses = new Float64Array(trainingSteps).fill(NaN);
    this.span = span;
    this.intervals = intervals;
    this.window = window;
    this.#sums = new Float64Array(cells);
    this.#counts = new Float64Array(cells);
  }

  /**
   * Records one training step.
   * @param step The training step, from 0.
   * @param times The true time of each sample, B numbers in [0, span].
   * @param losses The loss of each sample, B numbers.
   * @param shares What each counts in the mean over uniform times; 1 where not given.
   */
  record(step: number, times: Float64Array, losses: ArrayLike<number>, shares?: Float64Array): void {
    let sum = 0;
    const row = Math.floor(step / this.window) * this.intervals;
    for (let b = 0; b < times.length; b++) {
      const share = shares?.[b] ?? 1, interval = Math.floor(times[b] * this.intervals / this.span);
      const cell = row + Math.min(interval, this.intervals - 1);
      this.#sums[cell] += share * losses[b];
      this.#counts[cell] += share;
      sum += share * losses[b];
    }
    this.losses[step] = sum / times.length;
  }

  /**
   * Mean loss over training steps.
   * @param from The first training step.
   * @param to One past the last.
   * @returns The mean of `losses` there.
   */
  mean(from: number = 0, to: number = this.losses.length): number {
    const part = this.losses.subarray(from, to);
    return part.reduce((sum, loss) => sum + loss, 0) / part.length;
  }

  /**
   * Mean loss in each interval of the noise's time.
   * @param from The training step from which windows count; the window that holds it is the first.
   * @param to The training step before which they count; the window that holds it is left out. All unless told.
   * @returns One number for each interval, NaN where no sample fell.
   */
  byInterval(from: number = 0, to: number = Infinity): Float64Array {
    const sums = new Float64Array(this.intervals), counts = new Float64Array(this.intervals);
    const end = Math.min(this.#sums.length, Math.floor(to / this.window) * this.intervals);
    for (let cell = Math.floor(from / this.window) * this.intervals; cell < end; cell++) {
      sums[cell % this.intervals] += this.#sums[cell];
      counts[cell % this.intervals] += this.#counts[cell];
    }
    return sums.map((sum, i) => sum / counts[i]);
  }

  /**
   * The history as it was.
   * @param step How many training steps had been made then: 0 or the end of a window.
   * @returns A copy without what was recorded since.
   */
  before(step: number): LossHistory {
    const copy = LossHistory.from(this.toJSON());
    copy.losses.fill(NaN, step);
    const cells = Math.ceil(step / this.window) * this.intervals;
    copy.#sums.fill(0, cells);
    copy.#counts.fill(0, cells);
    return copy;
  }

  /**
   * The history of a run that goes on longer, or reports at other steps. Losses stay as they are; what intervals of time
   * recorded goes, a window at a time, to the new window in which that began.
   * @param trainingSteps How many training steps there will be, at least as many as were made.
   * @param window Training steps in a window from now on.
   * @returns A copy.
   */
  continued(trainingSteps: number, window: number): LossHistory {
    const longer = new LossHistory(trainingSteps, this.span, this.intervals, window);
    longer.losses.set(this.losses.subarray(0, trainingSteps));
    for (let cell = 0; cell < this.#sums.length; cell++) {
      const start = Math.floor(cell / this.intervals) * this.window;
      const to = Math.floor(start / window) * this.intervals + cell % this.intervals;
      if (to >= longer.#sums.length) break;
      longer.#sums[to] += this.#sums[cell];
      longer.#counts[to] += this.#counts[cell];
    }
    return longer;
  }

  /**
   * The numbers behind the history, to send or store.
   * @returns Copies of the losses, and of the sums and counts of each window and interval.
   */
  toJSON(): LossRecord {
    const { span, intervals, window } = this;
    return { losses: [...this.losses], span, intervals, window, sums: [...this.#sums], counts: [...this.#counts] };
  }

  /**
   * The history that `toJSON` described.
   * @param record The numbers.
   * @returns An equal history.
   */
  static from(record: LossRecord): LossHistory {
    const history = new LossHistory(record.losses.length, record.span, record.intervals, record.window);
    // JSON has no NaN and writes null in its place.
    history.losses.set(record.losses.map((loss) => loss ?? NaN));
    history.#sums.set(record.sums);
    history.#counts.set(record.counts);
    return history;
  }
}

/** A loss history as plain numbers. */
export interface LossRecord {
  /** Mean loss of each training step. */
  readonly losses: number[];
  /** How far time reaches. */
  readonly span: number;
  /** How many intervals. */
  readonly intervals: number;
  /** Training steps in a window. */
  readonly window: number;
  /** Sum of the losses in each window and interval. */
  readonly sums: number[];
  /** How many samples fell there, each counted by its share. */
  readonly counts: number[];
}
