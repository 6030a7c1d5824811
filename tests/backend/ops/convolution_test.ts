import { convolution } from "../../../lib/backend/ops/convolution.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";
import { activated } from "../plain_normalisation.ts";
import { plainConvolution, same } from "../plain_convolution.ts";

interface Case {
  x: number[];
  w: number[];
  stride?: number;
  groups?: number;
  plain?: boolean;
  bias?: "one" | "each";
  beside?: boolean;
}

const cases: Case[] = [
  { x: [2, 5, 4, 3], w: [3, 3, 3, 2] },
  { x: [1, 1, 1, 1], w: [3, 3, 1, 1], bias: "one" },
  { x: [3, 2, 3, 4], w: [1, 1, 4, 3], groups: 2, bias: "each", beside: true },
  { x: [1, 3, 5, 6], w: [3, 3, 6, 17], groups: 3, bias: "one" },
  { x: [2, 4, 4, 8], w: [3, 3, 8, 5], groups: 4, bias: "each" },
  { x: [2, 4, 6, 4], w: [3, 3, 4, 4], groups: 4, bias: "one", beside: true },
  { x: [1, 6, 5, 2], w: [3, 3, 2, 3], stride: 2, bias: "one" },
  { x: [1, 4, 6, 2], w: [3, 3, 2, 3], stride: 2, groups: 1, beside: true },
  { x: [2, 5, 6, 2], w: [4, 4, 2, 2], stride: 2 },
  { x: [1, 5, 4, 2], w: [1, 1, 2, 3], stride: 2 },
  { x: [1, 6, 7, 2], w: [2, 2, 2, 2], stride: 3 },
  { x: [1, 2, 3, 2], w: [5, 5, 2, 33] },
  { x: [1, 2, 2, 13], w: [3, 3, 13, 2], groups: 13 },
  { x: [2, 3, 4, 4], w: [1, 1, 4, 12], groups: 2, plain: true, bias: "one", beside: true },
];

/** Which of the optional inputs a case has, in their order. */
function optional({ x, w, stride = 1, groups, bias, beside }: Case): Record<string, number[]> {
  const out = [x[0], Math.ceil(x[1] / stride), Math.ceil(x[2] / stride), w[3]];
  return {
    ...(groups === undefined ? {} : { scale: [x[3]], offset: [x[3]] }),
    ...(bias === undefined ? {} : { bias: bias === "one" ? [w[3]] : [x[0], w[3]] }),
    ...(beside ? { beside: out } : {}),
  };
}

function named<T>(index: number, inputs: T[]): Record<string, T> {
  const names = ["x", "filter", ...Object.keys(optional(cases[index]))];
  return Object.fromEntries(names.map((name, i) => [name, inputs[i]]));
}

checkOperation({
  name: "convolution()",
  cases: cases.map((each) => [each.x, each.w, ...Object.values(optional(each))]),
  operation: (inputs, index) => {
    const { x, filter, scale, offset, bias, beside } = named(index, inputs), { groups, stride, plain } = cases[index];
    const norm = groups === undefined ? undefined : { scale, offset, groups, plain };
    return convolution(x as tf.Tensor4D, filter as tf.Tensor4D, { stride, norm, bias, beside: beside as tf.Tensor4D });
  },
  reference: (inputs, index) => {
    const { x, filter, scale, offset, bias, beside } = named(index, inputs),
      { groups, stride = 1, plain = false } = cases[index];
    const placement = same([x.shape[1], x.shape[2]], [filter.shape[0], filter.shape[1]], stride);
    const y = plainConvolution(
      groups === undefined ? x : activated(x, scale, offset, groups, plain),
      filter,
      placement,
    );
    const to = filter.shape[3], each = y.data.length / x.shape[0];
    y.data.forEach((_, i) => {
      if (bias) y.data[i] += bias.data[(bias.shape.length === 1 ? 0 : Math.floor(i / each) * to) + i % to];
      if (beside) y.data[i] += beside.data[i];
    });
    return y;
  },
});

Deno.test("convolution() refuses what does not fit", () => {
  const x: tf.Tensor4D = tf.zeros([2, 4, 4, 2]), w: tf.Tensor4D = tf.zeros([3, 3, 2, 3]);
  assertThrows(() => convolution(x, tf.zeros([3, 3, 1, 3])), TypeError, "must share cIn");
  assertThrows(() => convolution(x, w, { stride: 0 }), RangeError, "stride must be at least 1, got 0");
  assertThrows(() => convolution(x, w, { beside: x }), TypeError, "beside must have shape [2,4,4,3], got [2,4,4,2]");
  assertThrows(() => convolution(x, w, { bias: tf.zeros([2]) }), TypeError, "must have shape [3] or [2,3], got [2]");
  const norm = { scale: tf.ones([2]), offset: tf.ones([2]), groups: 3 };
  assertThrows(() => convolution(x, w, { norm }), RangeError, "groups must divide the 2 channels, got 3");
});
