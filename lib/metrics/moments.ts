/**
 * Means and covariances of features that are never all in memory.
 * @module
 */
import { checkInteger, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type Node, NodeTree } from "./kernels/nodes.ts";
import { ownBlocks } from "./kernels/scatter.ts";
import { type MomentRequest, MomentShare } from "./moment_worker.ts";
import { checkFeatures } from "./kernels/rows.ts";

/** Rows in a slice, the unit in which sums are formed and merged. */
export const SLICE_ROWS = 2048;
/** Below this dimension a worker costs more than it brings. */
const WORKERS_FROM = 192;

/**
 * Mean and covariance of a set of features.
 * @category Metrics
 */
export interface Moments {
  /** Number of samples; undefined where saved statistics do not say. */
  readonly n: number | undefined;
  /** Number of features d. */
  readonly dimension: number;
  /** The mean, d values. */
  readonly mean: Float64Array;
  /** The covariance with divisor n − 1, d × d, row-major. */
  readonly covariance: Float64Array;
  /** What the features are, such as "inception-v3-fid@6726825d0af5"; undefined where unknown. */
  readonly features?: string;
}

/** Moments of a run of slices, as one worker hands them to another; plain data that can be stored or sent. */
export interface MomentPart {
  /** Level in the tree over slices; the part covers up to 2^level of them. */
  readonly level: number;
  /** Index within the level. */
  readonly index: number;
  /** Rows behind it. */
  readonly n: number;
  /** Their mean, d values. */
  readonly mean: Float64Array;
  /** The lower triangle of Σ (x − mean)(x − mean)ᵀ in blocks of 64 × 64, row by row. */
  readonly scatter: Float64Array;
}

/** How features are accumulated. */
export interface MomentOptions {
  /** What the features are; kept in the moments. */
  features?: string;
  /** Threads; the machine's cores (8 at most) from 192 dimensions on, else none but the caller's. */
  workers?: number;
  /** Index of the first slice, where several accumulators share one list of rows; 0 unless told. */
  firstSlice?: number;
}

/**
 * Accumulates mean and covariance of rows that come in pieces of any size.
 *
 * Rows are gathered into slices of {@link SLICE_ROWS}; each slice is centred on its own mean and summed in float64, and
 * slices are merged along a fixed binary tree. So the result is the same bytes whatever the sizes of the pieces, the
 * number of threads and the order in which parts are merged, and its relative error stays near 2⁻⁵² · √n.
 *
 * Several processes may share one list of rows: each takes whole slices (only the last of the list may be short), says
 * with `firstSlice` where its own begin, and hands its {@link MomentAccumulator.parts} to {@link mergeMoments}.
 */
export class MomentAccumulator {
  /** Number of features d. */
  readonly dimension: number;
  readonly #features: string | undefined;
  readonly #threads: Thread[];
  readonly #share: MomentShare | undefined;
  #slice: number;
  #rows: number = 0;
  #stage: Float32Array | Float64Array | undefined;
  #spare: (Float32Array | Float64Array)[] = [];
  #filled: number = 0;

  /**
   * Begins with no rows.
   * @param dimension d ≥ 1.
   * @param options What the features are, threads, first slice.
   * @throws {RangeError} If an option is out of range.
   */
  constructor(dimension: number, options: MomentOptions = {}) {
    checkInteger("accumulate moments", "dimension", dimension, 1, 16384);
    const workers = options.workers ?? (dimension < WORKERS_FROM ? 0 : Math.min(8, navigator.hardwareConcurrency));
    checkInteger("accumulate moments", "workers", workers, 0, 64);
    checkInteger("accumulate moments", "firstSlice", options.firstSlice ?? 0, 0, 2 ** 30);
    this.dimension = dimension;
    this.#features = options.features;
    this.#slice = options.firstSlice ?? 0;
    this.#threads = Array.from({ length: workers }, (_, worker) => new Thread({ dimension, worker, workers }));
    if (workers === 0) this.#share = new MomentShare(dimension, 0, 1);
  }

