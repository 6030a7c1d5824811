import { tf } from "../../lib/backend/tf.ts";
import { Dual, type Value } from "../../lib/nn/dual.ts";
import * as operations from "../../lib/nn/operations.ts";
import { assertEquals, assertLess } from "../assert.ts";
import { testOnBackends } from "../backend/backends.ts";
import { random, toTensor } from "../backend/check_operation.ts";

const vector = (n: number, name: string) => toTensor(random([n], name));
const constant = <T extends tf.Tensor = tf.Tensor>(...shape: number[]) => toTensor(random(shape, "constant")) as T;

/** Each operation as a function of its arguments, and the arguments' shapes. */
const cases: Record<string, { shapes: number[][]; run: <X extends Value>(...args: X[]) => X }> = {
  dense: { shapes: [[2, 3, 4]], run: (x) => operations.dense(x, constant(4, 5), constant(5)) },
  "conv2d of stride 2": { shapes: [[2, 4, 4, 3]], run: (x) => operations.conv2d(x, constant(3, 3, 3, 2), 2) },
  "conv2d without padding": {
    shapes: [[2, 4, 4, 3]],
    run: (x) => operations.conv2d(operations.pad1(x), constant(3, 3, 3, 2), 2, "valid"),
  },
  scaled: { shapes: [[2, 3]], run: (x) => operations.scaled(operations.scaled(x, 1), -0.5) },
  "groupNorm of another eps": {
    shapes: [[2, 3, 3, 4]],
    run: (x) => operations.groupNormSilu(x, vector(4, "scale"), vector(4, "offset"), 2, 0.1),
  },
  "biasAdd of a constant": { shapes: [[2, 3, 4]], run: (x) => operations.biasAdd(x, vector(4, "bias")) },
  "biasAdd for each sample": { shapes: [[2, 3, 3, 4], [2, 4]], run: (x, b) => operations.biasAdd(x, b) },
  add: { shapes: [[2, 3], [2, 3]], run: (x, y) => operations.add(operations.add(x, 1), y) },
  mul: { shapes: [[2, 3, 3, 4], [2, 1, 1, 4]], run: (x, y) => operations.mul(x, y) },
  silu: { shapes: [[3, 5]], run: (x) => operations.silu(x) },
  groupNorm: {
    shapes: [[2, 3, 3, 4]],
    run: (x) => operations.groupNorm(x, vector(4, "scale"), vector(4, "offset"), 2),
  },
  groupNormSilu: {
    shapes: [[2, 3, 3, 4]],
    run: (x) => operations.groupNormSilu(x, vector(4, "scale"), vector(4, "offset"), 2),
  },
  attention: {
    shapes: [[2, 2, 5, 3], [2, 2, 4, 3], [2, 2, 4, 6]],
    run: (q, k, v) => operations.attention(q, k, v),
  },
  concat: { shapes: [[2, 3, 1], [2, 3, 4]], run: (x, y) => operations.concat([x, y], 2) },
  "split in parts": { shapes: [[2, 6]], run: (x) => operations.split(x, [1, 3, 2], 1)[1] },
  "split in halves": { shapes: [[2, 6]], run: (x) => operations.split(x, 2, 1)[1] },
  reshape: { shapes: [[2, 6]], run: (x) => operations.reshape(x, [3, -1]) },
  transpose: { shapes: [[2, 3, 4]], run: (x) => operations.transpose(x, [2, 0, 1]) },
  binomial: { shapes: [[2, 4, 3, 3]], run: (x) => operations.binomial(operations.binomial(x), "valid") },
  avgPool2: { shapes: [[2, 4, 2, 3]], run: (x) => operations.avgPool2(x) },
  upsample2: { shapes: [[2, 2, 3, 3]], run: (x) => operations.upsample2(x) },
};

/** The largest difference, relative to the largest entry and at least 1. */
async function distance(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  assertEquals(a.shape, b.shape);
  const [actual, expected] = [Float32Array.from(await a.data()), Float32Array.from(await b.data())];
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i])), 0) /
    expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
}

testOnBackends(
  "operations on duals have the value of those on tensors and the slope of their differences",
  async () => {
    for (const [name, { shapes, run }] of Object.entries(cases)) {
      // The native backend keeps an empty tensor from its first operation on.
      tf.tidy(() => void run(...shapes.map((shape) => toTensor(random(shape, "first")))));
      const before = tf.memory().numTensors;
      const values = shapes.map((shape, i) => toTensor(random(shape, `value ${i}`)));
      const tangents = shapes.map((shape, i) => toTensor(random(shape, `tangent ${i}`)));
      const at = (move: number) => run(...values.map((value, i) => tf.add(value, tf.mul(tangents[i], move))));
      const [plain, value, tangent, slope] = tf.tidy(() => {
        const dual = run(...values.map((value, i) => new Dual(value, tangents[i])));
        const h = 0.04, near = tf.sub(at(h), at(-h)), far = tf.sub(at(2 * h), at(-2 * h));
        return [run(...values), dual.value, dual.tangent, tf.div(tf.sub(tf.mul(near, 8), far), 12 * h)];
      });
      assertLess(await distance(value, plain), 2e-6, name);
      assertLess(await distance(tangent, slope), 1e-4, name);
      tf.dispose([values, tangents, plain, value, tangent, slope]);
      assertEquals(tf.memory().numTensors, before, name);
    }
  },
);

