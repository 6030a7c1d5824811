import { readReported } from "../../../lib/experiments/results/reported.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { flatLaw } from "../../../lib/studies/exact/laws.ts";
import { paperPanels } from "../../../lib/studies/panels/paper_panels.ts";
import {
  digitisedPoints,
  meanLargest,
  meanQuotients,
  measurePaperFigure,
} from "../../../lib/studies/exact/paper_figure.ts";
import { predictedQuotient } from "../../../lib/studies/exact/step_size.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";

const grid = ddpmLinearGrid(), sharing = { until: 20, intervals: 2 }, times = { 1: [0, 9], 10: [0, 10, 20] };

Deno.test("measurePaperFigure() is 0 within an interval, and the ideal predictor's is as finite differences predict", async () => {
  const data = [0, 1, 2].map(() => flatLaw(64, 4));
  const runs = await measurePaperFigure({ data, grid, sharing, times, samples: 24 });
  assertEquals(runs.map(({ shared }) => shared[0].values[0]), [0, 0, 0]);
  // Beyond t̃ nothing is shared: E-TSDM is told what DDPM is told.
  for (const { ideal, shared } of runs) assertEquals(shared[1].values[2], ideal[1].values[2]);
  for (const { time, estimate } of meanQuotients(runs, "ideal", 10)) {
    assertAlmostEquals(estimate.value, predictedQuotient(grid, 60, time, time + 10), 0.05 * estimate.value);
  }
  const [one, ten] = meanLargest(runs.map(({ ideal }) => ideal));
  assertEquals([one.delta, ten.delta, one.largest.n], [1, 10, 3]);
  assertAlmostEquals(one.largest.value, predictedQuotient(grid, 60, 0, 1), 0.2);
  const reported = await readReported();
  const panels = paperPanels({ runs, reported, grid, sharing, dimension: 64, until: 30 });
  assertEquals(panels.map(({ title }) => title), ["(a) told: <i>t</i>, <i>f</i>(<i>t</i>)", "(b) Δ = 10", "(c) Δ = 1"]);
});

Deno.test("digitisedPoints() are those of the figure over the root of its dimension", async () => {
  const reported = await readReported(), ddpm = digitisedPoints(reported, "DDPM");
  assertEquals(ddpm.map(({ time }) => time), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  assertAlmostEquals(ddpm[0].estimate.value, 24 / Math.sqrt(196_608), 1e-12);
  assertEquals(digitisedPoints(reported, "E-TSDM").length, 5);
});
