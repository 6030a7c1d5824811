import { differentiable } from "../../lib/backend/differentiable.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { assertEquals } from "../assert.ts";

/** x·y whose gradient claims to be seven times dy and twice the kept tensor. */
const odd = (x: tf.Tensor, y: tf.Tensor) =>
  differentiable([x, y], {
    forward: () => [tf.mul(x, y), tf.add(x, 1)],
    backward: (dy, [kept]) => [tf.mul(dy, 7), tf.mul(kept, 2)],
  });

Deno.test("differentiable() takes the gradient it is given, inside other operations too", async () => {
  await startBackend("cpu");
  const x = tf.tensor1d([1, 2]), y = tf.tensor1d([3, 4]);
  const [dx, dy] = tf.grads((x, y) => tf.mul(odd(x, y), 3))([x, y]);
  assertEquals([...await dx.data()], [21, 21]);
  assertEquals([...await dy.data()], [4, 6]);
});

Deno.test("differentiable() keeps nothing that is not needed", async () => {
  await startBackend("cpu");
  const x = tf.tensor1d([1, 2]);
  const before = tf.memory().numTensors;
  const value = odd(x, x);
  assertEquals(tf.memory().numTensors, before + 1);
  value.dispose();
  tf.dispose(tf.grad((x: tf.Tensor) => odd(x, x))(x));
  const variable = tf.variable(x);
  const { value: loss, grads } = tf.variableGrads(() => tf.sum(odd(variable, variable)) as tf.Scalar);
  assertEquals(Object.keys(grads).length, 1);
  tf.dispose([loss, variable, ...Object.values(grads)]);
  assertEquals(tf.memory().numTensors, before);
});
