import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { Random } from "../../lib/numerics/random.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { type Examples, exampleSource } from "../../lib/training/examples.ts";
import { planTraining, type TrainOptions } from "../../lib/training/options.ts";
import { lossGradient } from "../../lib/training/step.ts";
import { makeTreatment } from "../../lib/treatments/treatment_config.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "../assert.ts";
import { testOnBackends } from "../backend/backends.ts";
import { difference } from "../nn/gradients.ts";
import { pointRun } from "./fixtures.ts";

const dropout = new Random(1, "dropout");
// Away from the data, where 1/σ bends too much for differences.
const path = { ...schedulePath(linear()), finest: 0.2 };
const network = makeMlp({ shape: [2], hidden: [16, 16], embedding: 8, timeScale: 10 });
// No zeros, so that nothing is hidden behind them.
const start = network.parameters.initialise(2);
new Random(4, "rough").normals(start.length).forEach((z, i) => start[i] += 0.2 * z);

/** The first batch of a run that regularises, over continuous time. */
function examplesOf(
  changes: Partial<TrainOptions>,
  estimator: "difference" | "exact",
  weight = 1e5,
): Promise<Examples> {
  const treatment = makeTreatment({ kind: "regularised", estimator, until: 1, delta: 1e-3, weight }, path);
  return exampleSource(planTraining(pointRun({ grid: undefined, path, network, treatment, ...changes }))).at(0);
}

/** The gradient of a batch's mean loss, and each sample's loss. */
async function gradientOf(examples: Examples, { accumulate = 1, parameters = start } = {}) {
  const flat = tf.tensor1d(parameters);
  const { gradient, losses } = lossGradient(network, flat, examples, { accumulate, dropout: [dropout] });
  const values = { gradient: await gradient.data<"float32">(), losses: await losses.data<"float32">() };
  tf.dispose([flat, gradient, losses]);
  return values;
}

testOnBackends("lossGradient() of parts is that of the whole batch, up to rounding", async () => {
  const loss = { prediction: "v", weight: { kind: "min-snr" } } as const, times = { kind: "importance" } as const;
  const examples = await examplesOf({ batch: 12, loss, times }, "exact");
  const before = tf.memory().numTensors, whole = await gradientOf(examples);
  for (const accumulate of [2, 3, 12]) {
    const parts = await gradientOf(examples, { accumulate });
    assertLess(difference(whole.gradient, parts.gradient), 2e-6);
    assertLess(difference(whole.losses, parts.losses), 2e-6);
  }
  assertEquals(tf.memory().numTensors, before);
});

testOnBackends("lossGradient() weighs each sample by its coefficient and share", async () => {
  const plain = await examplesOf({ batch: 4 }, "exact", 0), { losses } = await gradientOf(plain);
  const coefficients = Float64Array.of(2, 0, 1, 3), shares = Float64Array.of(0, 1, 4, 0);
  const weighted = await gradientOf({ ...plain, coefficients, shares });
  weighted.losses.forEach((loss, b) => assertAlmostEquals(loss, coefficients[b] * losses[b], 1e-5 * loss));
  // Only the third sample is left, with a quarter of its share of 4.
  const only = await gradientOf({ ...plain, shares: Float64Array.of(0, 0, 4, 0) });
  assertLess(difference(only.gradient, weighted.gradient), 1e-6);
});

for (const prediction of ["eps", "x0", "v"] as const) {
  Deno.test(`lossGradient() penalises the slope of ε̂ where the network says ${prediction}, both ways alike`, async () => {
    await startBackend("cpu");
    const loss = { prediction } as const;
    const [none, near, exact] = [
      await gradientOf(await examplesOf({ loss }, "exact", 0)),
      await gradientOf(await examplesOf({ loss }, "difference")),
      await gradientOf(await examplesOf({ loss }, "exact")),
    ];
    assertLess(0.01, difference(exact.gradient, none.gradient));
    const [first, other] = [near, exact].map(({ gradient }) => gradient.map((value, i) => value - none.gradient[i]));
    assertLess(difference(first, other), 0.02);
    assertEquals(near.losses, none.losses);
  });
}

testOnBackends("lossGradient() of an exact penalty agrees with central differences", async () => {
  const examples = await examplesOf({ batch: 4, loss: { prediction: "v" } }, "exact"), slope = examples.slope!;
  const objective = (parameters: Float32Array) =>
    tf.tidy(() => {
      const views = network.parameters.views(tf.tensor1d(parameters)), x = tf.tensor2d(examples.noisy, [4, 2]);
      const [said, tangent] = (["forward", "tangent"] as const).map((what) =>
        network[what](views, x, examples.conditions).dataSync<"float32">()
      );
      return said.reduce((sum, value, i) => {
        const b = i >> 1, error = value - examples.target[i];
        const form = slope.other[b] * tangent[i] + slope.output[b] * value + slope.x[b] * examples.noisy[i];
        return sum + (examples.coefficients![b] * error * error + form * form) / 8;
      }, 0);
    });
  const { gradient } = await gradientOf(examples), random = new Random(9, "directions");
  for (let i = 0; i < 3; i++) {
    const direction = random.fork(i).normals(start.length), h = 1e-3;
    const at = (sign: number) => objective(start.map((value, j) => value + sign * h * direction[j]));
    const numeric = (at(1) - at(-1)) / (2 * h);
    const exact = gradient.reduce((sum, value, j) => sum + value * direction[j], 0);
    assertAlmostEquals(exact / numeric, 1, 5e-3);
  }
});

Deno.test("lossGradient() leaves times beyond t̃ alone", async () => {
  await startBackend("cpu");
  const treatment = makeTreatment({ kind: "regularised", until: 0.5 }, path);
  const { times, slope } = await exampleSource(planTraining(pointRun({ grid: undefined, path, network, treatment })))
    .at(0);
  assert(times.some((t) => t < 0.5) && times.some((t) => t > 0.5));
  times.forEach((t, b) => assertEquals(slope!.other[b] !== 0, t < 0.5));
});
