/**
 * Checks a freshly built addon in a process of its own: `verify.ts FOLDER TENSORFLOW DEVICE` loads it, compares a matrix
 * product and the kit's kernels with plain JavaScript, and prints `{ version, gpu }`.
 * @module
 */
import { biasAdd, groupNormSilu, upsample2 } from "../ops/mod.ts";
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
      const rows = tf.reshape(h, [-1, 16]) as tf.Tensor2D;
      return tf.mean(tf.square(tf.matMul(rows, rows, true))) as tf.Scalar;
    };
    const gradient = tf.grad(loss)(tf.tensor(x, [2, 4, 4, 16]));
    results.push(await tf.div(gradient, tf.max(tf.abs(gradient))).data() as Float32Array);
  }
  const error = Math.max(...results[0].map((value, i) => Math.abs(value - results[1][i])));
  if (!(error < 1e-4)) throw new Error(`results differ from plain JavaScript's by ${error}`);
  console.log(JSON.stringify(loaded));
}
