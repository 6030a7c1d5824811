/**
 * Convolutions of many channels, which the native backend makes by Winograd's transforms, and those of few pictures, which
 * its threads share row by row: beside float64.
 * @module
 */
import { convolution } from "../../../lib/backend/ops/convolution.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assert, assertEquals } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, type Field, random, toTensor } from "../check_operation.ts";
import { plainConvolution, same } from "../plain_convolution.ts";
import { activated } from "../plain_normalisation.ts";

interface Case {
  x: number[];
  w: number[];
  stride?: number;
  groups?: number;
  each?: boolean;
  beside?: boolean;
}

const cases: Case[] = [
  { x: [2, 7, 5, 33], w: [3, 3, 33, 50] },
  { x: [1, 8, 8, 32], w: [3, 3, 32, 32], groups: 4 },
  { x: [3, 6, 7, 40], w: [3, 3, 40, 72], groups: 5, each: true, beside: true },
  { x: [9, 4, 4, 130], w: [3, 3, 130, 32], groups: 2, each: true },
  { x: [1, 33, 35, 32], w: [3, 3, 32, 47], beside: true },
  { x: [1, 37, 30, 64], w: [1, 1, 64, 40], groups: 4 },
  { x: [2, 41, 30, 32], w: [3, 3, 32, 8], stride: 2 },
  { x: [1, 40, 44, 48], w: [1, 1, 48, 33] },
  { x: [1, 210, 201, 2], w: [3, 3, 2, 5], groups: 1, each: true, beside: true },
];

const native = (name: string): boolean => name === "native";

/** The case's inputs by name, the optional ones where it has them. */
function inputsOf({ x, w, stride = 1, groups, each, beside }: Case): Record<string, Field> {
  const shapes: Record<string, number[]> = { x, filter: w, bias: each ? [x[0], w[3]] : [w[3]] };
  if (groups !== undefined) Object.assign(shapes, { scale: [x[3]], offset: [x[3]] });
  if (beside) shapes.beside = [x[0], Math.ceil(x[1] / stride), Math.ceil(x[2] / stride), w[3]];
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, random(shape, name)]));
}

function convolve({ stride, groups }: Case, all: Record<string, tf.Tensor>): tf.Tensor4D {
  const { x, filter, scale, offset, bias, beside } = all as Record<string, tf.Tensor4D>;
  return convolution(x, filter, {
    stride,
    norm: groups === undefined ? undefined : { scale, offset, groups },
    bias,
    beside,
  });
}

function reference(
  { stride = 1, groups }: Case,
  { x, filter, scale, offset, bias, beside }: Record<string, Field>,
): Field {
  const before = groups === undefined ? x : activated(x, scale, offset, groups, false);
  const place = same([x.shape[1], x.shape[2]], [filter.shape[0], filter.shape[1]], stride);
  const y = plainConvolution(before, filter, place), to = filter.shape[3], each = y.data.length / x.shape[0];
  for (let i = 0; i < y.data.length; i++) {
    y.data[i] += bias.data[(bias.shape.length === 1 ? 0 : Math.floor(i / each) * to) + i % to] + (beside?.data[i] ?? 0);
  }
  return y;
}

testOnBackends("convolution() of many channels and of one picture agrees with float64", async () => {
  for (const [index, one] of cases.entries()) {
    const fields = inputsOf(one), names = Object.keys(fields), tensors = names.map((name) => toTensor(fields[name]));
    const named = (all: tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, all[i]]));
    const y = convolve(one, named(tensors)), wanted = reference(one, fields), weights = random(wanted.shape, "weights");
    await assertClose(y, wanted.data, `case ${index}: value`);
    const dy = toTensor(weights), slopes = tf.grads((...all) => convolve(one, named(all)))(tensors, dy);
    const again = tf.grads((...all) => convolve(one, named(all)))(tensors, dy);
    const lossAt = (name: string, data: Float64Array) =>
      reference(one, { ...fields, [name]: { ...fields[name], data } }).data.reduce(
        (sum, v, i) => sum + v * weights.data[i],
        0,
      );
    for (const [i, name] of names.entries()) {
      const slope = await slopes[i].data<"float32">(), what = `case ${index}: gradient by ${name}`;
      assertEquals(await again[i].data(), slope, `${what}: again`);
      const { data } = fields[name], direction = random(fields[name].shape, `direction ${name}`).data, step = 1e-5;
      const [above, below] = [step, -step].map((by) => lossAt(name, data.map((v, k) => v + by * direction[k])));
      const expected = (above - below) / (2 * step), found = direction.reduce((sum, d, k) => sum + d * slope[k], 0);
      const size = Math.sqrt(Array.from(slope).reduce((sum, v) => sum + v * v, 0));
      assert(Math.abs(found - expected) <= 2e-5 * size, `${what}: ${found} along a direction, not ${expected}`);
    }
    assertEquals(await convolve(one, named(tensors)).data(), await y.data(), `case ${index}: again`);
    tf.dispose([tensors, y, dy, slopes, again]);
  }
}, native);

testOnBackends("convolution() of many channels passes NaN and infinity on, and no further", async () => {
  const field = random([1, 9, 8, 32], "x"),
    filter = random([3, 3, 32, 33], "filter"),
    at = (i: number, j: number) => (i * 8 + j) * 32;
  field.data[at(1, 1) + 3] = NaN;
  field.data[at(7, 6) + 30] = Infinity;
  const clean = { shape: field.shape, data: field.data.map((v) => Number.isFinite(v) ? v : 0) };
  const wanted = plainConvolution(clean, filter, same([9, 8], [3, 3], 1));
  const near = (i: number, j: number, row: number, column: number) =>
    Math.abs(i - row) <= 1 && Math.abs(j - column) <= 1;
  const [x, w] = [toTensor(field) as tf.Tensor4D, toTensor(filter) as tf.Tensor4D];
  const y = await convolution(x, w).data();
  for (let k = 0; k < y.length; k++) {
    const i = Math.floor(k / 33 / 8), j = Math.floor(k / 33) % 8;
    if (near(i, j, 1, 1)) assertEquals(y[k], NaN);
    else if (near(i, j, 7, 6)) assertEquals(Math.abs(y[k]), Infinity);
    else assert(Math.abs(y[k] - wanted.data[k]) < 1e-4, `${y[k]} at ${i}, ${j}, not ${wanted.data[k]}`);
  }
  // The gradient by the filter sees the channels of x that are not finite, that by x nothing of them.
  const [dx, dw] = tf.grads((x, w) => convolution(x as tf.Tensor4D, w as tf.Tensor4D))([x, w], tf.ones([1, 9, 8, 33]));
  assert((await dx.data()).every(Number.isFinite));
  (await dw.data()).forEach((value, k) =>
    assertEquals(Number.isFinite(value), ![3, 30].includes(Math.floor(k / 33) % 32))
  );
}, native);
