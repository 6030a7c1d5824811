import { flowFromNoise } from "../../lib/samplers/flow.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { sampleAdaptively } from "../../lib/samplers/sample_adaptively.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { idealPredictor, marginal } from "./linear_world.ts";

const base = float64Space(0, 2), space = { ...base, norm: base.norm! };
const start = Float64Array.of(1, -0.4, 2.1, 0.3);

Deno.test("flowFromNoise() ends where the exact flow does, and sampleAdaptively() goes on from there", async () => {
  // Gaussian data: the flow scales x by the ratio of the marginals' widths, which is 1 in pure noise.
  for (const path of [schedulePath(flowMatching()), gridPath(zeroTerminalSnrGrid(ddpmLinearGrid()))]) {
    const predict = idealPredictor(path, 0.2);
    for (const tolerance of [1e-5, 1e-9]) {
      const options = { space, start, path, relative: tolerance, absolute: tolerance };
      const early = 0.8 * path.noisiest, late = 0.05 * path.noisiest;
      const part = await flowFromNoise("walk", predict, { ...options, from: path.noisiest, to: early });
      const short = await sampleAdaptively(predict, { ...options, to: early, end: "stop" });
      const whole = await sampleAdaptively(predict, { ...options, to: late, end: "stop" });
      start.forEach((value, i) => {
        assertAlmostEquals(part.end[i], value * Math.sqrt(marginal(path.at(early), 0.2)), 50 * tolerance);
        assertAlmostEquals(short.end[i], part.end[i], 0);
        assertAlmostEquals(whole.end[i], value * Math.sqrt(marginal(path.at(late), 0.2)), 50 * tolerance);
      });
      assert(whole.steps > part.steps && whole.evaluations > part.evaluations && whole.evaluations < 500);
    }
  }
});

Deno.test("flowFromNoise() frees what it makes and names what went wrong", async () => {
  const live = new Set<Float64Array>();
  const made = (vector: Float64Array) => (live.add(vector), vector);
  const counting = {
    ...space,
    combine: (terms: Parameters<typeof space.combine>[0]) => made(space.combine(terms)),
    release: (vector: Float64Array) => assert(live.delete(vector), "freed what is not its own, or twice"),
  };
  const path = schedulePath(flowMatching()), ideal = idealPredictor(path, 0.2);
  const telling = (bad: (time: number) => boolean) =>
    Object.assign((x: Float64Array, time: number) => made(ideal(x, time) as Float64Array), {
      x0: (x: Float64Array, time: number) => made(bad(time) ? x.map(() => NaN) : ideal.x0!(x, time) as Float64Array),
      condition: () => 7,
    });
  const options = { space: counting, start, path, to: 0.01 };
  const { end } = await sampleAdaptively(telling(() => false), options);
  assertEquals([...live], [end]);
  live.clear();
  await assertRejects(
    () => sampleAdaptively(telling((time) => time === 1), options),
    RangeError,
    "Cannot sample by RK45 at step 1, time 1 told as 7: prediction[0] must be finite",
  );
  await assertRejects(
    () => sampleAdaptively(telling(() => false), { ...options, mostSteps: 4 }),
    RangeError,
    "steps did not reach",
  );
  assertEquals([...live], []);
});
