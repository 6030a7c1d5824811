import { makeMlp } from "../../lib/nn/mlp.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { optimiserDefaults } from "../../lib/training/optimiser.ts";
import { planTraining } from "../../lib/training/options.ts";
import { untreated } from "../../lib/treatments/treatment.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { corners, pointRun } from "./fixtures.ts";

Deno.test("planTraining() fills in the defaults", () => {
  const { network, data, grid } = pointRun();
  const plan = planTraining({ network, data, grid, steps: 3, ema: { halfLife: 7 }, clip: undefined });
  assertEquals([plan.batch, plan.seed, plan.every, plan.intervals], [32, 1, 20, 10]);
  assertEquals(plan.optimiser, { ...optimiserDefaults, ema: { ...optimiserDefaults.ema, halfLife: 7 } });
  assertEquals(plan.treatment.condition(17), 17);
});

Deno.test("planTraining() names what is wrong", () => {
  const cases: [object, typeof TypeError | typeof RangeError, string][] = [
    [{ steps: 0 }, RangeError, "steps must be in [1, 100000000], got 0"],
    [{ steps: 1.5 }, RangeError, "steps must be an integer"],
    [{ steps: "9" }, TypeError, "steps must be a number"],
    [{ batch: 0 }, RangeError, "batch"],
    [{ batch: 501 }, RangeError, "batch must be at most the 500 samples of corners, got 501"],
    [{ learningRate: 0 }, RangeError, "learningRate must be greater than 0"],
    [{ learningRate: -1e-3 }, RangeError, "learningRate"],
    [{ seed: -1 }, RangeError, "seed"],
    [{ every: 0 }, RangeError, "every"],
    [{ intervals: 101 }, RangeError, "intervals"],
    [{ condition: (step: number) => 1 / (step - 5) }, RangeError, "condition[5] must be finite"],
    [{ grid: undefined }, TypeError, "give the noise levels as a path or as a grid, got neither"],
    [{ path: gridPath(pointRun().grid!) }, TypeError, "got both"],
    [{ condition: (step: number) => step, treatment: untreated() }, TypeError, "a treatment or a condition, got both"],
    [{ network: makeMlp({ shape: [3] }) }, TypeError, "the shape of corners is [2] and the network's [3]"],
    [{ data: { ...corners(40), count: 4 }, batch: 5 }, RangeError, "at most the 4 samples"],
  ];
  for (const [change, type, message] of cases) {
    assertThrows(() => planTraining(pointRun(change)), type, message);
  }
});

Deno.test("planTraining() names what the loss, the times, labels and parts of a batch lack", () => {
  const labelled = makeMlp({ shape: [2], classes: 3 }), labels = new Uint8Array(500).fill(3);
  const penalty = { weight: 1, estimator: "difference" as const, until: 10, delta: 1.5 };
  const cases: [object, typeof TypeError | typeof RangeError, string][] = [
    [{ accumulate: 3 }, RangeError, "accumulate must divide the batch of 16, got 3"],
    [{ labelDropout: 2 }, RangeError, "labelDropout must be in [0, 1], got 2"],
    [{ loss: { weight: { kind: "min-srn" } } }, RangeError, `did you mean "min-snr"`],
    [{ times: { kind: "importance", intervals: 101 } }, RangeError, "times.intervals must be in [1, 100], got 101"],
    [{ network: labelled }, TypeError, "corners has no labels for the network's 3 classes"],
    [
      { network: labelled, data: { ...corners(500), labels } },
      RangeError,
      "the label of sample 0 of corners must be in",
    ],
    [{ treatment: { ...untreated(), penalty } }, RangeError, "delta must be an integer, got 1.5"],
    [{ weightDecay: -1 }, RangeError, "weightDecay must be at least 0"],
  ];
  for (const [change, type, message] of cases) {
    assertThrows(() => planTraining(pointRun(change)), type, message);
  }
});

Deno.test("planTraining() refuses a weight that is not finite on the path, naming the time", () => {
  const path = schedulePath(cosine()), loss = { prediction: "eps", weight: { kind: "edm" } } as const;
  const run = { ...pointRun({ path, grid: undefined }), loss };
  assertThrows(() => planTraining(run), RangeError, "alpha = 0");
});
