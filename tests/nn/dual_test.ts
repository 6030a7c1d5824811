import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { bilinearly, Dual, linearly, valueOf } from "../../lib/nn/dual.ts";
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

Deno.test("bilinearly() takes a tensor alone beside one with its derivative as a constant", () => {
  tf.tidy(() => {
    const [x, c] = [new Dual(tf.scalar(2), tf.scalar(3)), tf.scalar(5) as tf.Tensor];
    for (const [a, b] of [[x, c], [c, x]]) {
      const { value, tangent } = bilinearly(tf.mul, a, b) as Dual;
      assertEquals([...value.dataSync(), ...tangent.dataSync()], [10, 15]);
    }
  });
});

Deno.test("Dual has the derivative 0 where its last entries are constants", () => {
  tf.tidy(() => {
    const { tangent } = new Dual(tf.zeros([2, 3]), tf.tensor2d([[1], [2]]));
    assertEquals(tangent.arraySync(), [[1, 0, 0], [2, 0, 0]]);
  });
});

Deno.test("valueOf() is the tensor alone", () => {
  tf.tidy(() => {
    const one = tf.scalar(1);
    assertEquals([valueOf(one), valueOf(new Dual(one, tf.scalar(2)))], [one, one]);
  });
});
