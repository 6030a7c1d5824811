import { scheduleLevels } from "../../../lib/samplers/levels.ts";
import { probabilityFlow } from "../../../lib/samplers/methods/probability_flow.ts";
import { sample } from "../../../lib/samplers/sample.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { space } from "../mixture_world.ts";

const schedule = linear(), levels = scheduleLevels(schedule, [0.5, 0.4], "stop");
const start = Float64Array.of(1, -2);

/** dx/dt with the prediction ε̂(x, t) = x t. */
function slope(x: number, t: number): number {
  const { dLogSnr, sigma } = schedule.at(t);
  return -dLogSnr / 2 * (sigma * x * t - sigma ** 2 * x);
}
const predict = (x: Float64Array, t: number) => x.map((value) => value * t);

Deno.test("probabilityFlow() by Euler takes one slope, by Heun the mean of two", async () => {
  const euler = await sample(probabilityFlow(levels, { method: "euler" }), predict, { space, start });
  const heun = await sample(probabilityFlow(levels), predict, { space, start });
  start.forEach((x, i) => {
    const first = x - 0.1 * slope(x, 0.5);
    assertAlmostEquals(euler[i], first, 1e-14);
    assertAlmostEquals(heun[i], x - 0.05 * (slope(x, 0.5) + slope(first, 0.4)), 1e-14);
  });
});

Deno.test("probabilityFlow() ends at the data by one evaluation", () => {
  const toData = scheduleLevels(schedule, [0.5, 0.4]);
  assertEquals(probabilityFlow(toData).evaluations, 3);
  assertEquals(probabilityFlow(toData, { method: "euler" }).evaluations, 2);
});
