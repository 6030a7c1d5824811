import { ddim } from "../../../lib/samplers/methods/ddim.ts";
import { gridLevels, respacedSteps } from "../../../lib/samplers/levels.ts";
import { gridPath } from "../../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { followSamples } from "../../../lib/studies/sampling/trajectories.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("followSamples() goes from the starts to the data, and keeps every few steps with the last", async () => {
  const grid = ddpmLinearGrid(), [, , points] = toyLaws(), starts = Float64Array.of(1, 0, -1, 2);
  const plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 10))), path = gridPath(grid);
  const [all, few] = await Promise.all([1, 4].map((every) => followSamples(points, path, plan, { starts, every })));
  assertEquals(all.map(({ x, y }) => [x[0], y[0], x.length]), [[1, 0, 11], [-1, 2, 11]]);
  // Steps 4, 8 and the last, beside the start.
  assertEquals(few[0].x, [0, 4, 8, 10].map((step) => all[0].x[step]));
  const nearest = points.x0(Float64Array.of(all[0].x[10], all[0].y[10]), { alpha: 1, sigma: 1e-3 });
  assert(Math.hypot(nearest[0] - all[0].x[10], nearest[1] - all[0].y[10]) < 0.1);
});
