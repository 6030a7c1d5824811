import { conv2dBackpropFilter, conv2dBackpropInput } from "../../../lib/backend/wasm/convolution_gradients.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, random, toTensor } from "../check_operation.ts";

testOnBackends("conv2dBackpropInput() carries conv2dTranspose() and its gradient", async () => {
  const x = toTensor(random([2, 3, 4, 3], "x")) as tf.Tensor4D, w = toTensor(random([4, 4, 2, 3], "w")) as tf.Tensor4D;
  const transposed = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2dTranspose(x, w, [2, 6, 8, 2], 2, "same");
  const results = () => [transposed(x, w), ...tf.grads(transposed as (...t: tf.Tensor[]) => tf.Tensor)([x, w])];
  const here = results();
  await startBackend("cpu");
  const there = results();
  for (let i = 0; i < here.length; i++) await assertClose(there[i], await here[i].data(), `result ${i}`);
  tf.dispose([x, w, here, there]);
}, (name) => name === "wasm");

testOnBackends("conv2dBackpropFilter() adds up as many images as there are, whatever is taken together", async () => {
  // 40 images of 16 pixels: 32 fill the cache's share, 8 are left.
  const x = toTensor(random([40, 4, 4, 3], "x")) as tf.Tensor4D, w = toTensor(random([3, 3, 3, 5], "w")) as tf.Tensor4D;
  const slope = () => tf.grad((w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, 1, "same"))(w);
  const here = slope();
  await startBackend("cpu");
  const there = slope();
  await assertClose(there, await here.data(), "gradient");
  tf.dispose([x, w, here, there]);
}, (name) => name === "wasm");

Deno.test("the gradients of a convolution refuse channels first", () => {
  const x = tf.zeros([1, 2, 3, 3]);
  const attributes = { strides: 1, pad: "same", dataFormat: "NCHW", filterShape: [1, 1, 2, 2], inputShape: x.shape };
  for (const kernel of [conv2dBackpropFilter, conv2dBackpropInput]) {
    assertThrows(() => kernel({ x, dy: x, filter: x }, attributes), TypeError, 'dataFormat must be "NHWC", got "NCHW"');
  }
});
