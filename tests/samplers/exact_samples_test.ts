import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { drawExactSamples, oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { spacedLevels } from "../../lib/samplers/levels.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "../assert.ts";
import { mixture, path, predict, start } from "./mixture_world.ts";

const plan = ddim(spacedLevels(path, 4), { eta: 1 });

Deno.test("oraclePredictor() is ε* at the time that the condition tells", () => {
  const condition = shareTimesteps({ until: 0.1, intervals: 2 }), shared = oraclePredictor(mixture, path, condition);
  assertEquals(shared(start, 0.07), mixture.eps(start, path.at(0.05)));
  assertEquals(shared(start, 0.5), predict(start, 0.5));
  assertEquals(shared.condition, condition);
});

Deno.test("oraclePredictor() tells the data at every level, in agreement with its noise", () => {
  const condition = shareTimesteps({ until: 0.1, intervals: 2 }), pure = schedulePath(flowMatching());
  for (const shared of [undefined, condition]) {
    const one = oraclePredictor(mixture, pure, shared), eps = one(start, 0.07) as Float64Array;
    const { alpha, sigma } = pure.at(0.07);
    (one.x0!(start, 0.07) as Float64Array).forEach((value, i) =>
      assertAlmostEquals(value, (start[i] - sigma * eps[i]) / alpha, 1e-12)
    );
    // Pure noise says nothing of the data but their mean.
    const mean = [0.6 - 0.5, 0.4 - 0.7].map((sum) => sum / 3);
    (one.x0!(start, 1) as Float64Array).forEach((value, i) => assertAlmostEquals(value, mean[i % 2], 1e-15));
  }
});

Deno.test("drawExactSamples() is a function of the seed and the sample's number", async () => {
  const draw = (count: number, seed?: number, batch?: number) =>
    drawExactSamples(plan, predict, { count, dimension: 2, seed, batch });
  const six = await draw(6);
  assertEquals((await draw(9)).slice(0, 12), six);
  assertEquals(await draw(6, 0, 4), six);
  assertNotEquals(await draw(6, 1), six);
});

Deno.test("drawExactSamples() begins where it is told and reports every step of every batch", async () => {
  const seen: [number, number, number][] = [];
  let last: Float64Array | undefined;
  const onStep = (done: number, total: number, state: Float64Array) => {
    seen.push([done, total, state.length]);
    last = state.slice();
  };
  const options = { count: 6, dimension: 2, start, batch: 4, onStep };
  const samples = await drawExactSamples(plan, predict, options);
  assertNotEquals(samples, await drawExactSamples(plan, predict, { count: 6, dimension: 2 }));
  assertEquals(seen, Array.from({ length: 8 }, (_, i) => [i + 1, 8, i < 4 ? 8 : 4]));
  assertEquals(last, samples.slice(8));
  await assertRejects(
    () => drawExactSamples(plan, predict, { ...options, count: 5 }),
    TypeError,
    "start must have length 10, got 12",
  );
  await assertRejects(() => drawExactSamples(plan, predict, { count: 0, dimension: 2 }), RangeError, "count");
});
