import * as operations from "../../../lib/backend/ops/mod.ts";
import { conv2d, dense, groupNormSilu, upsample2 } from "../../../lib/backend/ops/mod.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { random, toTensor } from "../check_operation.ts";

Deno.test("ops has one function for each file of the folder, but for the shared ones", () => {
  const files = [...Deno.readDirSync(new URL("../../../lib/backend/ops", import.meta.url))].map(({ name }) => name);
  const names = Object.keys(operations).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  const missing = files.map((file) => file.replace(/\.ts$/, "")).filter((file) => {
    return !["blocks", "mod"].includes(file) && !names.some((name) => name.startsWith(file));
  });
  assertEquals(missing, []);
});

const losses: number[] = [];

testOnBackends("a chain of operations trains the same way", async () => {
  const shapes = [[3, 3, 2, 8], [8], [8], [8, 1]];
  const variables = shapes.map((shape, i) => tf.tidy(() => tf.variable(tf.mul(toTensor(random(shape, `w${i}`)), 0.3))));
  const x = toTensor(random([4, 4, 4, 2], "x")) as tf.Tensor4D, target = toTensor(random([4, 1], "y"));
  const zero: tf.Tensor1D = tf.zeros([1]);
  const loss = () => {
    const [w, scale, offset, out] = variables as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor2D];
    const h = groupNormSilu(conv2d(upsample2(x), w, 2), scale, offset, 4);
    return tf.mean(tf.square(tf.sub(dense(tf.mean(h, [1, 2]), out, zero), target))) as tf.Scalar;
  };
  const before = tf.memory().numTensors;
  for (let step = 0; step < 5; step++) {
    const { value, grads } = tf.variableGrads(loss);
    tf.tidy(() => {
      for (const v of variables as tf.Variable[]) v.assign(tf.sub(v, tf.mul(grads[v.name], 0.2)));
    });
    tf.dispose([value, ...Object.values(grads)]);
  }
  assertEquals(tf.memory().numTensors, before);
  const last = tf.tidy(loss);
  losses.push((await last.data())[0]);
  assertAlmostEquals(losses[losses.length - 1], losses[0], 1e-5 * Math.abs(losses[0]));
  tf.dispose([variables, x, target, zero, last]);
});
