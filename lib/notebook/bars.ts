/**
 * How far a run is: a live bar in a terminal, a line now and then elsewhere, with rate and time left.
 * @module
 */
import { type Progress, progress, type ProgressPage, type StepFacts, terminalPage } from "./progress.ts";

/** How far a part of something is. */
export interface PartProgress extends StepFacts {
  /** What is being done. */
  readonly label: string;
  /** Steps done. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
}

/** The bars of a run, one after another, and the lines between them. */
export class Bars implements AsyncDisposable {
  readonly #print: (line: string) => void;
  readonly #terminal: boolean;
  #bar: { readonly label: string; readonly steps: number; readonly shown: Progress } | undefined;

  /**
   * Begins without a bar.
   * @param print Takes a line that is no bar; standard error unless told.
   * @param terminal Whether bars can be written over; as standard error says unless told.
   */
  constructor(print: (line: string) => void = console.error, terminal: boolean = Deno.stderr.isTerminal()) {
    this.#print = print;
    this.#terminal = terminal;
  }

  /**
   * Draws how far something is. Where another thing was drawn, that has ended.
   * @param report What, and how far.
   */
  report({ label, step, steps, ...facts }: PartProgress): void {
    if (this.#bar?.label !== label || this.#bar.steps !== steps) {
      void this.end();
      this.#bar = { label, steps, shown: progress(steps, label, this.#page()) };
    }
    this.#bar.shown.update(step, facts);
    if (step >= steps) void this.end();
  }

  /**
   * Writes a line; a bar that is under way goes on below it.
   * @param line The line.
   */
  say(line: string): void {
    void this.end();
    this.#print(line);
  }

  /** Ends what is drawn. What the page writes is out as soon as it is begun: nobody need wait. */
  async end(): Promise<void> {
    const bar = this.#bar;
    this.#bar = undefined;
    await bar?.shown.done();
  }

  /** The same at the end of a block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  #page(): ProgressPage {
    const decoder = new TextDecoder();
    return this.#terminal
      ? terminalPage(true, (bytes) => Deno.stderr.writeSync(bytes))
      : terminalPage(false, (bytes) => this.#print(decoder.decode(bytes).trimEnd()));
  }
}
