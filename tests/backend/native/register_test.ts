import { registerNativeKernels } from "../../../lib/backend/native/register.ts";
import { runKernel, runKernels } from "../../../lib/backend/kernels.ts";
import { selfAttention } from "../../../lib/backend/ops/attention.ts";
import { convolution } from "../../../lib/backend/ops/convolution.ts";
import { silu } from "../../../lib/backend/ops/silu.ts";
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
  const place = { groups: 0, activate: 0, stride: 1, top: 0, left: 0, out_h: 3, out_w: 3 },
    filter = tf.ones([1, 1, 4, 5]);
  const convolve = (inputs: Record<string, tf.Tensor>, more = {}) =>
    runKernels("NormConvolution", { x, filter, ...inputs }, { ...place, eps: 1e-5, ...more });
  assertThrows(() => convolve({ filter: tf.ones([1, 1, 3, 5]) }), Error, "x and filter do not fit");
  assertThrows(() => convolve({ bias: four }), Error, "bias and what is added do not fit");
  assertThrows(() => convolve({ beside: x }), Error, "bias and what is added do not fit");
  assertThrows(() => convolve({}, { stride: 0 }), Error, "x and filter do not fit");
  assertThrows(() => convolve({ scale: three, offset: three }, { groups: 1 }), Error, "groups do not fit");
  const wrong = { x, filter, statistics, dy: x };
  assertThrows(() => runKernels("NormConvolutionGrad", wrong, place), Error, "dy and statistics do not fit");
  assertThrows(() => runKernels("Residual", { x0: x, conv0: filter }, { groups: 1, eps: 1e-5 }), Error, "do not fit");
  assertThrows(() => runKernel("Attention", { qkv: tf.ones([1, 2, 9]) }, { groups: 2 }), Error, "heads do not fit");
  assertThrows(
    () => runKernel("AttentionGrad", { qkv: tf.ones([1, 2, 9]), dy: x }, { groups: 3 }),
    Error,
    "dy do not fit",
  );
  tf.dispose([x, four, three, statistics, filter]);
}, (name) => name === "native");

testOnBackends("registerNativeKernels() gives convolutions that pass NaN and infinity on", async () => {
  const x = tf.buffer([1, 5, 5, 1]), filter = tf.ones([3, 3, 1, 20]) as tf.Tensor4D;
  x.set(NaN, 0, 1, 1, 0);
  x.set(Infinity, 0, 4, 4, 0);
  const y = convolution(x.toTensor() as tf.Tensor4D, filter), values = await y.array();
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const expected = i <= 2 && j <= 2 ? NaN : i >= 3 && j >= 3 ? Infinity : 0;
      assertEquals(values[0][i][j], Array(20).fill(expected), `at ${i}, ${j}`);
    }
  }
  const scores = await selfAttention(tf.tensor3d([[[1, NaN, 2], [1, 3, 4]]]), 1).array();
  assertEquals(scores, [[[NaN], [NaN]]]);
  assertEquals(await silu(tf.tensor1d([NaN, Infinity])).array(), [NaN, Infinity]);
}, (name) => name === "native");

testOnBackends("registerNativeKernels() gives kernels whose results do not depend on timing", async () => {
  let seed = 1;
  const normals = (...shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", seed++);
  const x = normals(16, 8, 8, 32), scale = normals(32), dy = normals(16, 8, 8, 32);
  const weights = normals(3 * 3 * 32 * 48), slope = normals(16, 8, 8, 48), qkv = normals(16 * 32 * 96);
  const run = async () => {
    const [y, statistics] = runKernels("GroupNormSilu", { x, scale, offset: scale }, { groups: 8, eps: 1e-5 });
    const gradients = runKernels("GroupNormSiluGrad", { x, scale, offset: scale, statistics, dy }, { groups: 8 });
    const bias = runKernel("BiasAddGrad", { dy, bias: scale });
    const filter = tf.reshape(weights, [3, 3, 32, 48]) as tf.Tensor4D;
    const map = tf.grads((x: tf.Tensor, filter: tf.Tensor) =>
      convolution(x as tf.Tensor4D, filter as tf.Tensor4D, { norm: { scale, offset: scale, groups: 8 } })
    );
    const whole = [...map([x, filter], slope), selfAttention(tf.reshape(qkv, [16, 32, 96]) as tf.Tensor3D, 4)];
    const all = [y, statistics, ...gradients, bias, ...whole];
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
