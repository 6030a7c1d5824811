import { conv2d } from "../../../lib/backend/ops/conv2d.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";
import { plainConvolution, same } from "../plain_convolution.ts";

const cases: { x: number[]; w: number[]; stride: number }[] = [
  { x: [2, 5, 4, 3], w: [3, 3, 3, 2], stride: 1 },
  { x: [2, 4, 4, 1], w: [3, 3, 1, 4], stride: 1 },
  { x: [3, 4, 5, 3], w: [3, 3, 3, 1], stride: 1 },
  { x: [2, 3, 5, 4], w: [1, 1, 4, 3], stride: 1 },
  { x: [2, 6, 5, 2], w: [3, 3, 2, 3], stride: 2 },
  { x: [2, 5, 6, 2], w: [4, 4, 2, 2], stride: 2 },
  { x: [1, 5, 4, 2], w: [1, 1, 2, 3], stride: 2 },
  { x: [2, 6, 7, 2], w: [2, 2, 2, 2], stride: 3 },
  { x: [2, 2, 3, 2], w: [5, 5, 2, 2], stride: 1 },
];

checkOperation({
  name: "conv2d()",
  cases: cases.map(({ x, w }) => [x, w]),
  operation: ([x, w], index) => conv2d(x as tf.Tensor4D, w as tf.Tensor4D, cases[index].stride),
  reference: ([x, w], index) => {
    const placement = same([x.shape[1], x.shape[2]], [w.shape[0], w.shape[1]], cases[index].stride);
    return plainConvolution(x, w, placement);
  },
});

Deno.test("conv2d() refuses shapes and strides that do not fit", () => {
  const x: tf.Tensor4D = tf.zeros([1, 4, 4, 2]), w: tf.Tensor4D = tf.zeros([3, 3, 3, 1]);
  assertThrows(() => conv2d(x, w), TypeError, "must share cIn, got [1,4,4,2] and [3,3,3,1]");
  assertThrows(() => conv2d(x, tf.zeros([3, 3, 2, 1]), 0), RangeError, "stride must be at least 1, got 0");
});
