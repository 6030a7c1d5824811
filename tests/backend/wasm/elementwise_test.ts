import { adam, biasAddGrad, siluGrad, unsortedSegmentSum } from "../../../lib/backend/wasm/elementwise.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals } from "../../assert.ts";
import { assertClose } from "../check_operation.ts";

const tensor = (info: tf.TensorInfo | tf.TensorInfo[]) =>
  tf.engine().makeTensorFromTensorInfo(Array.isArray(info) ? info[0] : info);

Deno.test("unsortedSegmentSum() adds rows by segment and leaves out ids outside", async () => {
  await startBackend("wasm");
  const x = tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]), segmentIds = tf.tensor1d([2, 0, 2, -1], "int32");
  const sums = tensor(unsortedSegmentSum({ x, segmentIds }, { numSegments: 4 }));
  assertEquals(sums.shape, [4, 2]);
  await assertClose(sums, [3, 4, 0, 0, 6, 8, 0, 0], "sums");
  tf.dispose([x, segmentIds, sums]);
});

Deno.test("unsortedSegmentSum() gives tf.gather() its gradient on wasm", async () => {
  await startBackend("wasm");
  const x = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
  const dx = tf.grad((x: tf.Tensor) => tf.gather(x, tf.tensor1d([2, 0, 2], "int32")))(
    x,
    tf.tensor2d([[1, 2], [3, 4], [5, 6]]),
  );
  await assertClose(dx, [3, 4, 0, 0, 6, 8], "gradient");
  tf.dispose([x, dx]);
});

Deno.test("siluGrad(), biasAddGrad() and adam() take empty tensors", async () => {
  await startBackend("wasm");
  const x = tf.zeros([0, 3]), bias = tf.zeros([3]);
  await assertClose(tensor(siluGrad({ x, dy: x }, {})), [], "siluGrad");
  await assertClose(tensor(biasAddGrad({ dy: x, bias }, {})), [0, 0, 0], "biasAddGrad");
  const c = { decay: 0, rate: 1, beta1: 0, rest1: 1, beta2: 0, rest2: 1, root: 1, eps: 1 };
  await assertClose(tensor(adam({ p: x, m: x, v: x, g: x }, c)), [], "adam");
});
