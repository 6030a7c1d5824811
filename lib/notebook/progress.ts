/**
 * A bar that tells how far a long computation is, in a notebook or in a terminal.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { inKernel } from "../io/process/cell_interrupt.ts";
import { display, updateDisplay } from "./display.ts";

/**
 * What a step may report beside its number.
 * @category Notebooks
 */
export interface StepFacts {
  /** The training loss. */
  readonly loss?: number;
  /** Tensors alive on the backend: a number that grows tells of a leak. */
  readonly tensors?: number;
  /** Milliseconds of a step of late: a run that went on from a checkpoint was not made at the pace of its steps so far. */
  readonly millisecondsPerStep?: number;
}

/**
 * Where a computation is.
 * @category Notebooks
 */
export interface ProgressState extends StepFacts {
  /** What is being done. */
  readonly label: string;
  /** Steps done. */
  readonly step: number;
  /** Steps in all. */
  readonly total: number;
  /** Seconds since the start. */
  readonly seconds: number;
  /** Whether it has ended, by finishing or early. */
  readonly done: boolean;
}

/**
 * A running bar. Ends by {@link Progress.done} or at the end of an `await using` block.
 * @category Notebooks
 */
export interface Progress extends AsyncDisposable {
  /**
   * Reports a step; cheap, since the page is redrawn five times a second at most.
   * @param step Steps done so far.
   * @param facts What else is known; a report of training is such facts.
   */
  update(step: number, facts?: StepFacts): void;
  /** Draws the last state and waits until it is out. */
  done(): Promise<void>;
}

/** Where a bar is drawn. */
export interface ProgressPage {
  /** Draws a state; the first, the last and every one in between come in order. */
  draw(state: ProgressState): Promise<void>;
  /** Whether a drawing is on its way as soon as it is begun: then it does not wait for the end of the one before. */
  readonly atOnce?: boolean;
  /** Least seconds between two drawings. */
  readonly interval: number;
}

/**
 * A bar that begins when it is first told something and ends when all is done: what a study takes as its `onProgress`.
 * @param label What is being done.
 * @param page Where to draw; by default what the surroundings allow.
 * @returns A function of how many parts are done and of how many; it waits for the last drawing.
 * @category Notebooks
 */
export function watch(label: string, page?: ProgressPage): (done: number, total: number) => Promise<void> {
  let bar: Progress | undefined;
  return async (done, total) => {
    bar ??= page === undefined ? progress(total, label) : progress(total, label, page);
    bar.update(done);
    if (done >= total) await bar.done();
  };
}

/**
 * Starts a bar: in a notebook one output that is updated in place; in a terminal one line; where standard error is not a
 * terminal a line now and then.
 * @param total Steps in all, at least 1.
 * @param label What is being done, such as "DDPM, seed 0".
 * @param page Where to draw; by default what the surroundings allow.
 * @returns The bar.
 * @throws {RangeError} If the total is not a positive integer.
 * @category Notebooks
 */
export function progress(total: number, label: string, page: ProgressPage = defaultPage()): Progress {
  checkInteger("show progress", "total", total, 1);
  const start = performance.now();
  let [step, facts, ended] = [0, {} as StepFacts, false];
  let drawnAt = -Infinity;
  let drawing: Promise<void> = Promise.resolve();
  const draw = () => {
    const seconds = (performance.now() - start) / 1000;
    drawnAt = seconds;
    const state = { label, step, total, seconds, done: ended, ...facts };
    // A loop that never waits lets no promise go on: only what is begun at once is seen before its end.
    drawing = page.atOnce
      ? Promise.all([drawing, page.draw(state)]).then(() => {})
      : drawing.then(() => page.draw(state));
    drawing.catch(() => {}); // It is done() that reports it; nobody waits for the ones between.
  };
  const done = async () => {
    if (!ended) {
      ended = true;
      draw();
    }
    await drawing;
  };
  draw();
  return {
    update(now, more = {}) {
      if (ended) return;
      const { loss = facts.loss, tensors = facts.tensors, millisecondsPerStep = facts.millisecondsPerStep } = more;
      [step, facts] = [now, { loss, tensors, millisecondsPerStep }];
      if ((performance.now() - start) / 1000 - drawnAt >= page.interval) draw();
    },
    done,
    [Symbol.asyncDispose]: done,
  };
}

/**
 * Writes a state as one line.
 * @param state The state.
 * @param width Characters of the bar itself.
 * @returns Such as "DDPM ━━━━━━──── 120/200  60 %  34.5/s  0:02 left  loss 0.0312  214 tensors".
 */
export function progressLine(state: ProgressState, width: number = 24): string {
  const { label, step, total, seconds, done, loss, tensors, millisecondsPerStep } = state;
  const share = Math.min(1, step / total);
  const filled = Math.round(share * width);
  const rate = millisecondsPerStep ? 1000 / millisecondsPerStep : seconds > 0 ? step / seconds : 0;
  return [
    `${label} ${"━".repeat(filled)}${"─".repeat(width - filled)} ${step}/${total}`,
    `${Math.floor(share * 100)} %`,
    ...(step > 0 ? [`${rate >= 100 ? rate.toFixed(0) : rate.toPrecision(3)}/s`] : []),
    ...(done ? [`in ${clock(seconds)}`] : step > 0 ? [`${clock((total - step) / rate)} left`] : []),
    ...(loss === undefined ? [] : [`loss ${loss.toPrecision(4)}`]),
    ...(tensors === undefined ? [] : [`${tensors} tensors`]),
  ].join("  ");
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), String(whole % 60).padStart(2, "0")];
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

function defaultPage(): ProgressPage {
  return inKernel() ? notebookPage() : terminalPage(Deno.stderr.isTerminal(), (text) => Deno.stderr.writeSync(text));
}

function notebookPage(): ProgressPage {
  const id = `progress-${crypto.randomUUID()}`;
  let shown = false;
  return {
    interval: 0.2,
    atOnce: true,
    draw(state) {
      const bundle = { "text/plain": progressLine(state) };
      const drawing = shown ? updateDisplay(bundle, id) : display(bundle, id);
      shown = true;
      return drawing;
    },
  };
}

/**
 * The page of a terminal, or of a file that standard error goes to.
 * @param rewrites Whether a line can be written over.
 * @param write Takes the bytes.
 * @returns The page.
 */
export function terminalPage(rewrites: boolean, write: (bytes: Uint8Array) => unknown): ProgressPage {
  const encoder = new TextEncoder();
  return {
    interval: rewrites ? 0.1 : 10,
    atOnce: true,
    draw(state) {
      const line = progressLine(state);
      // Carriage return, the line, and whatever longer one was there before erased.
      if (rewrites) write(encoder.encode(`\r${line}\x1b[K${state.done ? "\n" : ""}`));
      else if (state.step > 0 || state.done) write(encoder.encode(`${line}\n`));
      return Promise.resolve();
    },
  };
}
