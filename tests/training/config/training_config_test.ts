import * as fc from "../../property.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { train } from "../../../lib/training/runs/train.ts";
import {
  trainingConfig,
  type TrainingConfigOptions,
  trainingOf,
} from "../../../lib/training/config/training_config.ts";
import { optimiserDefaults } from "../../../lib/training/optimiser.ts";
import { planTraining } from "../../../lib/training/options.ts";
import { assert, assertEquals, assertThrows } from "../../assert.ts";
import { corners, pointRun } from "../fixtures.ts";

const short: TrainingConfigOptions = {
  network: { kind: "mlp", shape: [2], hidden: [32, 32], embedding: 16 },
  steps: 12,
};

Deno.test("trainingConfig() makes every default explicit, and stays as it is when filled in again", () => {
  const config = trainingConfig(short);
  assertEquals(config, {
    schedule: { kind: "linear", betaMin: 0.1, betaMax: 20 },
    time: { kind: "discrete", steps: 1000 },
    network: {
      kind: "mlp",
      shape: [2],
      hidden: [32, 32],
      embedding: 16,
      timeScale: 1,
      timeEmbedding: "sinusoidal",
      classes: 0,
      dropout: 0,
    },
    treatment: { kind: "ddpm" },
    loss: { prediction: "eps", weight: { kind: "uniform", of: "eps" } },
    times: { kind: "uniform" },
    optimiser: optimiserDefaults,
    steps: 12,
    batch: 32,
    accumulate: 1,
    labelDropout: 0.1,
    seed: 1,
    intervals: 10,
    every: 20,
  });
  assertEquals(trainingConfig(JSON.parse(JSON.stringify(config))), config);
});

Deno.test("trainingOf() takes a treatment of one's own, and says what is missing of one that is neither", () => {
  const own = { name: "square root", condition: Math.sqrt }, data = corners(64);
  assertEquals(planTraining(trainingOf({ ...short, treatment: own }, data)).treatment, own);
  assertEquals(
    { ...trainingOf({ ...short, treatment: own }, data), network: null, treatment: null, path: null },
    { ...trainingOf(short, data), network: null, treatment: null, path: null },
  );
  assertThrows(
    () => trainingOf({ ...short, treatment: { name: "mine" } as never }, data),
    RangeError,
    "treatment.kind is missing",
  );
  assertThrows(
    () => planTraining(trainingOf({ ...short, treatment: { name: "mine", condition: () => NaN } }, data)),
    RangeError,
    "condition",
  );
});

Deno.test("trainingConfig() fits what depends on time to it", () => {
  const cosine = { ...short, schedule: { kind: "cosine" }, treatment: { kind: "e-tsdm" } } as const;
  const of = (time: TrainingConfigOptions["time"]) => trainingConfig({ ...cosine, time });
  const continuous = of({ kind: "continuous" }), coarse = of({ kind: "discrete", steps: 8 });
  assertEquals(continuous.treatment, { kind: "e-tsdm", until: 0.1, intervals: 5 });
  assertEquals([continuous.network.timeScale, continuous.time], [1000, { kind: "continuous", finest: 1e-3 }]);
  assertEquals([coarse.network.timeScale, coarse.intervals], [125, 8]);
});

Deno.test("trainingOf() is the run that the same options of train() are", async () => {
  await startBackend("wasm");
  const data = corners(500), { network, seed, batch } = pointRun();
  const config = { ...short, batch, seed, optimiser: { warmup: 5 }, schedule: { kind: "linear" }, every: 5 } as const;
  const time = { kind: "discrete", steps: 100 } as const;
  const configured = await train(trainingOf({ ...config, time, network: { ...short.network, timeScale: 1 } }, data));
  const direct = await train(pointRun({ data, network }));
  assertEquals(configured.lastWeights, direct.lastWeights);
  assertEquals(planTraining(trainingOf({ ...short, optimiser: { clip: null } }, data)).optimiser.clip, Infinity);
});

Deno.test("trainingOf() makes a plan of every schedule, time and treatment", () => {
  const schedules = [
    "linear",
    "quadratic",
    "scaled-linear",
    "cosine",
    "shifted-cosine",
    "sigmoid",
    "edm",
    "flow-matching",
  ];
  const kinds = [...schedules, "trigonometric", "zero-terminal-snr"].map((kind) => ({ kind }));
  const all = [...kinds, { kind: "formula", formula: "cos(pi*t/2)" }, {
    kind: "zero-terminal-snr",
    of: { kind: "cosine" },
  }];
  const names = new Set<string>();
  for (const schedule of all as Required<TrainingConfigOptions>["schedule"][]) {
    for (const time of [{ kind: "discrete", steps: 50 }, { kind: "continuous" }] as const) {
      const { path } = planTraining(trainingOf({ ...short, schedule, time }, corners(100)));
      assert(path.levelAt(path.finest).alpha > path.levelAt(path.noisiest).alpha);
      names.add(path.name);
    }
  }
  assertEquals(names.size, 2 * all.length);
});

Deno.test("trainingConfig() names what is wrong, and the nearest that is right", () => {
  const cases: [object, typeof TypeError | typeof RangeError | typeof SyntaxError, string][] = [
    [{ batchh: 3 }, RangeError, `no key "batchh" in the configuration`],
    [{ batchh: 3 }, RangeError, `did you mean "batch"`],
    [{ batch: "3" }, TypeError, "batch must be a number"],
    [{ batch: 0 }, RangeError, "batch must be at least 1"],
    [{ steps: undefined }, TypeError, "steps is missing"],
    [{ schedule: { kind: "cosin" } }, RangeError, `did you mean "cosine"`],
    [{ schedule: { kind: "cosine", ofset: 1 } }, RangeError, `did you mean "offset"`],
    [{ schedule: { kind: "formula", formula: "cos(" } }, SyntaxError, `"cos("`],
    [{ time: { kind: "continuous", steps: 5 } }, RangeError, `no key "steps" in time`],
    [{ treatment: { kind: "e-tsdm", untill: 5 } }, RangeError, `did you mean "until"`],
    [{ optimiser: { learningrate: 1 } }, RangeError, `did you mean "learningRate"`],
    [{ optimiser: { ema: { halfLife: "long" } } }, TypeError, "optimiser.ema.halfLife must be a number"],
    [{ network: { ...short.network, hiden: [3] } }, RangeError, `did you mean "hidden"`],
    [{ network: { ...short.network, kind: "mpl" } }, RangeError, `did you mean "mlp"`],
  ];
  for (const [change, type, message] of cases) {
    assertThrows(() => trainingConfig({ ...short, ...change } as TrainingConfigOptions), type, message);
  }
});

Deno.test("trainingConfig() either fills in or refuses in one of the house's classes, whatever it is given", () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 2 }), fc.constantFrom(...Object.keys(trainingConfig(short))), (value, key) => {
      try {
        trainingConfig({ ...short, [key]: value } as TrainingConfigOptions);
      } catch (error) {
        assert(
          error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError,
          String(error),
        );
        assert(error.message.startsWith("Cannot "), error.message);
      }
    }),
  );
});