  /** Rows taken so far. */
  get n(): number {
    return this.#rows;
  }

  /**
   * Takes rows; they are copied.
   * @param rows m × d, row-major; float32 or float64, but the same in every call.
   * @throws {TypeError} If the length is no multiple of d, or the type differs from the call before.
   * @throws {RangeError} If a value is NaN or infinite; names its row (counted from the first row taken) and column.
   */
  async push(rows: Float32Array | Float64Array): Promise<void> {
    const d = this.dimension, count = checkRows("accumulate moments", "features", rows, d);
    const before = this.#stage ?? this.#spare[0];
    if (before !== undefined && before.constructor !== rows.constructor) {
      const [had, got] = [before.constructor.name, rows.constructor.name];
      throw new TypeError(`Cannot accumulate moments: features were ${had} so far, got ${got}`);
    }
    checkFeatures("accumulate moments", "features", rows, d, this.#rows);
    for (let at = 0; at < count;) {
      this.#stage ??= await this.#vacancy(rows instanceof Float32Array);
      const take = Math.min(count - at, SLICE_ROWS - this.#filled);
      this.#stage.set(rows.subarray(at * d, (at + take) * d), this.#filled * d);
      this.#filled += take;
      this.#rows += take;
      at += take;
      if (this.#filled === SLICE_ROWS) this.#flush();
    }
  }

  /**
   * What has been accumulated, for {@link mergeMoments}; the accumulator is spent and its threads have ended.
   * @returns Parts in the order of their slices.
   */
  async parts(): Promise<MomentPart[]> {
    if (this.#filled > 0) this.#flush();
    try {
      if (this.#share !== undefined) return this.#share.nodes();
      return assemble(await Promise.all(this.#threads.map((thread) => thread.collect())), this.dimension);
    } finally {
      this.close();
    }
  }

  /**
   * The moments of all rows; the accumulator is spent and its threads have ended.
   * @returns The mean and the covariance.
   * @throws {RangeError} If there are fewer than two rows.
   */
  async finish(): Promise<Moments> {
    return mergeMoments(await this.parts(), this.#features);
  }

  /** Ends the threads, where the work is given up before it is finished. */
  close(): void {
    for (const thread of this.#threads) thread.close();
  }

  /** A buffer to fill: with threads, one of two, so that copying and computing overlap. */
  async #vacancy(single: boolean): Promise<Float32Array | Float64Array> {
    const size = SLICE_ROWS * this.dimension;
    if (this.#share !== undefined || this.#spare.length < 2) {
      if (this.#share !== undefined && this.#spare.length > 0) return this.#spare[0];
      const buffer = new SharedArrayBuffer(size * (single ? 4 : 8));
      const stage = single ? new Float32Array(buffer) : new Float64Array(buffer);
      this.#spare.push(stage);
      return stage;
    }
    await Promise.all(this.#threads.map((thread) => thread.fewerThan(2)));
    const stage = this.#spare.shift()!;
    this.#spare.push(stage);
    return stage;
  }

  #flush(): void {
    const [rows, n, index] = [this.#stage!, this.#filled, this.#slice++];
    if (this.#share !== undefined) this.#share.add(index, rows, n);
    for (const thread of this.#threads) thread.send({ kind: "slice", index, n, rows });
    this.#stage = undefined;
    this.#filled = 0;
  }
}

/**
 * Merges parts of one list of rows. The same slices give the same bytes, however they were shared out and in whatever
 * order the parts come.
 * @param parts Parts from one or more accumulators over disjoint slices.
 * @param features What the features are; kept in the moments.
 * @returns The moments of all rows.
 * @throws {TypeError} If the parts differ in dimension.
 * @throws {RangeError} If there are fewer than two rows, or a slice comes twice.
 * @category Metrics
 */
export function mergeMoments(parts: readonly MomentPart[], features?: string): Moments {
  const d = parts[0]?.mean.length ?? 0, { blocks } = ownBlocks(d, 0, 1);
  const other = parts.find((part) => part.mean.length !== d);
  if (other) {
    throw new TypeError(`Cannot merge moments: parts have dimensions ${d} and ${other.mean.length}`);
  }
  const tree = new NodeTree(blocks);
  for (const part of parts) tree.add({ ...part, scatter: part.scatter.slice() });
  const root = tree.root();
  if (root === undefined || root.n < 2) {
    throw new RangeError(`Cannot take moments: at least 2 rows are needed, got ${root?.n ?? 0}`);
  }
  const covariance = new Float64Array(d * d);
  for (const { row, column, rows, columns, offset } of blocks) {
    for (let i = row; i < Math.min(row + rows, d); i++) {
      for (let j = column; j < Math.min(column + columns, i + 1); j++) {
        const value = root.scatter[offset + (i - row) * columns + j - column] / (root.n - 1);
        covariance[i * d + j] = covariance[j * d + i] = value;
      }
    }
  }
  return { n: root.n, dimension: d, mean: root.mean, covariance, ...(features === undefined ? {} : { features }) };
}

/**
 * The moments of features that are in memory.
 *
 * @example The mean of three points
 * ```ts
 * import assert from "node:assert/strict";
 * import { momentsOf } from "nearzero/metrics";
 *
 * const { mean } = await momentsOf(Float64Array.of(0, 0, 1, 2, 2, 1), 2);
 * assert.deepEqual(Array.from(mean), [1, 1]);
 * ```
 *
 * @param features n × d, row-major.
 * @param dimension d ≥ 1.
 * @param options What the features are, threads.
 * @returns The moments.
 * @throws {TypeError} If the length is no multiple of d.
 * @throws {RangeError} If a value is not finite, or there are fewer than two rows.
 * @category Metrics
 */
export async function momentsOf(
  features: Float32Array | Float64Array,
  dimension: number,
  options: MomentOptions = {},
): Promise<Moments> {
  checkArguments("momentsOf", arguments);
  const accumulator = new MomentAccumulator(dimension, options);
  try {
    await accumulator.push(features);
    return await accumulator.finish();
  } finally {
    accumulator.close();
  }
}

/** Puts the threads' blocks of every node side by side, in the order of a single owner. */
function assemble(shares: Node[][], dimension: number): MomentPart[] {
  const { blocks, size } = ownBlocks(dimension, 0, 1);
  return shares[0].map((node, k) => {
    const scatter = new Float64Array(size), at = shares.map(() => 0);
    blocks.forEach(({ rows, columns, offset }, i) => {
      const owner = i % shares.length, from = at[owner];
      scatter.set(shares[owner][k].scatter.subarray(from, from + rows * columns), offset);
      at[owner] += rows * columns;
    });
    return { level: node.level, index: node.index, n: node.n, mean: node.mean, scatter };
  });
}

/** One worker and the answers that it owes. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: { done: (answer: unknown) => void; failed: (error: Error) => void }[] = [];
  #pending: Promise<unknown>[] = [];

  constructor(start: { dimension: number; worker: number; workers: number }) {
    this.#worker = new Worker(new URL("./moment_worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#waiting.shift()!.done(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      for (const { failed } of this.#waiting) failed(new Error(`Cannot accumulate moments: ${event.message}`));
    };
    this.#worker.postMessage({ kind: "start", ...start } satisfies MomentRequest);
  }

  send(request: MomentRequest): Promise<unknown> {
    const answer = new Promise((done, failed) => this.#waiting.push({ done, failed }));
    // Awaited later; without a handler until then, a failure would end the process.
    answer.catch(() => {});
    this.#pending.push(answer);
    this.#worker.postMessage(request);
    return answer;
  }

  /** Waits until fewer than so many requests are unanswered. */
  async fewerThan(count: number): Promise<void> {
    while (this.#pending.length >= count) await this.#pending.shift();
  }

  async collect(): Promise<Node[]> {
    await this.fewerThan(1);
    return await this.send({ kind: "collect" }) as Node[];
  }

  close(): void {
    this.#worker.terminate();
  }
}
