import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { bilinearly, constantBeside, Dual, linearly } from "../../lib/nn/dual.ts";
import { assertEquals } from "../assert.ts";

await startBackend("cpu");

Deno.test("Dual has the shape of its value", () => {
  tf.tidy(() => assertEquals(new Dual(tf.zeros([2, 3]), tf.ones([2, 3])).shape, [2, 3]));
});

Deno.test("linearly() maps value and tangent alike, and a tensor alone", () => {
  tf.tidy(() => {
    const double = (x: tf.Tensor) => tf.mul(x, 2);
    const { value, tangent } = linearly(double, new Dual(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])));
    assertEquals([...value.dataSync(), ...tangent.dataSync()], [2, 4, 6, 8]);
    assertEquals([...linearly(double, tf.tensor1d([5])).dataSync()], [10]);
  });
});

Deno.test("bilinearly() is the product rule", () => {
  tf.tidy(() => {
    const [x, y] = [new Dual(tf.scalar(2), tf.scalar(3)), new Dual(tf.scalar(5), tf.scalar(7))];
    const { value, tangent } = bilinearly(tf.mul, x, y);
    assertEquals([...value.dataSync(), ...tangent.dataSync()], [10, 3 * 5 + 2 * 7]);
    assertEquals([...bilinearly(tf.mul, tf.scalar(2), tf.scalar(4) as tf.Tensor).dataSync()], [8]);
  });
});

Deno.test("constantBeside() has the derivative 0 beside what has one", () => {
  tf.tidy(() => {
    const one = tf.tensor1d([1, 2]), { value, tangent } = constantBeside(one, new Dual(tf.scalar(0), tf.scalar(1)));
    assertEquals([...value.dataSync(), ...tangent.dataSync()], [1, 2, 0, 0]);
    assertEquals(constantBeside(one, tf.scalar(0) as tf.Tensor), one);
  });
});
