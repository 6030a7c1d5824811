import { type AdamOptions, adamStep } from "../../../lib/backend/ops/adam.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, random, toTensor } from "../check_operation.ts";

const base: AdamOptions = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, step: 1 };

testOnBackends("adamStep() follows the algorithm in float64", async () => {
  for (const settings of [base, { ...base, beta1: 0, eps: 1e-3 }, { ...base, learningRate: 0.1, weightDecay: 0.2 }]) {
    const { learningRate, beta1, beta2, eps, weightDecay = 0 } = settings;
    const size = 37;
    const start = random([size], "parameters");
    const p = start.data.slice(), m = new Float64Array(size), v = new Float64Array(size);
    const [parameters, mean, square] = [start.data, m, v].map((values) => {
      return tf.tidy(() => tf.variable(tf.tensor1d(Float32Array.from(values))));
    });
    const before = tf.memory().numTensors;
    for (let step = 1; step <= 5; step++) {
      const g = random([size], `gradient ${step}`);
      const gradient = toTensor(g);
      adamStep({ parameters, m: mean, v: square, gradient }, { ...settings, step });
      gradient.dispose();
      for (let i = 0; i < size; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g.data[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g.data[i] ** 2;
        const move = m[i] / (1 - beta1 ** step) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + eps);
        p[i] = p[i] - learningRate * weightDecay * p[i] - learningRate * move;
      }
    }
    assertEquals(tf.memory().numTensors, before);
    await assertClose(parameters, p, "parameters");
    await assertClose(mean, m, "m");
    await assertClose(square, v, "v");
    tf.dispose([parameters, mean, square]);
  }
});

testOnBackends("adamStep() leaves copies of the parameters as they were", async () => {
  const [parameters, m, v] = [1, 2, 3].map(() => tf.tidy(() => tf.variable(tf.ones([4]))));
  const copy = parameters.clone(), view = tf.reshape(parameters, [2, 2]), gradient = tf.ones([4]);
  adamStep({ parameters, m, v, gradient }, base);
  await assertClose(copy, [1, 1, 1, 1], "copy");
  await assertClose(view, [1, 1, 1, 1], "view");
  await assertClose(gradient, [1, 1, 1, 1], "gradient");
  tf.dispose([parameters, m, v, copy, view, gradient]);
});

Deno.test("adamStep() refuses shapes and coefficients out of range", () => {
  const parameters = tf.variable(tf.ones([4])), m = tf.variable(tf.ones([4])), v = tf.variable(tf.ones([4]));
  const gradient = tf.ones([4]);
  const step = (options: Partial<AdamOptions>) => adamStep({ parameters, m, v, gradient }, { ...base, ...options });
  assertThrows(() => step({ step: 0 }), RangeError, "step must be at least 1, got 0");
  assertThrows(() => step({ beta2: 1 }), RangeError, "beta2");
  assertThrows(() => step({ eps: -1 }), RangeError, "eps must be at least 0, got -1");
  assertThrows(() => step({ learningRate: NaN }), RangeError, "learningRate");
  assertThrows(() => adamStep({ parameters, m, v, gradient: tf.ones([5]) }, base), TypeError, "gradient must have");
});
