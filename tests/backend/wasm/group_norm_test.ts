import { groupNorm, groupNormGrad } from "../../../lib/backend/wasm/group_norm.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals } from "../../assert.ts";
import { assertClose } from "../check_operation.ts";

Deno.test("groupNorm() hands its statistics on, and groupNormGrad() is orthogonal to what it removed", async () => {
  await startBackend("wasm");
  const x = tf.tensor([1, 2, 3, 6, 5, 4, 3, 8], [1, 4, 2]), scale = tf.ones([2]), offset = tf.zeros([2]);
  const [, statistics] = (groupNorm({ x, scale, offset }, { groups: 2, eps: 1e-9 }) as tf.TensorInfo[])
    .map((info) => tf.engine().makeTensorFromTensorInfo(info));
  assertEquals(statistics.shape, [1, 2, 2]);
  await assertClose(statistics, [3, 1 / Math.sqrt(2), 5, 1 / Math.sqrt(5)], "statistics");
  const dy = tf.tensor([1, 0, 0, 2, 0, 1, 3, 0], [1, 4, 2]);
  const [dx] = (groupNormGrad({ x, scale, statistics, dy }, { groups: 2 }) as tf.TensorInfo[])
    .map((info) => tf.engine().makeTensorFromTensorInfo(info));
  // The output does not change when a group is shifted or stretched.
  const g = await dx.data(), v = await x.data();
  for (const channel of [0, 1]) {
    const own = [0, 1, 2, 3].map((i) => 2 * i + channel);
    assertEquals(Math.abs(own.reduce((sum, i) => sum + g[i], 0)) < 1e-6, true);
    assertEquals(Math.abs(own.reduce((sum, i) => sum + g[i] * v[i], 0)) < 1e-5, true);
  }
});
