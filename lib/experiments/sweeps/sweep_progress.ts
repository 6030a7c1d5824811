/**
 * How far a sweep is while its tasks end one after another.
 * @module
 */
import type { Store } from "../store/store.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { type RunState, sweepStatus, taskStatus } from "./sweep_status.ts";

/** Counts that are kept up by looking at what changes: a task's runs, when it begins and when it ends. */
export class SweepProgress {
  /** How many runs are in each state. */
  readonly counts: Record<RunState, number>;
  readonly #store: Store;
  readonly #plan: SweepPlan;
  readonly #atOnce: number;
  readonly #states: Map<string, RunState>;
  #seconds: number;

  private constructor(store: Store, plan: SweepPlan, atOnce: number, known: Known) {
    this.#store = store;
    this.#plan = plan;
    this.#atOnce = atOnce;
    this.#states = known.states;
    this.#seconds = known.seconds;
    this.counts = known.counts;
  }

  /**
   * Looks at all runs, once.
   * @param store The store.
   * @param plan The sweep's plan.
   * @param atOnce Tasks at a time, for the estimate.
   * @returns The progress.
   */
  static async of(store: Store, plan: SweepPlan, atOnce: number): Promise<SweepProgress> {
    const { runs, counts, secondsEach = 0 } = await sweepStatus(store, plan);
    const states = new Map(runs.map(({ run, state }) => [run.id, state]));
    return new SweepProgress(store, plan, atOnce, {
      states,
      counts: { ...counts },
      seconds: secondsEach * counts.done,
    });
  }

  /**
   * Notes that a task begins.
   * @param task The task.
   */
  begin(task: number): void {
    for (const { id } of this.#plan.tasks[task]) {
      if (this.#states.get(id) !== "done") this.#set(id, "running");
    }
  }

  /**
   * Looks where a task's runs are, now that it has ended.
   * @param task The task.
   */
  async end(task: number): Promise<void> {
    for (const { run, state, seconds = 0 } of await taskStatus(this.#store, this.#plan, task)) {
      if (state === "done" && this.#states.get(run.id) !== "done") this.#seconds += seconds;
      this.#set(run.id, state);
    }
  }

  /** Seconds until all are done, if none fails; undefined before the first is. */
  get secondsLeft(): number | undefined {
    const { done, running, remaining } = this.counts;
    return done === 0 ? undefined : this.#seconds / done * (running + remaining) / Math.max(1, this.#atOnce);
  }

  #set(id: string, state: RunState): void {
    this.counts[this.#states.get(id)!]--;
    this.counts[state]++;
    this.#states.set(id, state);
  }
}

/** What a progress begins with. */
interface Known {
  readonly states: Map<string, RunState>;
  readonly counts: Record<RunState, number>;
  readonly seconds: number;
}
