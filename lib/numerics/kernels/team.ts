/**
 * Block products shared out among threads.
 * @module
 */
import { type Float64Kernels, scratchKernels } from "./float64.ts";
import { type BlockTask, computeTask, RESERVED, TaskQueue } from "./task_queue.ts";

/** Multiplications and additions below which another thread would hardly have begun before the end. */
const WORTHWHILE = 3e9;

/**
 * This thread and its helpers, which take tasks as they come. Which of them computes a product makes no difference to its
 * bytes. Helpers are workers that begin when the team is made and end after it; this thread waits for neither.
 */
export class BlockTeam implements Disposable {
  /** Room for the factors and results, in float64; `bytes` says where it begins for a task. */
  readonly memory: Float64Array;
  /** The address of {@linkcode BlockTeam.memory}. */
  readonly bytes: number;
  /** Of a team of one. */
  readonly #block?: Float64Kernels["block"];
  /** Of a larger one. */
  readonly #queue?: TaskQueue;

  /**
   * Makes a team.
   * @param entries How many float64 it needs.
   * @param work Multiplications and additions to come.
   * @param threads How many threads it has; as many as there are cores, where the work is worth it, unless told.
   */
  constructor(entries: number, work: number, threads: number = work < WORTHWHILE ? 1 : cores()) {
    if (threads === 1) {
      const { memory, block } = scratchKernels(8 * entries);
      [this.memory, this.bytes, this.#block] = [new Float64Array(memory.buffer, 0, entries), 0, block];
      return;
    }
    const pages = Math.ceil((RESERVED + 8 * entries) / 65536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    [this.memory, this.bytes] = [new Float64Array(memory.buffer, RESERVED, entries), RESERVED];
    this.#queue = new TaskQueue(memory);
    for (let i = 1; i < threads; i++) {
      const helper = new Worker(new URL("./team_worker.ts", import.meta.url).href, { type: "module" });
      // One that cannot begin is not missed.
      helper.onerror = (event) => event.preventDefault();
      helper.postMessage(memory);
    }
  }

  /**
   * Hands out a task, whose factors lie in the memory already. Tasks that are not finished must not write to one place.
   * @param task The task.
   */
  add(task: BlockTask): void {
    if (this.#block === undefined) this.#queue!.add(task);
    else computeTask(this.#block, task);
  }

  /** Computes until all tasks are done. */
  finish(): void {
    this.#queue?.finish();
  }

  /** Lets the helpers go: ended from outside while it waits, a worker would keep the process from ending. */
  [Symbol.dispose](): void {
    this.#queue?.close();
  }
}

/** The cores that a computation may take: one where another has been started beside it, or where nobody can wait. */
function cores(): number {
  const alone = "Deno" in globalThis && !("WorkerGlobalScope" in globalThis);
  return alone ? navigator.hardwareConcurrency : 1;
}
