import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import { Random } from "../../lib/numerics/random.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { ddpm } from "../../lib/samplers/methods/ddpm.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { gridLevels, respacedSteps } from "../../lib/samplers/levels.ts";
import { gridPath } from "../../lib/samplers/noise_path.ts";
import { type Plan, PlanBuilder } from "../../lib/samplers/plan.ts";
import { samplers } from "../../lib/samplers/methods/registry.ts";
import { sample } from "../../lib/samplers/sample.ts";
import type { VectorSpace } from "../../lib/samplers/types.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { assert, assertEquals, assertNotEquals, assertRejects } from "../assert.ts";
import { idealPredictor } from "./linear_world.ts";

const grid = ddpmLinearGrid();
const path = gridPath(grid);
const levels = gridLevels(grid, respacedSteps(1000, 10));
const predict = idealPredictor(path, 0.5);
const random = new Random(4, "sampler");
const space = float64Space();
const start = new Random(4, "start").normals(8);

Deno.test("sample() gives the same samples for the same seed, in one batch or cut", async () => {
  const plan = ddpm(levels);
  const whole = await sample(plan, predict, { space, start, random });
  assertEquals(await sample(plan, predict, { space, start, random }), whole);
  const head = await sample(plan, predict, { space, start: start.slice(0, 6), random });
  const tail = await sample(plan, predict, { space: float64Space(6), start: start.slice(6), random });
  assertEquals(Float64Array.from([...head, ...tail]), whole);
  assertNotEquals(await sample(plan, predict, { space, start, random: new Random(5, "sampler") }), whole);
});

Deno.test("sample() leaves the condition to the predictor", async () => {
  const condition = shareTimesteps({ until: 400, intervals: 2 });
  const told: number[] = [];
  await sample(ddim(levels), (x, time) => {
    told.push(condition(time));
    return predict(x, time);
  }, { space, start });
  assertEquals(told, [999, 888, 777, 666, 555, 444, 200, 200, 0, 0]);
});

Deno.test("sample() frees every vector once, keeps the start, and holds few at a time", async () => {
  const live = new Set<Float64Array>();
  let most = 0;
  const made = (vector: Float64Array) => {
    live.add(vector);
    most = Math.max(most, live.size);
    return vector;
  };
  const counting: VectorSpace<Float64Array> = {
    combine: (terms) => made(space.combine(terms)),
    noise: (like, random, index) => made(space.noise(like, random, index)),
    clip: (vector, low, high) => made(space.clip!(vector, low, high)),
    release: (vector) => assert(live.delete(vector), "freed what is not its own, or twice"),
  };
  const counted = async (x: Float64Array, time: number) => made(await predict(x, time));
  for (const { make, name } of samplers) {
    const end = await sample(make(levels, { path }), counted, { space: counting, start, random });
    assertEquals([...live], [end], name);
    live.clear();
  }
  for (const plan of [ddpm(levels, { clip: 1 }), secondOrderMultistep()]) {
    const end = await sample(plan, counted, { space: counting, start, random });
    assertEquals([...live], [end]);
    live.clear();
  }
  assert(most <= 9, `${most} vectors at a time`);
  const failing = (x: Float64Array, time: number) => time < 500 ? Promise.reject(new Error("stop")) : counted(x, time);
  await assertRejects(() => sample(ddpm(levels), failing, { space: counting, start, random }), Error, "stop");
  assertEquals(live.size, 0);
});

/** A plan in which each step uses the prediction of the one before. */
function secondOrderMultistep(): Plan {
  const plan = new PlanBuilder();
  let x = "start", before: string | undefined;
  for (let i = 0; i < 4; i++) {
    const eps = plan.predict(x, levels[i].time);
    x = plan.combine([0.9, x], [-0.3, eps], ...(before ? [[0.1, before] as const] : []));
    plan.endStep(levels[i].time, levels[i + 1].time, x);
    before = eps;
  }
  return plan.build("multistep", 2);
}

Deno.test("sample() reports every step with its state", async () => {
  const seen: [number, number][] = [];
  let last: Float64Array | undefined;
  const end = await sample(ddim(levels), predict, {
    space,
    start,
    onStep: (state, done, total) => {
      seen.push([done, total]);
      last = state;
    },
  });
  assertEquals(seen, Array.from({ length: 10 }, (_, i) => [i + 1, 10]));
  assertEquals(last, end);
});

Deno.test("sample() names step and time of a bad prediction, and what is missing", async () => {
  const wrong = (value: number) => (x: Float64Array, time: number) =>
    time < 300 ? x.map(() => value) : predict(x, time);
  await assertRejects(
    () => sample(ddim(levels), wrong(NaN), { space, start }),
    RangeError,
    "Cannot sample by DDIM at step 8 of 10, time 222: prediction[0] must be finite, got NaN",
  );
  await assertRejects(
    () => sample(ddim(levels), () => new Float64Array(3), { space, start }),
    TypeError,
    "Cannot sample by DDIM at step 1 of 10, time 999: prediction must have length 8, got 3",
  );
  await assertRejects(() => sample(ddpm(levels), predict, { space, start }), TypeError, "random is missing");
  const { clip: _clip, ...plain } = space;
  await assertRejects(
    () => sample(ddpm(levels, { clip: 1 }), predict, { space: plain, start, random }),
    TypeError,
    "cannot clip",
  );
});

Deno.test("sample() says what the network was told where the predictor knows it", async () => {
  const condition = shareTimesteps({ until: 400, intervals: 2 });
  const wrong = Object.assign((x: Float64Array, time: number) => time < 300 ? x.map(() => NaN) : predict(x, time), {
    condition,
  });
  await assertRejects(
    () => sample(ddim(levels), wrong, { space, start }),
    RangeError,
    "at step 8 of 10, time 222 told as 200: prediction[0] must be finite, got NaN",
  );
});

Deno.test("sample() finds what is not finite at the end where it cannot be told before", async () => {
  const read: number[] = [];
  let live = 0;
  const remote: VectorSpace<Float64Array> = {
    ...space,
    check: () => {},
    mark: (vector) => {
      live++;
      return Float64Array.of(vector.reduce((sum, value) => sum + value * 0, 0));
    },
    readMarks: (marks) => {
      read.push(marks.length);
      return Promise.resolve(marks.map(([value]) => Number.isFinite(value)));
    },
    release: (vector) => void (live -= vector.length === 1 ? 1 : 0),
  };
  const wrong = (x: Float64Array, time: number) => time < 300 ? x.map(() => NaN) : predict(x, time);
  await assertRejects(
    () => sample(ddim(levels), wrong, { space: remote, start }),
    RangeError,
    "Cannot sample by DDIM at step 8 of 10, time 222: prediction must be finite",
  );
  assertEquals(
    await sample(ddim(levels), predict, { space: remote, start }),
    await sample(ddim(levels), predict, { space, start }),
  );
  assertEquals([read, live], [[10, 10], 0]);
});

Deno.test("sample() thresholds where the space can", async () => {
  const plan = ddpm(levels, { clip: { quantile: 0.9, most: 2 } });
  const options = { space: float64Space(0, 4), start, random };
  const cut = await sample(plan, predict, options);
  assert(cut.every((value) => Math.abs(value) <= 1));
  const { threshold: _threshold, ...plain } = space;
  await assertRejects(() => sample(plan, predict, { ...options, space: plain }), TypeError, "cannot threshold");
});
