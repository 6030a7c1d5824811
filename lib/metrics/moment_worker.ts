/**
 * The worker behind {@link MomentAccumulator}: it keeps its own blocks of every slice's scatter matrix.
 * @module
 */
import { type Node, NodeTree } from "./kernels/nodes.ts";
import { ownBlocks, SliceScatter } from "./kernels/scatter.ts";

/** What the accumulator asks of a worker. */
export type MomentRequest =
  | { readonly kind: "start"; readonly dimension: number; readonly worker: number; readonly workers: number }
  | { readonly kind: "slice"; readonly index: number; readonly n: number; readonly rows: Float32Array | Float64Array }
  | { readonly kind: "collect" };

/** Some of the blocks of the scatter matrices of all slices: the whole work where there is one worker. */
export class MomentShare {
  readonly #scatter: SliceScatter;
  readonly #tree: NodeTree;

  /**
   * Begins with no slices.
   * @param dimension d ≥ 1.
   * @param worker This share's index.
   * @param workers How many shares there are.
   */
  constructor(dimension: number, worker: number, workers: number) {
    const { blocks, size } = ownBlocks(dimension, worker, workers);
    this.#scatter = new SliceScatter(dimension, blocks, size);
    this.#tree = new NodeTree(blocks);
  }

  /**
   * Adds a slice.
   * @param index The slice's index, not yet there.
   * @param rows n × d, row-major, finite.
   * @param n Number of rows, at least 1.
   */
  add(index: number, rows: Float32Array | Float64Array, n: number): void {
    this.#tree.add({ level: 0, index, n, ...this.#scatter.compute(rows, n) });
  }

  /**
   * The tree's nodes, with this share's blocks.
   * @returns The nodes in the order of their slices.
   */
  nodes(): Node[] {
    return this.#tree.nodes();
  }
}

interface WorkerScope {
  onmessage: (event: MessageEvent<MomentRequest>) => void;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

// The file is also imported by the main thread, where there is nobody to answer.
if ("DedicatedWorkerGlobalScope" in globalThis || "WorkerGlobalScope" in globalThis) {
  const scope = globalThis as unknown as WorkerScope;
  let share: MomentShare | undefined;
  scope.onmessage = ({ data }) => {
    if (data.kind === "start") share = new MomentShare(data.dimension, data.worker, data.workers);
    else if (data.kind === "slice") {
      share!.add(data.index, data.rows, data.n);
      scope.postMessage(null);
    } else {
      const nodes = share!.nodes();
      scope.postMessage(nodes, nodes.map((node) => node.scatter.buffer as ArrayBuffer));
    }
  };
}
