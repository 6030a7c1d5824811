import { startBackend } from "../../lib/backend/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { bilinearly, constantBeside, Dual, linearly, symmetrically } from "../../lib/nn/dual.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";

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

Deno.test("symmetrically() takes a backward pass for a forward one", () => {
  tf.tidy(() => {
    const { value, tangent } = symmetrically(tf.square, new Dual(tf.tensor1d([1, 3]), tf.tensor1d([5, 7])));
    assertEquals([...value.dataSync(), ...tangent.dataSync()], [1, 9, 10, 42]);
    assertEquals([...symmetrically(tf.square, tf.tensor1d([3])).dataSync()], [9]);
    // d softmax(s) = p·(ds − Σ p ds), whose sum is 0 since Σ p = 1.
    const moved = symmetrically(tf.softmax, new Dual(tf.tensor1d([0.1, 1, -2]), tf.tensor1d([1, 2, 3]))).tangent;
    assertAlmostEquals(moved.sum().dataSync()[0], 0, 1e-6);
    assert(moved.dataSync()[2] > 0);
  });
});

Deno.test("constantBeside() has the derivative 0 beside what has one", () => {
  tf.tidy(() => {
    const one = tf.tensor1d([1, 2]), { value, tangent } = constantBeside(one, new Dual(tf.scalar(0), tf.scalar(1)));
    assertEquals([...value.dataSync(), ...tangent.dataSync()], [1, 2, 0, 0]);
    assertEquals(constantBeside(one, tf.scalar(0) as tf.Tensor), one);
  });
});
