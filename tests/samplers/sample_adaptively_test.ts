import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { oraclePredictor } from "../../lib/samplers/exact_samples.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { gridPath } from "../../lib/samplers/noise_path.ts";
import { sampleAdaptively } from "../../lib/samplers/sample_adaptively.ts";
import { assert, assertAlmostEquals, assertRejects } from "../assert.ts";
import { idealPredictor, marginal } from "./linear_world.ts";
import { mixture, path, predict, space, start } from "./mixture_world.ts";

Deno.test("sampleAdaptively() ends where the exact flow does", async () => {
  // Gaussian data: the flow scales x by the ratio of the marginals' widths.
  const options = { space, start, path, from: 0.9, to: 0.001, end: "stop" as const };
  const ratio = Math.sqrt(marginal(path.at(0.001), 0.2) / marginal(path.at(0.9), 0.2));
  for (const relative of [1e-5, 1e-9]) {
    const { end } = await sampleAdaptively(idealPredictor(path, 0.2), { ...options, relative, absolute: relative });
    end.forEach((value, i) => assertAlmostEquals(value, start[i] * ratio, 50 * relative));
  }
});

Deno.test("sampleAdaptively() takes the last step to the data unless told to stop", async () => {
  const options = { space, start, path, from: 0.5, to: 0.01, relative: 1e-8, absolute: 1e-8 };
  const [data, stopped] = [
    await sampleAdaptively(predict, options),
    await sampleAdaptively(predict, { ...options, end: "stop" }),
  ];
  const x0 = mixture.x0(stopped.end, path.at(0.01));
  data.end.forEach((value, i) => assertAlmostEquals(value, x0[i], 1e-12));
  assert(data.evaluations === stopped.evaluations + 1);
});

Deno.test("sampleAdaptively() walks over a grid between its steps", async () => {
  const grid = gridPath(ddpmLinearGrid());
  const { end, evaluations } = await sampleAdaptively(oraclePredictor(mixture, grid), { space, start, path: grid });
  assert(end.every((value) => Math.abs(value) < 4) && evaluations < 400, `${end} ${evaluations}`);
});

Deno.test("sampleAdaptively() says what it cannot do", async () => {
  const options = { space, start, path };
  await assertRejects(() => sampleAdaptively(predict, { ...options, to: 0 }), RangeError, "time 0 has");
  await assertRejects(() => sampleAdaptively(predict, { ...options, from: 0.1, to: 0.1 }), RangeError, "must differ");
  const { norm: _norm, ...plain } = space;
  await assertRejects(() => sampleAdaptively(predict, { ...options, space: plain }), TypeError, "no norm");
  await assertRejects(
    () => sampleAdaptively(predict, { ...options, space: float64Space() }),
    TypeError,
    "made without a dimension",
  );
  await assertRejects(
    () => sampleAdaptively(() => new Float64Array(1), options),
    TypeError,
    "Cannot sample by RK45 at step 1, time 1: prediction must have length 12, got 1",
  );
});

Deno.test("sampleAdaptively() names step, time and condition of a prediction that is not finite, and frees all", async () => {
  // As on a device: nothing is known of a prediction until its norm is read back.
  const live = new Set<Float64Array>();
  const made = (vector: Float64Array) => (live.add(vector), vector);
  const remote = {
    ...space,
    combine: (terms: Parameters<typeof space.combine>[0]) => made(space.combine(terms)),
    release: (vector: Float64Array) => assert(live.delete(vector), "freed what is not its own, or twice"),
    check: () => {},
  };
  const options = { space: remote, start, path, from: 0.9, to: 0.01 };
  const failing = (when: (time: number) => boolean) =>
    Object.assign((x: Float64Array, time: number) => made(when(time) ? x.map(() => NaN) : x.slice()), {
      condition: () => 7,
    });
  const error = await assertRejects(() => sampleAdaptively(failing((time) => time < 0.5), options), RangeError);
  const place = /^Cannot sample by RK45 at step (\d+), near time (.*) told as 7: the derivative must be finite$/;
  const [, step, time] = place.exec(error.message) ?? [];
  assert(Number(step) > 1 && Number(time) >= 0.5 && Number(time) < 0.9, error.message);
  assert(live.size === 0);
  // The last slope of the flow is asked at the last time, and the step to the data there again.
  let last = 0;
  await assertRejects(
    () => sampleAdaptively(failing((time) => time === 0.01 && ++last > 2), options),
    RangeError,
    "Cannot sample by RK45 at its last step, time 0.01 told as 7: prediction must be finite",
  );
  assert(live.size === 0);
});
