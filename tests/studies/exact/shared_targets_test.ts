import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { compareSharedTargets } from "../../../lib/studies/exact/shared_targets.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const size = { groups: 2, each: 10, points: 4, scale: 0.1, until: 20 };

Deno.test("compareSharedTargets() finds no price where every step has its own condition, whatever is predicted", async () => {
  const [mixture] = toyLaws();
  const rows = await compareSharedTargets({
    ...size,
    data: [mixture],
    grids: [ddpmLinearGrid()],
    targets: ["eps", "x0", "v"],
    sharings: [{ until: 100, intervals: 100 }],
  });
  assertEquals(rows.map(({ target }) => target), ["eps", "x0", "v"]);
  for (const { price, perturbed, farther } of rows) {
    for (const value of [...price, ...perturbed, ...farther]) assertAlmostEquals(value, 0, 1e-10);
    assertEquals([price.length, perturbed.length, farther.length], [5, 5, 2]);
  }
});

Deno.test("compareSharedTargets() finds that sharing costs on the path and spares beside it, on a line in space", async () => {
  const [, line] = toyLaws();
  const [five, one] = await compareSharedTargets({
    ...size,
    data: [line],
    grids: [ddpmLinearGrid()],
    targets: ["eps"],
    sharings: [{ until: 100, intervals: 5 }, { until: 200, intervals: 1 }],
  });
  for (const { price, perturbed } of [five, one]) {
    assert(price.every((value) => value > 0));
    assert(perturbed.every((value) => value < -0.5));
  }
  // Told less, the optimum is farther from the ideal predictor.
  assert(one.price.every((value, seed) => value > five.price[seed]));
});
