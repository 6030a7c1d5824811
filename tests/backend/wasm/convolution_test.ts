import { conv2d, conv2dBackpropFilter, conv2dBackpropInput } from "../../../lib/backend/wasm/convolution.ts";
import { startBackend } from "../../../lib/backend/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, checkOperation, random, toTensor } from "../check_operation.ts";
import { plainConvolution } from "../plain_convolution.ts";

type Pair = [number, number];

/** Strides that differ, filters that are not square, and paddings wider than the filter. */
const cases: { x: number[]; w: number[]; strides: Pair; rows: Pair; columns: Pair }[] = [
  { x: [2, 5, 4, 2], w: [3, 2, 2, 3], strides: [1, 1], rows: [0, 0], columns: [0, 0] },
  { x: [2, 5, 4, 2], w: [3, 3, 2, 2], strides: [2, 1], rows: [1, 2], columns: [0, 1] },
  { x: [1, 3, 3, 2], w: [2, 2, 2, 2], strides: [1, 1], rows: [3, 0], columns: [2, 4] },
  { x: [2, 4, 3, 1], w: [1, 1, 1, 2], strides: [1, 1], rows: [2, 1], columns: [1, 1] },
  { x: [1, 5, 6, 2], w: [2, 3, 2, 1], strides: [3, 2], rows: [0, 4], columns: [5, 0] },
  { x: [2, 7, 7, 2], w: [2, 2, 2, 2], strides: [4, 3], rows: [0, 0], columns: [0, 0] },
];

checkOperation({
  name: "tf.conv2d() with any padding and strides",
  cases: cases.map(({ x, w }) => [x, w]),
  operation: ([x, w], i) => {
    const { strides, rows, columns } = cases[i];
    return tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, [[0, 0], rows, columns, [0, 0]]);
  },
  reference: ([x, w], i) => {
    const { strides, rows, columns } = cases[i];
    const out = [rows, columns].map(([before, after], d) =>
      Math.floor((x.shape[d + 1] + before + after - w.shape[d]) / strides[d]) + 1
    ) as Pair;
    return plainConvolution(x, w, { strides, before: [rows[0], columns[0]], out });
  },
  on: (name) => name === "wasm",
});

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

Deno.test("conv2d() and its gradients refuse channels first", () => {
  const x = tf.zeros([1, 2, 3, 3]);
  const attributes = { strides: 1, pad: "same", dataFormat: "NCHW", filterShape: [1, 1, 2, 2], inputShape: x.shape };
  for (const kernel of [conv2dBackpropFilter, conv2dBackpropInput]) {
    assertThrows(() => kernel({ x, dy: x, filter: x }, attributes), TypeError, 'dataFormat must be "NHWC", got "NCHW"');
  }
  assertThrows(() => conv2d({ x, filter: x }, attributes), TypeError, "Cannot convolve on wasm");
});
