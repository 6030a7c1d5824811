import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { drawExactSamples } from "../../lib/samplers/exact_samples.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { guided, type LabelledPredictor } from "../../lib/samplers/guidance.ts";
import { spacedLevels } from "../../lib/samplers/levels.ts";
import { planWithin } from "../../lib/samplers/methods/budget.ts";
import { samplerNamed } from "../../lib/samplers/methods/registry.ts";
import { sample } from "../../lib/samplers/sample.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { path } from "./mixture_world.ts";

const means = [-1, 1];
const all = isotropicMixture({ dimension: 1, means: Float64Array.from(means), variance: 0.1 });
const parts = means.map((mean) => gaussian({ mean: Float64Array.of(mean), covariance: 0.1 }));
const predictor: LabelledPredictor<Float64Array, number> = {
  labelled: true,
  predict: (x, time, label) => (label === undefined ? all : parts[label]).eps(x, path.at(time)),
};
const space = float64Space();
const x = Float64Array.of(-0.5, 0, 2), time = 0.4;

Deno.test("guided() leads from the unconditional predictor through the conditional one and beyond", async () => {
  const [free, told] = [all.eps(x, path.at(time)), parts[1].eps(x, path.at(time))];
  for (const scale of [0, 1, 2.5]) {
    const eps = await guided(predictor, { space, label: 1, scale })(x, time);
    eps.forEach((value, i) => assertAlmostEquals(value, free[i] + scale * (told[i] - free[i]), 1e-14));
  }
});

Deno.test("guided() guides the data as it guides the noise, where the predictor tells them", async () => {
  const { alpha, sigma } = path.at(time);
  assertEquals(guided(predictor, { space, label: 1, scale: 2 }).x0, undefined);
  const telling: LabelledPredictor<Float64Array, number> = {
    ...predictor,
    x0: (x, time, label) => (label === undefined ? all : parts[label]).x0(x, path.at(time)),
  };
  for (const scale of [0, 1, 2.5]) {
    const both = guided(telling, { space, label: 1, scale }), eps = await both(x, time), x0 = await both.x0!(x, time);
    x0.forEach((value, i) => assertAlmostEquals(value, (x[i] - sigma * eps[i]) / alpha, 1e-13));
  }
});

Deno.test("guided() makes samples of the class, beyond it where the scale is above 1", async () => {
  const plan = planWithin(samplerNamed("DPM-Solver++ 2M"), path, 30, { spacing: "logSnr" });
  const draw = (scale: number) =>
    drawExactSamples(plan, guided(predictor, { space, label: 1, scale }), { count: 500, dimension: 1 });
  assertAlmostEquals(mean(await draw(0)), 0, 0.15);
  const class1 = await draw(1);
  assertAlmostEquals(mean(class1), 1, 0.05);
  assert(mean(await draw(4)) > mean(class1) + 0.02);
});

Deno.test("guided() frees both predictions, whatever happens", async () => {
  let live = 0;
  const made = (vector: Float64Array) => (live++, vector);
  const counting = {
    combine: (terms: Parameters<typeof space.combine>[0]) => made(space.combine(terms)),
    release: () => void live--,
  };
  const counted = (fail: boolean): LabelledPredictor<Float64Array, number> => ({
    labelled: true,
    predict: (x, _time, label) => {
      if (fail && label !== undefined) throw new Error("stop");
      return made(x.slice());
    },
  });
  await guided(counted(false), { space: counting, label: 1, scale: 2 })(x, time);
  assertEquals(live, 1);
  const failing = guided(counted(true), { space: counting, label: 1, scale: 2 });
  await assertRejects(async () => await failing(x, time), Error, "stop");
  assertEquals(live, 1);
});

Deno.test("guided() leaves a sampler's errors the condition that they name", async () => {
  const condition = shareTimesteps({ until: 0.5, intervals: 1 });
  const levels = spacedLevels(path, 2), start = Float64Array.of(1);
  for (const scale of [0, 1, 2]) {
    const failing = guided({ labelled: true, condition, predict: () => Float64Array.of(NaN) }, {
      space,
      label: 1,
      scale,
    });
    await assertRejects(
      () => sample(ddim(levels.slice(1)), failing, { space, start }),
      RangeError,
      "step 1 of 1, time 0.001 told as 0: prediction[0] must be finite",
    );
  }
});

Deno.test("guided() refuses an unconditional predictor and a scale below 0", () => {
  const free = { ...predictor, labelled: false };
  assertThrows(() => guided(free, { space, label: 1, scale: 2 }), TypeError, "the predictor is unconditional");
  assertThrows(() => guided(predictor, { space, label: 1, scale: -1 }), RangeError, "scale must be at least 0");
});
