/**
 * Block products as tasks in a memory that threads share.
 * @module
 */
import { type Float64Kernels, sharedBlock } from "./float64.ts";

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

/** The int32 before the first task. */
const HEAD = 16;

/** Where the counters are among them: how many tasks were handed out, are there and are done. */
const [NEXT, LIMIT, DONE] = [0, 1, 2];

/** In place of the number of tasks when no more will come. */
const OVER = -1;

/** Bytes that the tasks take at the start of the memory. */
export const RESERVED: number = 4 * (HEAD + CAPACITY * FIELDS);

/** One thread's view of the tasks; the first that is made finds them all zero. */
export class TaskQueue {
  readonly #control: Int32Array;
  readonly #block: Float64Kernels["block"];
  #added = 0;

  /**
   * Looks at a memory.
   * @param memory The memory, which threads share.
   */
  constructor(memory: WebAssembly.Memory) {
    this.#control = new Int32Array(memory.buffer);
    this.#block = sharedBlock(memory);
  }

  /**
   * Adds a task; one thread alone does.
   * @param task The task.
   */
  add(task: BlockTask): void {
    // The place of a task is free when all that came before the last lap are done.
    if (this.#added % CAPACITY === 0) this.finish();
    this.#control.set(task, placeOf(this.#added));
    Atomics.store(this.#control, LIMIT, ++this.#added);
    Atomics.notify(this.#control, LIMIT);
  }

  /** Computes until all tasks that this thread has added are done. */
  finish(): void {
    const control = this.#control;
    while (this.#take());
    for (let done; (done = Atomics.load(control, DONE)) < this.#added;) Atomics.wait(control, DONE, done);
  }

  /** Says that no more will come. */
  close(): void {
    Atomics.store(this.#control, LIMIT, OVER);
    Atomics.notify(this.#control, LIMIT);
  }

  /** Computes tasks as they come, until no more will. */
  help(): void {
    const control = this.#control;
    for (let limit; (limit = Atomics.load(control, LIMIT)) !== OVER;) {
      if (!this.#take()) Atomics.wait(control, LIMIT, limit);
    }
  }

  /** Takes the next task and computes it; false where there is none. */
  #take(): boolean {
    const control = this.#control, next = Atomics.load(control, NEXT);
    if (next >= Atomics.load(control, LIMIT)) return false;
    if (Atomics.compareExchange(control, NEXT, next, next + 1) !== next) return true;
    const place = placeOf(next);
    computeTask(this.#block, control.subarray(place, place + FIELDS) as unknown as BlockTask);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
    return true;
  }
}

/**
 * Computes a task.
 * @param block The block product.
 * @param task The task.
 */
export function computeTask(block: Float64Kernels["block"], task: BlockTask): void {
  const [a, b, c, aPanels, bPanels, k, cStride, times, aStep, bStep] = task;
  for (let i = 0; i < times; i++) block(a + i * aStep, b + i * bStep, c, aPanels, bPanels, k, cStride);
}

function placeOf(task: number): number {
  return HEAD + task % CAPACITY * FIELDS;
}
