/**
 * The checkpoints of one run.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { type CheckpointOptions, dropCheckpointsAfter, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import type { ExampleSource } from "./examples.ts";
import type { LoopHooks, LoopState } from "./loop.ts";
import type { TrainingPlan } from "./options.ts";

/** Looks after the checkpoints of one run. */
export class CheckpointKeeper {
  readonly #plan: TrainingPlan;
  readonly #source: ExampleSource;
  readonly #options: CheckpointOptions;
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
   * @returns The newest good checkpoint, or undefined where there is none.
   * @throws {SyntaxError} If there are checkpoints and all are damaged.
   * @throws {TypeError | RangeError} If they are of another network or run.
   */
  async load(): Promise<LoopState | undefined> {
    const { folder, onDamaged } = this.#options;
    const state = await loadCheckpoint(folder, this.#plan, onDamaged);
    if (state?.source !== undefined) this.#source.state?.set(state.source);
    this.#start = this.#saved = state?.optimiser.step;
    return state;
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
    const { step } = state.optimiser;
    if (step === this.#saved) return;
    await saveCheckpoint(this.#options.folder, this.#plan, { ...state, source: this.#source.state });
    this.#saved = step;
  }

  /**
   * Goes back to a state from before the run went bad: it becomes the newest checkpoint.
   * @param state The state; its history may know of later steps.
   * @throws {Error} "Cannot write PATH: …"; the checkpoints that were there are still good.
   */
  async goBack({ optimiser, history }: LoopState): Promise<void> {
    const { step } = optimiser;
    // What the run went on from is there already, and may stand within a window, which a history cannot be cut in.
    if (step !== this.#start) await this.save({ optimiser, history: history.before(step) });
    await dropCheckpointsAfter(this.#options.folder, step);
  }
}
