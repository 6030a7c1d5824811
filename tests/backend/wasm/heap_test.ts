import { allocate, floats, integers, share } from "../../../lib/backend/wasm/heap.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("floats() and integers() show a tensor's values in place", async () => {
  await startBackend("wasm");
  const [info] = allocate([2, 2]);
  floats(info).set([1, 2, 3, 4]);
  const tensor = tf.engine().makeTensorFromTensorInfo(info);
  assertEquals([...await tensor.data()], [1, 2, 3, 4]);
  assertEquals([...integers(tf.tensor1d([5, -6], "int32"))], [5, -6]);
});

Deno.test("share() keeps the values until the last owner is disposed of", async () => {
  await startBackend("wasm");
  const first = tf.tensor1d([1, 2, 3]);
  const second = tf.engine().makeTensorFromTensorInfo(share(first));
  const third = first.clone();
  first.dispose();
  assertEquals([...await second.data()], [1, 2, 3]);
  second.dispose();
  assertEquals([...await third.data()], [1, 2, 3]);
  third.dispose();
});
