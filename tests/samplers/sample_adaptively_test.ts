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
    "Cannot sample by RK45 at time 1: prediction must have length 12, got 1",
  );
});
