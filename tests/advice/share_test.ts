import { compareSharings } from "../../lib/advice/compare_sharings.ts";
import { adviseShare } from "../../lib/advice/share.ts";
import { binOf, sharings } from "../../lib/advice/sharings.ts";
import { walkSetting } from "../../lib/advice/advise.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals, assertRejects } from "../assert.ts";

Deno.test("sharings() are told one condition a bin, and all of t̃ or more as it is", () => {
  for (const { name, condition } of sharings(schedulePath(linear()))) {
    const [until, intervals] = name.match(/[\d.]+/g)!.map(Number);
    const told = new Set(Array.from({ length: 500 }, (_, i) => condition((i + 0.5) * until / 500)));
    assert(told.size === intervals, `${name}: ${told.size}`);
    assertAlmostEquals(condition(0.3), 0.3, 0);
  }
});

Deno.test("binOf() holds the times that are told the same, of a schedule and of a grid", () => {
  for (const path of [schedulePath(linear()), gridPath(ddpmLinearGrid({ steps: 100 }))]) {
    for (const way of sharings(path)) {
      const times = Array.from({ length: 30 }, (_, i) => path.steps === undefined ? (i + 0.5) * 0.25 / 30 : i);
      for (const time of times) {
        const bin = binOf(way, time);
        assert((bin === undefined) === time >= way.until, `${way.name} at ${time}`);
        for (const other of times.filter((each) => bin !== undefined && each < way.until)) {
          const inside = bin![0] <= other && other < bin![1];
          assert(inside === (way.condition(other) === way.condition(time)), `${way.name} at ${time} and ${other}`);
        }
      }
    }
  }
});

Deno.test("adviseShare() refuses a grid of too few steps", async () => {
  const law = gaussian({ mean: new Float64Array(1), covariance: 0.2 }), path = gridPath(ddpmLinearGrid({ steps: 2 }));
  await assertRejects(
    () => adviseShare({ ...walkSetting(law), path, from: 1 }),
    RangeError,
    "2 steps, too few to share",
  );
});

Deno.test("compareSharings() has no price without sharing, and of one bin near points that of forgetting σ", async () => {
  // One atom in d dimensions: ε* = x/σ, and the optimum told nothing of t in the bin guesses σ from ‖x‖ alone; in one
  // dimension that is a guess indeed, in many the price is about E(‖ε‖ − ‖ε‖σ/σ̂)² → ½.
  const at = (dimension: number) =>
    walkSetting(empiricalSet({ dimension, points: new Float64Array(dimension) }), { points: 32, evaluations: 3 });
  for (const [dimension, least, most] of [[1, 0.05, 0.9], [64, 0.2, 0.9]]) {
    const { found } = await compareSharings(at(dimension));
    assertAlmostEquals(mean(found[0].prices), 0, 1e-20);
    const one = found.find(({ sharing }) => sharing?.name === "t̃ = 0.2, n = 1")!;
    assert(mean(one.prices) > least && mean(one.prices) < most, `${dimension}: ${mean(one.prices)}`);
    const quantised = found.find(({ sharing }) => sharing?.name === "t̃ = 0.1, n = 5, quantised noise")!;
    assert(mean(quantised.prices) > 0);
  }
});

Deno.test("adviseShare() judges on other points: sharing never costs less than nothing by more than its interval", async () => {
  const advice = await adviseShare(
    walkSetting(gaussian({ mean: new Float64Array(2), covariance: 0.2 }), { points: 64 }),
  );
  assert(advice.cost.high > 0.98 && mean(advice.curves[0].y) > 0);
});
