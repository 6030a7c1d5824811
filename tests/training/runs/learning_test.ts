import { startBackend } from "../../../lib/backend/choice/start.ts";
import { pointSet } from "../../../lib/datasets/point_sets.ts";
import { energyTest } from "../../../lib/metrics/permutation.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { mean, variance } from "../../../lib/numerics/stats.ts";
import { ddim } from "../../../lib/samplers/methods/ddim.ts";
import { gridLevels, respacedSteps, spacedLevels } from "../../../lib/samplers/levels.ts";
import { pointData } from "../../../lib/training/data.ts";
import { drawSamples } from "../../../lib/predictors/network_samples.ts";
import { train } from "../../../lib/training/runs/train.ts";
import { trainingOf } from "../../../lib/training/config/training_config.ts";
import { Trained } from "../../../lib/predictors/trained.ts";
import { assertAlmostEquals, assertEquals, assertLess } from "../../assert.ts";
import { grid, pointRun } from "../fixtures.ts";

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

Deno.test("train() learns labels: samples told a corner lie there, and guidance draws them nearer to it", async () => {
  await startBackend("wasm");
  const random = new Random(2, "corners"), labels = random.fork("labels").integers(2000, 4), sides = [-1, 1];
  const noise = random.fork("noise").normals(4000).map((z) => 0.4 * z);
  const points = noise.map((z, i) => z + sides[labels[i >> 1] >> (i & 1) & 1]);
  const network = makeMlp({ shape: [2], hidden: [64, 64], embedding: 32, classes: 4 });
  const data = { ...pointData("labelled corners", points, 2), labels };
  const trained = await train(pointRun({ network, data, steps: 600, batch: 128, learningRate: 5e-3 }));
  const plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 20))),
    wanted = Int32Array.from({ length: 400 }, (_, i) => i % 4);
  const along = async (guidance: number) => {
    const drawn = await drawSamples(trained, plan, { count: 400, labels: wanted, guidance });
    return drawn.map((value, i) => value * sides[wanted[i >> 1] >> (i & 1) & 1]);
  };
  const [told, guided] = [await along(1), await along(3)];
  // With deviation 0.4 a coordinate of the data is on the right side with probability Φ(2.5) = 0.994.
  assertLess(0.97 * 800, told.filter((value) => value > 0).length);
  assertAlmostEquals(mean(told), 1, 0.1);
  assertLess(variance(guided), variance(told));
  trained.dispose();
});
