import { ddpm } from "../../../lib/samplers/methods/ddpm.ts";
import { spacedLevels } from "../../../lib/samplers/levels.ts";
import { predictorCorrector } from "../../../lib/samplers/methods/predictor_corrector.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { idealPredictor, linearSpace, marginal, varianceOf } from "../linear_world.ts";
import { path } from "../mixture_world.ts";

const levels = spacedLevels(path, 10, { spacing: "logSnr", to: 0.01 });
const random = new Random(1, "sampler");

Deno.test("predictorCorrector() without corrections is DDPM", () => {
  const { steps, evaluations } = predictorCorrector(levels, { corrections: 0 }), reference = ddpm(levels);
  assertEquals([steps, evaluations], [reference.steps, 10]);
});

Deno.test("predictorCorrector() corrects after every step but the last", () => {
  const plan = predictorCorrector(levels, { corrections: 2 });
  assertEquals(plan.evaluations, 9 * 3 + 1);
  const times = plan.steps.map(({ operations }) =>
    operations.flatMap((each) => each.kind === "predict" ? [each.time] : [])
  );
  assertEquals(times[0], [levels[0].time, levels[1].time, levels[1].time]);
  assertEquals(times[9], [levels[9].time]);
});

Deno.test("predictorCorrector() draws a wrong variance towards the right one", async () => {
  const dataVariance = 0.5, stop = spacedLevels(path, 10, { spacing: "logSnr", to: 0.3, end: "stop" });
  const exact = marginal(stop[10], dataVariance);
  const error = async (corrections: number) => {
    const plan = predictorCorrector(stop, { corrections, ratio: 0.1 });
    // Far too narrow a start.
    const options = { space: linearSpace, start: Float64Array.of(0.1), random };
    return Math.abs(varianceOf(await sample(plan, idealPredictor(path, dataVariance), options)) - exact);
  };
  const [none, some, many] = [await error(0), await error(5), await error(40)];
  assert(some < none && many < some, `${[none, some, many]}`);
  // What is left is Langevin's own error, δ/2 of the variance where q is as wide as the noise.
  assertAlmostEquals(many, 0, 0.02);
});

Deno.test("predictorCorrector() refuses less than no corrections and no ratio", () => {
  assertThrows(() => predictorCorrector(levels, { corrections: -1 }), RangeError, "corrections");
  assertThrows(() => predictorCorrector(levels, { ratio: 0 }), RangeError, "ratio must be greater than 0");
});
