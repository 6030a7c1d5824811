import { startBackend } from "../../lib/backend/start.ts";
import { pointSet } from "../../lib/datasets/point_sets.ts";
import { energyTest } from "../../lib/metrics/permutation.ts";
import { ddim } from "../../lib/samplers/ddim.ts";
import { spacedLevels } from "../../lib/samplers/levels.ts";
import { pointData } from "../../lib/training/data.ts";
import { drawSamples } from "../../lib/training/network_samples.ts";
import { train } from "../../lib/training/train.ts";
import { trainingOf } from "../../lib/training/training_config.ts";
import { Trained } from "../../lib/training/trained.ts";
import { assertEquals, assertLess } from "../assert.ts";

Deno.test("train() learns the moons: an energy test at N = 2000 tells its samples from data no more", async () => {
  await startBackend("wasm");
  const run = trainingOf({
    network: { kind: "mlp", shape: [2], hidden: [64, 64, 64], embedding: 32 },
    schedule: { kind: "cosine" },
    time: { kind: "continuous" },
    loss: { prediction: "v", weight: { kind: "uniform", of: "v" } },
    times: { kind: "stratified" },
    optimiser: { learningRate: 5e-3, ema: { halfLife: 150 } },
    steps: 2500,
    batch: 256,
    every: 100,
  }, pointData("moons", pointSet("moons", 20_000, 1).points, 2));
  const trained = await train(run), weights = run.network.parameters.initialise(1);
  const untrained = new Trained({ ...trained, weights, lastWeights: weights });
  // Pure noise, t = 1, says nothing of v: the walk begins beside it.
  const plan = ddim(spacedLevels(trained.path, 40, { from: 0.995 })), fresh = pointSet("moons", 2000, 2).points;
  const pValue = async (of: Trained) => {
    const drawn = Float64Array.from(await drawSamples(of, plan, { count: 2000, seed: 5 }));
    return energyTest(drawn, fresh, 2, { permutations: 39 }).pValue;
  };
  assertEquals(await pValue(untrained), 0.025);
  assertLess(0.05, await pValue(trained));
  trained.dispose();
  untrained.dispose();
});
