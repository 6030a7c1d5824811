/**
 * A tree over the slices of a long list of rows: whoever computes which slice, and in whatever order the parts meet, the
 * same slices end in the same bytes.
 * @module
 */
import type { Block } from "./scatter.ts";

/** Moments of 2^level consecutive slices, or of the fewer that there are. */
export interface Node {
  /** Level in the tree; 0 is one slice. */
  readonly level: number;
  /** Index within the level: the node covers slices index · 2^level to (index + 1) · 2^level − 1. */
  readonly index: number;
  /** Rows behind it. */
  readonly n: number;
  /** Their mean. */
  readonly mean: Float64Array;
  /** Blocks of Σ (x − mean)(x − mean)ᵀ. */
  readonly scatter: Float64Array;
}

/** Nodes that are joined as soon as two are the halves of one. */
export class NodeTree {
  readonly #blocks: readonly Block[];
  readonly #nodes: Map<string, Node> = new Map();

  /**
   * Begins an empty tree.
   * @param blocks The blocks of which every node's scatter consists.
   */
  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
  }

  /**
   * Adds a node; it is the tree's from now on, and its arrays may be written to.
   * @param node A node that shares no slice with those already there.
   * @throws {RangeError} If a slice is already there.
   */
  add(node: Node): void {
    for (const other of this.#nodes.values()) {
      const level = Math.max(node.level, other.level);
      if (ancestor(node, level) === ancestor(other, level)) {
        throw new RangeError(`Cannot merge moments: slice ${node.index * 2 ** node.level} is counted twice`);
      }
    }
    for (;;) {
      const sibling = `${node.level}:${node.index % 2 === 0 ? node.index + 1 : node.index - 1}`;
      const other = this.#nodes.get(sibling);
      if (other === undefined) break;
      this.#nodes.delete(sibling);
      node = node.index % 2 === 0 ? this.#join(node, other) : this.#join(other, node);
    }
    this.#nodes.set(`${node.level}:${node.index}`, node);
  }

  /**
   * The nodes that are left, in the order of their slices.
   * @returns At most two for each level, where the slices follow each other without a gap.
   */
  nodes(): Node[] {
    return [...this.#nodes.values()].sort((a, b) => a.index * 2 ** a.level - b.index * 2 ** b.level);
  }

  /**
   * Joins what is left from left to right.
   * @returns One node, or undefined where the tree is empty.
   */
  root(): Node | undefined {
    const [first, ...rest] = this.nodes();
    return first && rest.reduce((left, right) => this.#join(left, right), copy(first));
  }

  /** Chan, Golub & LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979). */
  #join(left: Node, right: Node): Node {
    const n = left.n + right.n, d = left.mean.length, weight = left.n * right.n / n;
    const difference = new Float64Array(Math.ceil(d / 4) * 4), mean = new Float64Array(d);
    for (let j = 0; j < d; j++) {
      difference[j] = right.mean[j] - left.mean[j];
      mean[j] = left.mean[j] + difference[j] * (right.n / n);
    }
    const to = left.scatter, from = right.scatter;
    for (const { row, column, rows, columns, offset } of this.#blocks) {
      for (let i = 0, at = offset; i < rows; i++) {
        const factor = weight * difference[row + i];
        for (let j = 0; j < columns; j++, at++) to[at] += from[at] + factor * difference[column + j];
      }
    }
    return { level: left.level + 1, index: left.index >> 1, n, mean, scatter: to };
  }
}

function ancestor(node: Node, level: number): number {
  return Math.floor(node.index / 2 ** (level - node.level));
}

function copy(node: Node): Node {
  return { ...node, scatter: node.scatter.slice() };
}
