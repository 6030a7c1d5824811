import { assertEquals } from "../assert.ts";
import { MomentShare } from "../../lib/metrics/moment_worker.ts";
import { Random } from "../../lib/numerics/random.ts";

Deno.test("MomentShare computes the same blocks alone and together", () => {
  const d = 70, rows = new Random(1, "rows").normals(9 * d), alone = new MomentShare(d, 0, 1);
  const shares = [0, 1].map((worker) => new MomentShare(d, worker, 2));
  for (const share of [alone, ...shares]) {
    share.add(0, rows, 9);
    share.add(1, rows.subarray(0, 4 * d), 4);
  }
  const [node] = alone.nodes(), [even, odd] = shares.map((share) => share.nodes()[0]);
  assertEquals([node.level, node.n, even.n, odd.n], [1, 13, 13, 13]);
  // Blocks 0 and 2 are the first share's, block 1 the second's.
  const split = 64 * 64, second = split + 8 * 64;
  assertEquals(node.scatter.subarray(0, split), even.scatter.subarray(0, split));
  assertEquals(node.scatter.subarray(split, second), odd.scatter);
  assertEquals(node.scatter.subarray(second), even.scatter.subarray(split));
});
