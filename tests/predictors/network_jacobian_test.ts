import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import { Random } from "../../lib/numerics/random.ts";
import { hutchinsonTrace, logLikelihood } from "../../lib/samplers/likelihood.ts";
import { planWithin } from "../../lib/samplers/methods/budget.ts";
import { samplerNamed } from "../../lib/samplers/methods/registry.ts";
import { sampleAdaptively } from "../../lib/samplers/sample_adaptively.ts";
import { jacobianProduct } from "../../lib/predictors/network_jacobian.ts";
import { drawSamples } from "../../lib/predictors/network_samples.ts";
import { train } from "../../lib/training/runs/train.ts";
import { predictor, type Trained } from "../../lib/predictors/trained.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { pointRun, shared } from "../training/fixtures.ts";

/** The number of tensors alive, those that the network keeps for its predictions among them. */
function tensorsAlive(trained: Trained): number {
  tf.dispose(tf.tidy(() => trained.predict(tf.zeros([1, 2]), 0)));
  return tf.memory().numTensors;
}

Deno.test("jacobianProduct() is the transposed Jacobian, by differences", async () => {
  await startBackend("cpu");
  const trained = await train(pointRun({ condition: shared })), time = 40;
  const [x, w, u] = ["x", "w", "u"].map((name) =>
    tf.tensor2d(Float32Array.from(new Random(1, name).normals(6)), [3, 2])
  );
  const before = tensorsAlive(trained), product = await jacobianProduct(trained)(x, time, w);
  assertEquals(tf.memory().numTensors, before + 1);
  // uᵀ (Jᵀ w) = wᵀ (J u), row by row.
  const moved = [1, -1].map((sign) => trained.predict(tf.add(x, tf.mul(u, sign * 1e-2)), time));
  const image = tf.div(tf.sub(moved[0], moved[1]), 2e-2);
  const [left, right] = await Promise.all([tensorSpace().rowDots!(u, product), tensorSpace().rowDots!(w, image)]);
  left.forEach((value, i) => assertAlmostEquals(value, right[i], 2e-3));
});

Deno.test("a network's likelihood is finite, and the same for each sample alone", async () => {
  await startBackend("cpu");
  const trained = await train(pointRun()), space = tensorSpace(), path = trained.path;
  const values = Float32Array.from(new Random(2, "x").normals(6));
  const trace = hutchinsonTrace(jacobianProduct(trained), { space, dimension: 2 });
  const options = { space, dimension: 2, path, trace, relative: 1e-3, absolute: 1e-3 };
  const before = tensorsAlive(trained);
  const x = tf.tensor2d(values, [3, 2]), all = await logLikelihood(predictor(trained), { ...options, x });
  x.dispose();
  assertEquals(tf.memory().numTensors, before);
  const first = tf.tensor2d(values.slice(0, 2), [1, 2]);
  const [alone] = await logLikelihood(predictor(trained), { ...options, x: first });
  assert(all.every(Number.isFinite));
  assertAlmostEquals(all[0], alone, 0.05);
});

Deno.test("samplers ask a network between the steps of its grid, by its condition alone", async () => {
  await startBackend("cpu");
  const run = pointRun(), times: number[] = [];
  const trained = await train({ ...run, condition: (step) => (times.push(step), step) });
  times.length = 0;
  const plan = planWithin(samplerNamed("DPM-Solver++ 2M"), trained.path, 6, { spacing: "logSnr" });
  const before = tensorsAlive(trained), samples = await drawSamples(trained, plan, { count: 2 });
  assert(samples.every(Number.isFinite));
  assert(times.some((time) => !Number.isInteger(time)), `${times}`);
  const start = tf.zeros([2, 2]), path = trained.path;
  const options = { space: tensorSpace(), start, path, relative: 1e-3, absolute: 1e-3 };
  const { end } = await sampleAdaptively(predictor(trained), options);
  tf.dispose([start, end]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("sampling names step, time and condition where a network's prediction is not finite", async () => {
  await startBackend("cpu");
  const trained = await train(pointRun({ condition: shared }));
  const plan = planWithin(samplerNamed("DDIM"), trained.path, 4);
  trained.dispose();
  trained.weights.fill(NaN);
  await assertRejects(
    () => drawSamples(trained, plan, { count: 2 }),
    RangeError,
    "Cannot sample by DDIM at step 1 of 4, time 99 told as 99: prediction must be finite",
  );
});
