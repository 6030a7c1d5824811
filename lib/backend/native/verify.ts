/**
 * Checks a freshly built addon in a process of its own: `verify.ts FOLDER TENSORFLOW DEVICE` loads it, compares a matrix
 * product and the kit's kernels with plain JavaScript, and prints `{ version, gpu }`.
 * @module
 */
import { biasAdd, convolution, groupNormSilu, residual, selfAttention, upsample2 } from "../ops/mod.ts";
import { tf } from "../tf.ts";
import { loadNative } from "./load.ts";

if (import.meta.main) {
  const [folder, tensorflow, device] = Deno.args;
  const loaded = await loadNative({ tensorflow, device: device as "cpu" | "cuda", version: "", sources: "" }, folder);
  const x = Float32Array.from({ length: 2 * 4 * 4 * 16 }, (_, i) => Math.sin(i));
  const results: Float32Array[] = [];
  for (const backend of ["cpu", "tensorflow"]) {
    await tf.setBackend(backend);
    const loss = (x: tf.Tensor) => {
      const [scale, offset] = [tf.range(1, 17), tf.range(0, 16)];
      const h = upsample2(groupNormSilu(biasAdd(x, offset), scale, offset, 4) as tf.Tensor4D);
      const filter = (...shape: number[]) =>
        tf.mul(tf.sin(tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape)), 0.1);
      const [conv0, conv1] = [filter(3, 3, 16, 16), filter(3, 3, 16, 16)], norm = { scale, offset, groups: 4 };
      const share = filter(2, 16),
        parts = { scale0: scale, offset0: offset, scale1: scale, offset1: offset, bias: offset };
      const block = residual([h], { ...parts, conv0, conv1, share }, 4);
      const qkv = convolution(block, filter(3, 3, 16, 48) as tf.Tensor4D, { norm });
      const rows = tf.reshape(selfAttention(tf.reshape(qkv, [2, -1, 48]) as tf.Tensor3D, 2), [-1, 16]) as tf.Tensor2D;
      return tf.mean(tf.square(tf.matMul(rows, rows, true))) as tf.Scalar;
    };
    const gradient = tf.grad(loss)(tf.tensor(x, [2, 4, 4, 16]));
    results.push(await tf.div(gradient, tf.max(tf.abs(gradient))).data() as Float32Array);
  }
  const error = Math.max(...results[0].map((value, i) => Math.abs(value - results[1][i])));
  if (!(error < 1e-4)) throw new Error(`results differ from plain JavaScript's by ${error}`);
  console.log(JSON.stringify(loaded));
}
