import { assertEquals, assertThrows } from "../../assert.ts";
import * as fc from "../../property.ts";
import { type Node, NodeTree } from "../../../lib/metrics/kernels/nodes.ts";
import { ownBlocks, SliceScatter } from "../../../lib/metrics/kernels/scatter.ts";
import { Random } from "../../../lib/numerics/random.ts";

const d = 3, { blocks, size } = ownBlocks(d, 0, 1), scatter = new SliceScatter(d, blocks, size);
const slice = (index: number): Node => {
  const n = 5 + index;
  return { level: 0, index, n, ...scatter.compute(new Random(index, "slice").normals(n * d), n) };
};
const rootOf = (order: readonly number[]) => {
  const tree = new NodeTree(blocks);
  for (const index of order) tree.add(slice(index));
  return tree.root();
};

Deno.test("NodeTree gives the same bytes in whatever order the slices come, and through parts", () => {
  const count = 11, expected = rootOf(Array.from({ length: count }, (_, i) => i));
  fc.assert(
    fc.property(fc.shuffledSubarray(Array.from({ length: count }, (_, i) => i), { minLength: count }), (order) => {
      assertEquals(rootOf(order), expected);
      // Two processes with half of the slices each.
      const [left, right, whole] = [new NodeTree(blocks), new NodeTree(blocks), new NodeTree(blocks)];
      order.forEach((index, k) => (k % 2 === 0 ? left : right).add(slice(index)));
      for (const node of [...right.nodes(), ...left.nodes()]) whole.add(node);
      assertEquals(whole.root(), expected);
    }),
    { numRuns: 20 },
  );
});

Deno.test("NodeTree refuses a slice that is already there, alone or inside a node", () => {
  const tree = new NodeTree(blocks);
  tree.add(slice(0));
  tree.add(slice(1));
  assertThrows(() => tree.add(slice(1)), RangeError, "slice 1 is counted twice");
  assertEquals(new NodeTree(blocks).root(), undefined);
});