testOnBackends("operations on duals are linear in the tangents", async () => {
  for (const [name, { shapes, run }] of Object.entries(cases)) {
    const [sum, whole] = tf.tidy(() => {
      const values = shapes.map((shape, i) => toTensor(random(shape, `value ${i}`)));
      const [a, b] = ["a", "b"].map((which) => shapes.map((shape, i) => toTensor(random(shape, `${which} ${i}`))));
      const along = (tangents: tf.Tensor[]) => run(...values.map((value, i) => new Dual(value, tangents[i]))).tangent;
      const both = a.map((tangent, i) => tf.add(tf.mul(tangent, 3), b[i]));
      return [tf.add(tf.mul(along(a), 3), along(b)), along(both)];
    });
    assertLess(await distance(sum, whole), 2e-6, name);
    tf.dispose([sum, whole]);
  }
});

/** Operations beside constants, as functions of the numbers that move and of those that do not. */
const mixed: Record<string, { moving: number[]; fixed: number[]; run: (x: Value, c: Value) => Value }> = {
  "concat, the constant last": { moving: [2, 3, 1], fixed: [2, 3, 4], run: (x, c) => operations.concat([x, c], 2) },
  "concat, the constant first": { moving: [2, 3, 1], fixed: [2, 3, 4], run: (x, c) => operations.concat([c, x], 2) },
  "concat along another axis": { moving: [1, 3, 2], fixed: [2, 3, 2], run: (x, c) => operations.concat([x, c], 0) },
  "add to a constant": { moving: [2, 1], fixed: [2, 3], run: (x, c) => operations.add(c, x) },
  "mul by a constant": { moving: [2, 1], fixed: [2, 3], run: (x, c) => operations.mul(c, x) },
  "biasAdd to a constant": { moving: [2, 4], fixed: [2, 3, 3, 4], run: (x, c) => operations.biasAdd(c, x) },
  "a bias behind a convolution of a constant": {
    moving: [2, 3],
    fixed: [2, 4, 4, 4],
    run: (x, c) => operations.convolution(c, constant(3, 3, 4, 3), { bias: x }),
  },
  "bias and addend behind a convolution of a constant": {
    moving: [2, 3],
    fixed: [2, 4, 4, 4],
    run: (x, c) => {
      const beside = operations.add(
        toTensor(random([2, 4, 4, 3], "beside")) as Value,
        operations.reshape(x, [2, 1, 1, 3]),
      );
      return operations.convolution(c, constant(3, 3, 4, 3), { bias: x, beside });
    },
  },
  "an addend behind a convolution of a constant": {
    moving: [2, 4, 4, 3],
    fixed: [2, 4, 4, 4],
    run: (x, c) => operations.convolution(c, constant(3, 3, 4, 3), { beside: x }),
  },
  ...Object.fromEntries([2, 3].map((channels) => [`a block of ${channels} channels beside constants`, {
    moving: [2, 4, 4, channels],
    fixed: [2, 4, 4, 8 - channels],
    run: (x: Value, c: Value) =>
      operations.residual([x, c], {
        scale0: vector(8, "scale0"),
        offset0: vector(8, "offset0"),
        conv0: constant(3, 3, 8, 4),
        share: constant(2, 4) as Value,
        scale1: vector(4, "scale1"),
        offset1: vector(4, "offset1"),
        conv1: constant(3, 3, 4, 4),
        bias: vector(4, "bias"),
        skip: constant(1, 1, 8, 4),
        skipBias: vector(4, "skip bias"),
      }, 4),
  }])),
};

testOnBackends("operations beside constants do as with a derivative of 0", async () => {
  for (const [name, { moving, fixed, run }] of Object.entries(mixed)) {
    const [plain, value, tangent, wanted] = tf.tidy(() => {
      const [x, c, dx] = [[moving, "x"], [fixed, "c"], [moving, "dx"]].map(([shape, which]) =>
        toTensor(random(shape as number[], which as string))
      );
      const some = run(new Dual(x, dx), c) as Dual, all = run(new Dual(x, dx), new Dual(c, tf.zerosLike(c))) as Dual;
      return [run(x, c) as tf.Tensor, some.value, some.tangent, all.tangent];
    });
    assertLess(await distance(value, plain), 2e-6, name);
    assertLess(await distance(tangent, wanted), 2e-6, name);
    tf.dispose([plain, value, tangent, wanted]);
  }
});
