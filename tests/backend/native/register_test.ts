import { registerNativeKernels } from "../../../lib/backend/native/register.ts";
import { runKernel, runKernels } from "../../../lib/backend/kernels.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";

testOnBackends("registerNativeKernels() gives kernels that refuse shapes that do not fit", () => {
  const x = tf.ones([2, 3, 3, 4]), four = tf.ones([4]), three = tf.ones([3]);
  assertThrows(() => runKernel("SiluGrad", { x, dy: four }), Error, "x and dy must have one shape");
  assertThrows(() => runKernel("BiasAdd", { x, bias: three }), Error, "x and bias do not fit");
  assertThrows(() => runKernel("BiasAddGrad", { dy: x, bias: three }), Error, "dy and bias do not fit");
  assertThrows(() => runKernel("Repeat2", { x: four }), Error, "x must have rank 4");
  assertThrows(() => runKernel("BlockSums2", { x }), Error, "x must be [n, 2h, 2w, c]");
  const norm = { x, scale: four, offset: four };
  assertThrows(() => runKernels("GroupNorm", norm, { groups: 3, eps: 1e-5 }), Error, "groups do not fit");
  const statistics = tf.ones([2, 2, 2]);
  const grad = { ...norm, statistics, dy: four };
  assertThrows(() => runKernels("GroupNormGrad", grad, { groups: 2 }), Error, "groups do not fit");
  tf.dispose([x, four, three, statistics]);
}, (name) => name === "native");

testOnBackends("registerNativeKernels() gives kernels whose results do not depend on timing", async () => {
  const x = tf.randomNormal([16, 8, 8, 32]), scale = tf.randomNormal([32]), dy = tf.randomNormal(x.shape);
  const run = async () => {
    const [y, statistics] = runKernels("GroupNormSilu", { x, scale, offset: scale }, { groups: 8, eps: 1e-5 });
    const gradients = runKernels("GroupNormSiluGrad", { x, scale, offset: scale, statistics, dy }, { groups: 8 });
    const bias = runKernel("BiasAddGrad", { dy, bias: scale });
    const all = [y, statistics, ...gradients, bias];
    const values = await Promise.all(all.map((tensor) => tensor.data()));
    tf.dispose(all);
    return values;
  };
  const first = await run();
  for (let i = 0; i < 10; i++) assertEquals(await run(), first);
  tf.dispose([x, scale, dy]);
}, (name) => name === "native");

Deno.test("registerNativeKernels() leaves a GPU to TensorFlow's own kernels", () => {
  const before = tf.getKernel("Silu", "tensorflow");
  registerNativeKernels(true);
  assertEquals(tf.getKernel("Silu", "tensorflow"), before);
});
