import { makeMlp } from "../../lib/nn/mlp.ts";
import { gridPath } from "../../lib/samplers/noise_path.ts";
import { optimiserDefaults } from "../../lib/training/optimiser.ts";
import { planTraining } from "../../lib/training/options.ts";
import { untreated } from "../../lib/training/treatment.ts";
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
    [{ steps: 0 }, RangeError, "steps must be at least 1, got 0"],
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
