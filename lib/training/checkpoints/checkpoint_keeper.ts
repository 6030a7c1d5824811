/**
 * The checkpoints of one run.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";
import { dropCheckpointsAfter, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import type { ExampleSource } from "../examples.ts";
import type { LoopHooks, LoopState } from "../loop.ts";
import type { CheckpointOptions, TrainingPlan } from "../options.ts";

/** Looks after the checkpoints of one run. */
export class CheckpointKeeper {
  readonly #plan: TrainingPlan;
  readonly #source: ExampleSource;
  readonly #options: CheckpointOptions;
  #learned: { readonly step: number; readonly source?: Float64Array }[] = [];
  #start: number | undefined;
  #saved: number | undefined;

  /**
   * Takes a run.
   * @param plan The run.
   * @param source Where its examples come from.
   * @param options Where its checkpoints are.
   */
  constructor(plan: TrainingPlan, source: ExampleSource, options: CheckpointOptions) {
    this.#plan = plan;
    this.#source = source;
    this.#options = options;
  }

  /**
   * Where the run goes on; its source is set to what it had learned by then.
   * @returns The newest good checkpoint, a sibling's where this run has none, or undefined where there is none.
   * @throws {SyntaxError} If there are checkpoints and all are damaged.
   * @throws {TypeError | RangeError} If they are of another network or run.
   */
  async load(): Promise<LoopState | undefined> {
    const { folder, onDamaged, onResume } = this.#options;
    let from = folder, state = await loadCheckpoint(folder, this.#plan, onDamaged);
    if (state === undefined) {
      ({ from, state } = await this.#sibling());
      // From here on it is this run's own.
      if (state !== undefined) await saveCheckpoint(folder, this.#plan, state);
    }
    if (state !== undefined) onResume?.(state.optimiser.step, from);
    if (state?.source !== undefined) this.#source.state?.set(state.source);
    this.#start = this.#saved = state?.optimiser.step;
    this.remember(this.#start ?? 0);
    return state;
  }

  /**
   * Remembers what the source has learned by a report: the run may have to go back there.
   * @param step Training steps made.
   */
  remember(step: number): void {
    // The last good state is that of the report before the newest, or of where the run went on.
    this.#learned = [...this.#learned.slice(-1), { step, source: this.#source.state?.slice() }];
  }

  /**
   * When a checkpoint is due, and what writes it.
   * @returns What the loop calls.
   * @throws {RangeError} If `every` is not a positive integer.
   */
  hook(): Required<LoopHooks>["save"] {
    const { every = 500 } = this.#options;
    checkInteger("train", "checkpoint.every", every, 1);
    return { every, state: (state) => this.save(state) };
  }

  /**
   * Writes a checkpoint.
   * @param state The state.
   * @throws {Error} "Cannot write PATH: …"; the checkpoints that were there are still good.
   */
  async save(state: LoopState): Promise<void> {
    await this.#write({ ...state, source: this.#source.state });
  }

  /**
   * Goes back to a state from before the run went bad: it becomes the newest checkpoint.
   * @param state The state; its history may know of later steps.
   * @throws {Error} "Cannot write PATH: …"; the checkpoints that were there are still good.
   */
  async goBack({ optimiser, history }: LoopState): Promise<void> {
    const { step } = optimiser;
    // What the run went on from is there already, and may stand within a window, which a history cannot be cut in.
    if (step !== this.#start) {
      const source = this.#learned.find((report) => report.step === step)?.source;
      await this.#write({ optimiser, history: history.before(step), source });
    }
    await dropCheckpointsAfter(this.#options.folder, step);
  }

  /** The latest state of a sibling that this run would have come through; what cannot be read of them is left aside. */
  async #sibling(): Promise<{ from: string; state?: LoopState }> {
    let best: { from: string; state?: LoopState } = { from: "" };
    for (const from of this.#options.siblings ?? []) {
      const state = await loadCheckpoint(from, this.#plan).catch(() => undefined);
      if (state !== undefined && state.optimiser.step > (best.state?.optimiser.step ?? 0)) best = { from, state };
    }
    return best;
  }

  async #write(state: LoopState): Promise<void> {
    const { step } = state.optimiser;
    if (step === this.#saved) return;
    await saveCheckpoint(this.#options.folder, this.#plan, state);
    this.#saved = step;
  }
}
