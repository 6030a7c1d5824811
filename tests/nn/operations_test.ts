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
