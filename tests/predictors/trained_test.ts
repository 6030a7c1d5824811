import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { Random } from "../../lib/numerics/random.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { spacedLevels } from "../../lib/samplers/levels.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { drawSamples } from "../../lib/predictors/network_samples.ts";
import { train } from "../../lib/training/runs/train.ts";
import { predictor, Trained } from "../../lib/predictors/trained.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { pictureRun, pointRun, shared, trainRoughly } from "../training/fixtures.ts";

await startBackend("wasm");
const x = tf.keep(tf.tensor2d(Float32Array.from(new Random(1, "x").normals(6)), [3, 2]));

async function values(y: tf.Tensor): Promise<number[]> {
  const numbers = [...await y.data()];
  y.dispose();
  return numbers;
}

Deno.test("Trained.predict() is the same for two steps that share a condition", async () => {
  const trained = await train(pointRun({ condition: shared }));
  assertEquals(await values(trained.predict(x, 31)), await values(trained.predict(x, 38)));
  assert((await values(trained.predict(x, 31)))[0] !== (await values(trained.predict(x, 45)))[0]);
  trained.dispose();
});

Deno.test("Trained.predict() takes one step for all or one each, in pictures too", async () => {
  for (const [run, input] of [[pointRun(), x], [pictureRun(), tf.ones([3, 4, 4, 1])]] as const) {
    const trained = await train(run);
    const one = await values(trained.predict(input, 7));
    assertEquals(await values(trained.predict(input, Float64Array.of(7, 7, 7))), one);
    assert(one.some((value) => value !== 0));
    trained.dispose();
  }
});

Deno.test("Trained.predict() uses the averaged weights and survives the caller's tidy", async () => {
  const trained = await train(pointRun());
  const averaged = new Trained({ ...trained, lastWeights: trained.weights });
  const inTidy = tf.tidy(() => [...trained.predict(x, 7).dataSync()]);
  assertEquals(await values(trained.predict(x, 7)), inTidy);
  assertEquals(await values(averaged.predict(x, 7)), inTidy);
  const last = new Trained({ ...trained, weights: trained.lastWeights });
  assert((await values(last.predict(x, 7)))[0] !== inTidy[0]);
  for (const each of [trained, averaged, last]) each.dispose();
});

Deno.test("Trained.conditionDerivative() is the slope in what the network is told, not in the step", async () => {
  for (const [run, input] of [[pointRun(), x], [pictureRun(), tf.ones([3, 4, 4, 1])]] as const) {
    const trained = await trainRoughly({ ...run, condition: shared }),
      told = new Trained({ ...trained, condition: (c) => c });
    const exact = await values(trained.conditionDerivative(input, 13));
    assertEquals(await values(trained.conditionDerivative(input, 18)), exact);
    assertEquals(await values(told.conditionDerivative(input, Float64Array.of(10, 10, 10))), exact);
    const [below, above] = [await values(told.predict(input, 9.98)), await values(told.predict(input, 10.02))];
    const largest = Math.max(...exact.map(Math.abs));
    assert(largest > 0.01);
    exact.forEach((value, i) => assertAlmostEquals(value, (above[i] - below[i]) / 0.04, 1e-3 * largest));
    for (const each of [trained, told]) each.dispose();
  }
});

Deno.test("Trained.dispose() frees its tensors", async () => {
  const trained = await train(pointRun());
  const before = tf.memory().numTensors;
  await values(trained.predict(x, 1));
  trained.dispose();
  assertEquals(tf.memory().numTensors, before);
  await values(trained.predict(x, 1));
  trained.dispose();
});

Deno.test("Trained refuses other weights, shapes and times", async () => {
  const trained = await train(pointRun());
  assertThrows(() => new Trained({ ...trained, weights: new Float32Array(3) }), TypeError, "weights must have length");
  assertThrows(() => trained.predict(tf.zeros([1, 3]), 0), TypeError, "[B, 2], got [1, 3]");
  assertThrows(() => trained.predict(x, new Float64Array(2)), TypeError, "length 3, got 2");
  for (const ask of ["predict", "conditionDerivative"] as const) {
    assertThrows(() => trained[ask](x, NaN), RangeError, "time[0]");
  }
  trained.dispose();
});

Deno.test("predictor() is predict", async () => {
  const trained = await train(pointRun());
  assertEquals(await values(await predictor(trained)(x, 9)), await values(trained.predict(x, 9)));
  trained.dispose();
});

Deno.test("Trained.predict() makes one ε̂ of what networks say that predict ε, x0 or v, at the true time", async () => {
  const base = await train(pointRun({ condition: shared })), { network, path } = base;
  const { alpha, sigma } = path.levelAt(38), views = network.parameters.views(tf.tensor1d(base.weights));
  // Told 30, the condition that step 38 shares.
  const said = await values(network.forward(views, x, new Float64Array(3).fill(30))), at = await x.data();
  const forms = { eps: [1, 0], x0: [-alpha / sigma, 1 / sigma], v: [alpha, sigma] } as const;
  for (const prediction of ["eps", "x0", "v"] as const) {
    const trained = new Trained({ ...base, prediction }), [a, b] = forms[prediction];
    const predicted = await values(trained.predict(x, 38));
    predicted.forEach((value, i) => assertAlmostEquals(value, a * said[i] + b * at[i], 1e-5));
    const slope = await values(trained.conditionDerivative(x, 38));
    const plain = await values(base.conditionDerivative(x, 38));
    slope.forEach((value, i) => assertAlmostEquals(value, a * plain[i], 1e-5));
    trained.dispose();
  }
  tf.dispose([...views]);
  base.dispose();
});

Deno.test("Trained.predict() takes continuous times", async () => {
  const path = schedulePath(linear()),
    trained = await train(pointRun({ grid: undefined, path, loss: { prediction: "v" } }));
  const one = await values(trained.predict(x, 0.25));
  assertEquals(await values(trained.predict(x, Float64Array.of(0.25, 0.25, 0.25))), one);
  assertThrows(() => trained.predict(x, 1.5), RangeError, "t must be in [0, 1]");
  const samples = await drawSamples(trained, ddim(spacedLevels(path, 5)), { count: 4 });
  assert(samples.length === 8 && samples.every(Number.isFinite));
  trained.dispose();
});
