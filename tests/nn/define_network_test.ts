import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { mlpConfig } from "../../lib/nn/config.ts";
import { defineNetwork } from "../../lib/nn/define_network.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { mul } from "../../lib/nn/operations.ts";
import { Parameters } from "../../lib/nn/parameters.ts";
import { timeEmbedding } from "../../lib/nn/time_embedding.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { makeCase, outputs } from "./gradients.ts";

await startBackend("cpu");

Deno.test("defineNetwork() predicts, and differentiates, one and the same function", () => {
  const config = mlpConfig({ shape: [4], embedding: 4, timeScale: 3 });
  const parameters = new Parameters();
  const network = defineNetwork({
    config,
    parameters,
    embedding: timeEmbedding(parameters, "time", "sinusoidal", 4),
    through: (_views, x, seen) => mul(x, seen),
  });
  tf.tidy(() => {
    // The rates of four sinusoids are 1 and 1e-4.
    const c = 0.4, x = tf.tensor2d([2, 3, 5, 7], [1, 4]), angle = 3 * c;
    const value = [2 * Math.sin(angle), 3 * Math.sin(1e-4 * angle), 5 * Math.cos(angle), 7 * Math.cos(1e-4 * angle)];
    const slope = [
      6 * Math.cos(angle),
      9e-4 * Math.cos(1e-4 * angle),
      -15 * Math.sin(angle),
      -21e-4 * Math.sin(1e-4 * angle),
    ];
    network.forward([], x, Float64Array.of(c)).dataSync().forEach((y, i) => assertAlmostEquals(y, value[i], 1e-6));
    network.tangent([], x, Float64Array.of(c)).dataSync().forEach((y, i) => assertAlmostEquals(y, slope[i], 1e-6));
    for (const what of ["forward", "tangent"] as const) {
      assertThrows(() => network[what]([], x, new Float64Array(2)), TypeError, "conditions must have length 1, got 2");
    }
  });
});

Deno.test("a network's tangent is linear in timeScale and in the last layer, and each sample's own", async () => {
  const make = (timeScale: number) => makeMlp({ shape: [3], hidden: [8, 6], embedding: 4, timeScale });
  const test = makeCase(make(1), 5), exact = await outputs(test, "tangent");
  const faster = { ...test, network: make(4), conditions: test.conditions.map((c) => c / 4) };
  (await outputs(faster, "tangent")).forEach((value, i) => assertAlmostEquals(value, 4 * exact[i], 1e-5));
  const doubled = test.flat.slice();
  for (const name of ["out/weight", "out/bias"]) {
    const part = test.network.parameters.slice(doubled, name);
    part.forEach((value, i) => part[i] = 2 * value);
  }
  assertEquals(await outputs({ ...test, flat: doubled }, "tangent"), exact.map((value) => 2 * value));
  const alone = { ...test, x: test.x.slice(3, 6), conditions: test.conditions.slice(1, 2) };
  (await outputs(alone, "tangent")).forEach((value, i) => assertAlmostEquals(value, exact[3 + i], 1e-6));
});
