import { blockSums, repeat } from "../../../lib/backend/wasm/blocks.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertClose } from "../check_operation.ts";

Deno.test("repeat() and blockSums() work in place on the heap", async () => {
  await startBackend("wasm");
  const x = tf.tensor([1, 2, 3, 4], [1, 1, 2, 2]);
  const large = tf.engine().makeTensorFromTensorInfo(repeat({ x }, {}) as tf.TensorInfo);
  await assertClose(large, [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4], "repeat");
  const small = tf.engine().makeTensorFromTensorInfo(blockSums({ x: large }, {}) as tf.TensorInfo);
  await assertClose(small, [4, 8, 12, 16], "blockSums");
  tf.dispose([x, large, small]);
});
