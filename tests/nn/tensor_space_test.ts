import { startBackend } from "../../lib/backend/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import { Random } from "../../lib/numerics/random.ts";
import { assertEquals, assertThrows } from "../assert.ts";

await startBackend("cpu");
const space = tensorSpace();

Deno.test("tensorSpace() combines linearly and leaves one tensor", () => {
  const a = tf.tensor1d([1, 2]), b = tf.tensor1d([10, 20]);
  const before = tf.memory().numTensors;
  const sum = space.combine([[2, a], [-1, b], [0.5, a]]);
  assertEquals([...sum.dataSync()], [-7.5, -15]);
  assertEquals(tf.memory().numTensors, before + 1);
  space.release(sum);
  assertEquals(tf.memory().numTensors, before);
  assertThrows(() => space.combine([]), RangeError, "at least one");
});

Deno.test("tensorSpace() draws noise that depends on the draw and the row alone", () => {
  const random = new Random(4, "noise");
  const whole = space.noise(tf.zeros([2, 3]), random, 1);
  assertEquals(whole.shape, [2, 3]);
  assertEquals(whole.dataSync(), Float32Array.from(random.fork(1).normals(6)));
  const last = tensorSpace(3).noise(tf.zeros([1, 3]), random, 1);
  assertEquals(last.dataSync(), whole.dataSync().slice(3));
});

Deno.test("tensorSpace() clips, and checks the shape of a prediction", () => {
  const vector = tf.tensor1d([-2, 0.5, 3]);
  assertEquals([...space.clip!(vector, -1, 1).dataSync()], [-1, 0.5, 1]);
  space.check!(vector, vector, "sample");
  assertThrows(
    () => space.check!(tf.zeros([2]), vector, "sample"),
    TypeError,
    "Cannot sample: prediction must have shape [3], got [2]",
  );
});
