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

Deno.test("tensorSpace() draws noise that depends on the index alone", () => {
  const random = new Random(4, "noise"), like = tf.zeros([2, 3]);
  const drawn = [0, 1, 1].map((index) => space.noise(like, random, index));
  assertEquals(drawn[1].shape, [2, 3]);
  assertEquals(drawn[1].dataSync(), drawn[2].dataSync());
  const expected = Float32Array.from(random.normals(12));
  assertEquals([...drawn[0].dataSync(), ...drawn[1].dataSync()], [...expected]);
});
