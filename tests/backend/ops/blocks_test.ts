import { blockSums, repeat } from "../../../lib/backend/ops/blocks.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, random, toTensor } from "../check_operation.ts";

testOnBackends("repeat() and blockSums() are each other's transpose", async () => {
  const small = random([2, 3, 2, 5], "small"), large = random([2, 6, 4, 5], "large");
  const x = toTensor(small), y = toTensor(large);
  const up = repeat(x), down = blockSums(y);
  const left = tf.sum(tf.mul(up, y)), right = tf.sum(tf.mul(x, down));
  await assertClose(left, [(await right.data())[0]], "⟨repeat(x), y⟩ = ⟨x, blockSums(y)⟩", 1e-5);
  const four = blockSums(up);
  await assertClose(four, small.data.map((value) => 4 * value), "blockSums(repeat(x)) = 4x");
  tf.dispose([x, y, up, down, left, right, four]);
});
