import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { classTable, convolution, linear, normalisation, selfAttention } from "../../lib/nn/layers.ts";
import { Parameters } from "../../lib/nn/parameters.ts";
import { Random } from "../../lib/numerics/random.ts";
import { assertAlmostEquals, assertEquals } from "../assert.ts";

await startBackend("cpu");

function viewsOf(parameters: Parameters, flat: ArrayLike<number> = parameters.initialise(1)): readonly tf.Tensor[] {
  return parameters.views(tf.tensor1d(Float32Array.from(flat)));
}

Deno.test("linear() is x·w + b on the last dimension", () => {
  tf.tidy(() => {
    const parameters = new Parameters();
    const layer = linear(parameters, "l", 2, 1);
    const y = layer(viewsOf(parameters, [3, 5, 7]), tf.tensor3d([1, 0, 0, 1, 2, 2], [1, 3, 2]));
    assertEquals(y.shape, [1, 3, 1]);
    assertEquals([...y.dataSync()], [10, 12, 23]);
  });
});

Deno.test("convolution() pads with zeros, strides and can do without bias", () => {
  tf.tidy(() => {
    const x = tf.ones([1, 4, 4, 1]) as tf.Tensor4D;
    const parameters = new Parameters();
    const layer = convolution(parameters, "c", 1, 1, { noBias: true });
    assertEquals(parameters.list.map(({ name }) => name), ["c/weight"]);
    const y = layer(viewsOf(parameters, new Float32Array(9).fill(1)), x);
    assertEquals([...y.dataSync()].slice(0, 8), [4, 6, 6, 4, 6, 9, 9, 6]);
    const strided = new Parameters();
    const half = convolution(strided, "c", 1, 2, { stride: 2, zero: true });
    assertEquals(half(viewsOf(strided), x).shape, [1, 2, 2, 2]);
    assertEquals([...half(viewsOf(strided), x).dataSync()], new Array(8).fill(0));
  });
});

Deno.test("normalisation() begins with mean 0 and variance 1 in each group", () => {
  tf.tidy(() => {
    const parameters = new Parameters();
    const layer = normalisation(parameters, "n", 4, 2);
    const x = tf.tensor4d(Float32Array.from(new Random(1, "x").normals(64), (z) => 3 * z + 2), [1, 4, 4, 4]);
    const y = tf.reshape(layer(viewsOf(parameters), x), [16, 2, 2]);
    for (const value of tf.mean(y, [0, 2]).dataSync()) assertAlmostEquals(value, 0, 1e-6);
    for (const value of tf.mean(tf.square(y), [0, 2]).dataSync()) assertAlmostEquals(value, 1, 1e-4);
  });
});

Deno.test("selfAttention() begins as the identity and does not care where positions are", () => {
  tf.tidy(() => {
    for (const heads of [1, 2]) {
      const parameters = new Parameters();
      const layer = selfAttention(parameters, "a", 4, heads, 2);
      const x = tf.tensor4d(Float32Array.from(new Random(1, "x").normals(2 * 6 * 4)), [2, 2, 3, 4]);
      assertEquals(layer(viewsOf(parameters), x).dataSync(), x.dataSync());
      const views = viewsOf(parameters, new Random(2, "p").normals(parameters.size));
      const swapped = tf.reverse(layer(views, tf.reverse(x, [1, 2])), [1, 2]).dataSync();
      layer(views, x).dataSync().forEach((value, i) => assertAlmostEquals(value, swapped[i], 1e-4));
    }
  });
});

Deno.test("classTable() adds each sample's row, the last one for no label", () => {
  tf.tidy(() => {
    const parameters = new Parameters();
    const add = classTable(parameters, "class", 2, 2);
    const views = viewsOf(parameters, [1, 2, 3, 4, 5, 6]), x = tf.tensor2d([[10, 10], [20, 20], [30, 30]]);
    assertEquals([...add(views, x, Int32Array.of(1, -1, 0)).dataSync()], [13, 14, 25, 26, 31, 32]);
    assertEquals([...add(views, x, undefined).dataSync()], [15, 16, 25, 26, 35, 36]);
    const none = new Parameters();
    assertEquals(classTable(none, "class", 0, 2)([], x, undefined), x);
    assertEquals(none.size, 0);
  });
});
