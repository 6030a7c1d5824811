/**
 * Block products shared out among threads.
 * @module
 */
import { type Float64Kernels, scratchKernels, sharedBlock } from "./float64.ts";

/** A block product as `Float64Kernels.block` takes it, several times with moved factors for one result. */
export type BlockTask = readonly [
  a: number,
  b: number,
  c: number,
  aPanels: number,
  bPanels: number,
  k: number,
  cStride: number,
  times: number,
  aStep: number,
  bStep: number,
];

/** Numbers of a task. */
const FIELDS = 10;

/** Tasks that may wait. */
const CAPACITY = 256;

/** Where the counters are among the int32 of a shared memory: how many tasks were handed out, are there and are done. */
const [NEXT, LIMIT, DONE] = [0, 1, 2];

/** In place of the number of tasks when no more will come. */
const OVER = -1;

/** Bytes before what the products are of. */
const RESERVED = 4 * (16 + CAPACITY * FIELDS);

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
  readonly #block: Float64Kernels["block"];
  readonly #control?: Int32Array;
  #added = 0;

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
    [this.#block, this.#control] = [sharedBlock(memory), new Int32Array(memory.buffer)];
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
    const control = this.#control;
    if (control === undefined) return compute(this.#block, task);
    // The place of a task is free when all that came before the last lap are done.
    if (this.#added % CAPACITY === 0) this.finish();
    control.set(task, placeOf(this.#added));
    Atomics.store(control, LIMIT, ++this.#added);
    Atomics.notify(control, LIMIT);
  }

  /** Computes until all tasks are done. */
  finish(): void {
    const control = this.#control;
    if (control === undefined) return;
    while (takeTask(control, this.#block));
    for (let done; (done = Atomics.load(control, DONE)) < this.#added;) Atomics.wait(control, DONE, done);
  }

  /** Lets the helpers go: ended from outside while it waits, a worker would keep the process from ending. */
  [Symbol.dispose](): void {
    if (this.#control === undefined) return;
    Atomics.store(this.#control, LIMIT, OVER);
    Atomics.notify(this.#control, LIMIT);
  }
}

/**
 * Computes tasks as they come, until no more will.
 * @param memory The team's memory.
 */
export function helpTeam(memory: WebAssembly.Memory): void {
  const control = new Int32Array(memory.buffer), block = sharedBlock(memory);
  for (let limit; (limit = Atomics.load(control, LIMIT)) !== OVER;) {
    if (!takeTask(control, block)) Atomics.wait(control, LIMIT, limit);
  }
}

/** Takes the next task and computes it; false where there is none. */
function takeTask(control: Int32Array, block: Float64Kernels["block"]): boolean {
  const next = Atomics.load(control, NEXT);
  if (next >= Atomics.load(control, LIMIT)) return false;
  if (Atomics.compareExchange(control, NEXT, next, next + 1) !== next) return true;
  compute(block, control.subarray(placeOf(next), placeOf(next) + FIELDS) as unknown as BlockTask);
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
  return true;
}

function compute(block: Float64Kernels["block"], task: BlockTask): void {
  const [a, b, c, aPanels, bPanels, k, cStride, times, aStep, bStep] = task;
  for (let i = 0; i < times; i++) block(a + i * aStep, b + i * bStep, c, aPanels, bPanels, k, cStride);
}

function placeOf(task: number): number {
  return 16 + task % CAPACITY * FIELDS;
}

/** The cores that a computation may take: one where another has been started beside it, or where nobody can wait. */
function cores(): number {
  const alone = "Deno" in globalThis && !("WorkerGlobalScope" in globalThis);
  return alone ? navigator.hardwareConcurrency : 1;
}
